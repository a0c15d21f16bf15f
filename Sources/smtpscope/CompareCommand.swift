// `smtpscope compare A B`: what differs between two conversations.

import SessionScript
import Transcript

/// Compares two session files.
enum CompareCommand {
  static let name = "compare"

  struct Arguments {
    var files: [String] = []
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope compare FILE FILE",
      abstract:
        "Compare two session files: codes, texts, capabilities, TLS. Exit status 0 when nothing differs, 1 when something does. A live server is compared with a file by smtpscope run --keep-going.",
      operand: Option("a session file", "FILE", "a session file; one of them may be -, standard input") {
        values, text in
        values.files.append(text)
        return values.files.count > 2 ? "needed: there are two already" : nil
      },
      takesMany: true, options: [])
  }

  static func run(_ words: [String]) throws -> Int32 {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) {
      return status.rawValue
    }
    guard arguments.files.count == 2 else {
      throw UseProblem(text: "compare what with what?", advice: "smtpscope compare FILE FILE")
    }
    var files: [SessionFile] = []
    for path in arguments.files {
      switch ScriptLoader.parse(path) {
      case .success(let file):
        if let warning = file.warning { Smtpscope.complain("\(warning)\n") }
        files.append(file)
      case .failure(let problems): for problem in problems.list { Smtpscope.complain("\(problem)\n") }
      }
    }
    guard files.count == 2 else { return ExitStatus.file.rawValue }
    let differences = SessionComparison.differences(files[0], files[1])
    Smtpscope.say(SessionComparison.lines(differences).map { $0 + "\n" }.joined())
    return differences.isEmpty ? 0 : 1
  }
}
