// Every subcommand and every option once: what the manual page and the README list.

/// The lists of the tables' rows.
enum Reference {
  /// An option, and whose it is.
  struct Row {
    let flag: Flag
    /// As they are called: `console, demo, run`, or `all`.
    let takers: String
  }

  /// The options of a heading, in the order in which subcommands have them.
  static func rows(_ group: FlagGroup) -> [Row] {
    Subcommand.flags.filter { $0.group == group }.map { Row(flag: $0, takers: takers(of: $0)) }
  }

  /// Who takes an option.
  private static func takers(of flag: Flag) -> String {
    let all = [Subcommand.console] + Subcommand.rows
    let takers = all.filter { $0.allFlags.contains { $0.long == flag.long && $0.help == flag.help } }
    guard takers.count < all.count else { return "all" }
    return takers.map { $0.name.isEmpty ? "console" : $0.name }.joined(separator: ", ")
  }

  /// A sentence or two: what it is, and what there is to know beside it.
  static func text(_ flag: Flag) -> String {
    let old = flag.aliases.isEmpty ? "" : " Also \(flag.aliases.map { "--\($0)" }.joined(separator: ", "))."
    let often = flag.repeats ? " May be given more than once." : ""
    return flag.help + (flag.more.isEmpty && often.isEmpty && old.isEmpty ? "" : ".") + often
      + (flag.more.isEmpty ? "" : " \(flag.more)") + old
  }

  // MARK: Markdown

  /// For the README: a table of the subcommands, and one of the options.
  static var markdown: String {
    var out = "| command | what it does |\n| --- | --- |\n"
    for row in [Subcommand.console] + Subcommand.rows {
      out += "| \(code(row.usage)) | \(cell(row.summary)) |\n"
    }
    out += "\n| option | of | what it does |\n| --- | --- | --- |\n"
    for group in FlagGroup.allCases {
      for row in rows(group) {
        out += "| \(code(row.flag.label)) | \(row.takers) | \(cell(text(row.flag))) |\n"
        guard let negation = row.flag.negation else { continue }
        out += "| \(code("--\(negation.long)")) | \(row.takers) | \(cell(negation.help)) |\n"
      }
    }
    return out
  }

  private static func code(_ text: String) -> String { "`\(cell(text))`" }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
