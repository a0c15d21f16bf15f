// `smtpscope convert FILE`: other tools' logs to session files.

import SessionFiles
import Transcript

/// What a conversation is printed as.
enum OutputFormat: String, CaseIterable {
  case session, text, json, markdown, html
}

/// Converts logs.
enum ConvertCommand {
  static let name = "convert"

  struct Arguments {
    var file: String?
    var form: LogFormat?
    var output = OutputFormat.session
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope convert [options] FILE",
      abstract:
        "Print a log of swaks, curl -v, smtplib, Postfix, Exim, telnet or openssl s_client as a session file, or either of them explained. What cannot be read stays as a remark; logins are masked.",
      operand: Option("the log", "FILE", "the log; - is standard input") { values, text in
        values.file = text
        return text.isEmpty ? "a file" : nil
      },
      options: [
        Option(
          "from", "FORM",
          "what wrote it, if it is not found out right: \(LogFormat.allCases.map(\.rawValue).joined(separator: ", "))"
        ) { values, text in
          guard let form = LogFormat(rawValue: text) else {
            return "one of \(LogFormat.allCases.map(\.rawValue).joined(separator: ", "))"
          }
          values.form = form
          return nil
        },
        Option(
          "to", "FORM", "session (a session file), text, markdown or html (explained, for a ticket), or json"
        ) {
          values, text in
          guard let output = OutputFormat(rawValue: text) else {
            return "session, text, json, markdown or html"
          }
          values.output = output
          return nil
        },
      ])
  }

  static func run(_ words: [String]) throws -> Int32 {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) {
      return status.rawValue
    }
    guard let path = arguments.file else {
      throw UseProblem(text: "which log?", advice: "smtpscope convert FILE")
    }
    let octets: [UInt8]
    do throws(SessionFileLoader.ReadProblem) { octets = try SessionFileLoader.read(path) } catch {
      Smtpscope.complain("\(Escaping.escape(path)): \(error.text)\n  \(error.advice)\n")
      return ExitStatus.file.rawValue
    }
    guard let file = LogImporter.read(octets, arguments.form, name: path) else {
      Smtpscope.complain(
        "\(Escaping.escape(path)): no line of it is one of a log that is known\n  name the form with --from\n")
      return ExitStatus.file.rawValue
    }
    if let warning = file.warning { Smtpscope.complain("\(warning)\n") }
    switch arguments.output {
    case .session: Smtpscope.say(SessionFilePrinter.print(file))
    case .text: Smtpscope.say(lines(file, NotationWriter.annotated))
    case .json: Smtpscope.say(lines(file) { [JSONWriter.line($0)] })
    case .html:
      Smtpscope.say(
        HTMLWriter.page(
          title: "SMTP session \(path)", body: HTMLWriter.conversation(RecordingReplay.entries(file))))
    case .markdown:
      Smtpscope.say(MarkdownWriter.text(RecordingReplay.entries(file), title: "SMTP session \(path)"))
    }
    return ExitStatus.ok.rawValue
  }

  private static func lines(_ file: SessionFile, _ form: (TranscriptEntry) -> [String]) -> String {
    RecordingReplay.entries(file).flatMap(form).map { $0 + "\n" }.joined()
  }
}
