import Foundation
import Testing

@testable import CLI

struct ReferenceTests {
  @Test func theReadmeHasTheTablesOfTheProgram() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let begin = try #require(readme.firstRange(of: "<!-- smtpscope manual markdown: -->\n\n"))
    let end = try #require(readme.firstRange(of: "\n<!-- . -->"))
    #expect(
      readme[begin.upperBound..<end.lowerBound] == Reference.markdown,
      "put what smtpscope manual markdown prints between the marks")
  }

  @Test func everySubcommandAndOptionHasItsRow() {
    let text = Reference.markdown
    for row in Subcommand.rows {
      #expect(text.contains("\n| `\(row.usage.replacing("|", with: "\\|"))` | "), "\(row.name)")
    }
    for flag in Subcommand.flags {
      #expect(text.contains("\n| `\(flag.label.replacing("|", with: "\\|"))` | "), "--\(flag.long)")
      if let negation = flag.negation { #expect(text.contains("\n| `--\(negation.long)` | ")) }
    }
  }

  @Test func anOptionSaysWhoseItIs() {
    let rows = FlagGroup.allCases.flatMap(Reference.rows)
    #expect(rows.first { $0.flag.long == "mx" }?.takers == "console")
    #expect(rows.first { $0.flag.long == "theme" }?.takers == "console, demo, view")
    #expect(rows.filter { $0.flag.long == "record" }.map(\.takers) == ["console, demo", "run"])
    #expect(rows.first { $0.flag.long == "help" }?.takers == "all")
  }

  /// Each option once, whatever number of subcommands has it.
  @Test func noRowStandsTwice() {
    let rows = FlagGroup.allCases.flatMap(Reference.rows).map { "\($0.flag.label) \($0.flag.help)" }
    #expect(Set(rows).count == rows.count && rows.count == Subcommand.flags.count)
  }

  @Test func whatRepeatsAndOtherSpellingsAreSaid() {
    let flag = Flag(
      long: "to", aliases: ["rcpt"], group: .output, value: .text("A"), repeats: true, help: "whom")
    #expect(Reference.text(flag) == "whom. May be given more than once. Also --rcpt.")
    #expect(Reference.text(Flag(long: "x", group: .output, help: "y")) == "y")
  }
}
