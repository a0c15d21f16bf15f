// What the console and the demo can be told: the front end, the recording, the settings.

import Console
import Platform
import SMTPCore
import SMTPSession

import Glibc

/// What plain mode prints.
enum PlainFormat: String, CaseIterable {
  case text, json
}

/// What the console and the demo can be told.
struct FrontArguments {
  let format: PlainFormat
  /// Plain mode is asked for, or there is no terminal to draw on.
  let isPlain: Bool
  let recording: RecordingPolicy
  let theme: Theme
  var options = SessionOptions(helloName: Environment.hostname)

  init(_ parsed: Parsed) throws(UseProblem) {
    format = parsed.text(.plainFormat).flatMap(PlainFormat.init(rawValue:)) ?? .text
    isPlain = parsed.has(.plain) || format == .json || isatty(STDOUT_FILENO) == 0
    let isRecorded = !parsed.isNegated(.record)
    recording = isRecorded ? parsed.text(.record).map(RecordingPolicy.file) ?? .standard : .none
    theme = Self.theme(parsed)
    options.tls.keyLogFile = Environment.value("SSLKEYLOGFILE")
    try parsed.apply(to: &options)
    if options.tls.keyFile != nil, options.tls.certificateFile == nil {
      throw UseProblem(text: "--tls-key needs --tls-cert", advice: "name the file of the client certificate")
    }
  }

  /// The colours that a command line chooses; none where `NO_COLOR` is set (no-color.org).
  static func theme(_ parsed: Parsed) -> Theme {
    if Environment.has("NO_COLOR") { return .mono }
    return parsed.text(.theme).flatMap(Theme.init(rawValue:)) ?? .dark
  }
}
