// `smtpscope convert FILE`: other tools' logs to session files.

import SessionScript
import Transcript

/// What a conversation is printed as.
enum OutputForm: String, CaseIterable {
  case session, text, json, markdown, html
}

/// Converts logs.
enum ConvertCommand {
  static let name = "convert"

  struct Arguments {
    var file: String?
    var form: LogForm?
    var output = OutputForm.session
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
          "what wrote it, if it is not found out right: \(LogForm.allCases.map(\.rawValue).joined(separator: ", "))"
        ) { values, text in
          guard let form = LogForm(rawValue: text) else {
            return "one of \(LogForm.allCases.map(\.rawValue).joined(separator: ", "))"
          }
          values.form = form
          return nil
        },
        Option(
          "to", "FORM", "session (a session file), text, markdown or html (explained, for a ticket), or json"
        ) {
          values, text in
          guard let output = OutputForm(rawValue: text) else { return "session, text, json, markdown or html" }
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
    do throws(ScriptLoader.ReadProblem) { octets = try ScriptLoader.read(path) } catch {
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
    case .session: Smtpscope.say(ScriptPrinter.print(file))
    case .text: Smtpscope.say(lines(file, NotationForm.annotated))
    case .json: Smtpscope.say(lines(file) { [JSONForm.line($0)] })
    case .html:
      Smtpscope.say(
        HTMLForm.page(title: "SMTP session \(path)", body: HTMLForm.conversation(SessionReplay.entries(file))))
    case .markdown: Smtpscope.say(MarkdownForm.text(SessionReplay.entries(file), title: "SMTP session \(path)"))
    }
    return ExitStatus.ok.rawValue
  }

  private static func lines(_ file: SessionFile, _ form: (TranscriptEntry) -> [String]) -> String {
    SessionReplay.entries(file).flatMap(form).map { $0 + "\n" }.joined()
  }
}
