// `smtpscope convert FILE`: other tools' logs to session files.

import SessionScript
import Transcript

/// Converts logs.
enum ConvertCommand {
  static let name = "convert"

  struct Arguments {
    var file: String?
    var form: LogForm?
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope convert [options] FILE",
      abstract:
        "Print a log of swaks, curl -v, smtplib, Postfix, Exim, telnet or openssl s_client as a session file. What cannot be read stays as a remark; logins are masked.",
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
        }
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
    guard let form = arguments.form ?? LogImporter.detect(octets) else {
      Smtpscope.complain(
        "\(Escaping.escape(path)): no line of it is one of a log that is known\n  name the form with --from\n")
      return ExitStatus.file.rawValue
    }
    Smtpscope.say(ScriptPrinter.print(LogImporter.convert(octets, form, name: path)))
    return ExitStatus.ok.rawValue
  }
}
