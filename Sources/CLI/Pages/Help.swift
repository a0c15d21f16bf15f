// `--help`, made from the rows of the tables.

/// Lays out help.
enum Help {
  /// More options than these stand under headings.
  private static let mostWithoutHeadings = 14

  /// The help of a subcommand, or of the program.
  ///
  /// - Parameter columns: no line is wider, as far as words allow.
  static func text(_ subcommand: Subcommand, columns: Int) -> String {
    lines(subcommand, columns: columns).map { $0 + "\n" }.joined()
  }

  static func lines(_ subcommand: Subcommand, columns: Int) -> [String] {
    let about = subcommand.more.isEmpty ? subcommand.summary : "\(subcommand.summary) \(subcommand.more)"
    var lines = ["usage: \(subcommand.usage)", ""] + Paragraph.wrap(about, columns)
    if let operands = subcommand.operands {
      lines += [""] + Paragraph.item(operands.kind.placeholder ?? operands.name, operands.help, columns)
    }
    let isProgram = subcommand.name.isEmpty
    if isProgram {
      lines += ["", "Subcommands (smtpscope help NAME says more):"]
      lines += Subcommand.rows.flatMap { Paragraph.item($0.name, $0.summary, columns) }
    }
    for (heading, flags) in sections(subcommand) {
      lines += ["", "\(heading):"] + flags.flatMap { items($0, columns) }
    }
    if isProgram {
      lines += ["", "Exit status:"]
      lines += ExitStatus.allCases.flatMap { Paragraph.item("\($0.rawValue)", $0.text, columns) }
    }
    return lines
  }

  /// Its options under their headings, or under one.
  private static func sections(_ subcommand: Subcommand) -> [(heading: String, flags: [Flag])] {
    let all = subcommand.allFlags
    guard all.count > mostWithoutHeadings else { return [("Options", all)] }
    return FlagGroup.allCases.map { group in (group.rawValue, all.filter { $0.group == group }) }
      .filter { !$0.1.isEmpty }
  }

  private static func items(_ flag: Flag, _ columns: Int) -> [String] {
    let negation = flag.negation.map { Paragraph.item("--\($0.long)", $0.help, columns) } ?? []
    return Paragraph.item(flag.label, flag.help, columns) + negation
  }
}
