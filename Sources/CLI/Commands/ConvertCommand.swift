// `smtpscope convert FILE`: other tools' logs to session files.

import SessionFiles
import Transcript

/// What a conversation is printed as.
enum OutputFormat: String, CaseIterable {
  case session, text, json, markdown, html
}

/// Converts logs.
enum ConvertCommand {
  static let subcommand = Subcommand(
    name: "convert", summary: "Print the log of another program as a session file, or explained.",
    more:
      "The log is one of swaks, curl -v, smtplib, Postfix, Exim, telnet or openssl s_client, or a session file. What cannot be read stays as a remark; logins are masked.",
    operands: .init(
      label: "FILE", name: "the log", kind: .file("FILE"), count: 1...1, help: "the log; - is standard input",
      missing: "which log?"),
    flags: [.from, .to]
  ) { try run(Arguments($0)) }

  private struct Arguments {
    let file: String
    let form: LogFormat?
    let output: OutputFormat

    init(_ parsed: Parsed) {
      file = parsed.words.first ?? "-"
      form = parsed.text(.from).flatMap(LogFormat.init(rawValue:))
      output = parsed.text(.to).flatMap(OutputFormat.init(rawValue:)) ?? .session
    }
  }

  private static func run(_ arguments: Arguments) throws -> ExitStatus {
    let path = arguments.file
    let octets: [UInt8]
    do throws(SessionFileLoader.ReadProblem) { octets = try SessionFileLoader.read(path) } catch {
      Output.complain("\(Escaping.escape(path)): \(error.text)\n  \(error.advice)\n")
      return .file
    }
    guard let file = LogImporter.read(octets, arguments.form, name: path) else {
      Output.complain(
        "\(Escaping.escape(path)): no line of it is one of a log that is known\n  name the form with --from\n")
      return .file
    }
    if let warning = file.warning { Output.complain("\(warning)\n") }
    switch arguments.output {
    case .session: Output.write(SessionFilePrinter.print(file))
    case .text: Output.write(lines(file, NotationWriter.annotated))
    case .json: Output.write(lines(file) { [JSONWriter.line($0)] })
    case .html:
      Output.write(
        HTMLWriter.page(
          title: "SMTP session \(path)", body: HTMLWriter.conversation(RecordingReplay.entries(file))))
    case .markdown:
      Output.write(MarkdownWriter.text(RecordingReplay.entries(file), title: "SMTP session \(path)"))
    }
    return .ok
  }

  private static func lines(_ file: SessionFile, _ form: (TranscriptEntry) -> [String]) -> String {
    RecordingReplay.entries(file).flatMap(form).map { $0 + "\n" }.joined()
  }
}
