// `smtpscope help NAME`: the same as `smtpscope NAME --help`.

import Transcript

/// Shows help.
enum HelpCommand {
  static let subcommand = Subcommand(
    name: "help", summary: "Show what a subcommand takes.",
    operands: .init(
      label: "[SUBCOMMAND]", name: "a subcommand", kind: .subcommand("SUBCOMMAND"), count: 0...1,
      help: "its name; without it the help of the program")
  ) { parsed in
    Smtpscope.showHelp(try asked(parsed.words.first))
    return .ok
  }

  /// Whose help a word asks for.
  ///
  /// - Throws: `UseProblem` when there is no such subcommand.
  static func asked(_ word: String?) throws(UseProblem) -> Subcommand {
    guard let word else { return .console }
    if let row = Subcommand.row(word) { return row }
    let names = Subcommand.rows.map(\.name)
    throw UseProblem(
      text: "there is no subcommand \(Escaping.escape(word))",
      advice: Subcommand.nearest(to: word).map { "did you mean smtpscope help \($0)?" }
        ?? "there are \(ValueKind.list(names, "and"))")
  }
}
