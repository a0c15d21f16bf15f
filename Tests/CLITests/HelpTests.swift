import Testing

@testable import CLI

struct HelpTests {
  private static let all = [Subcommand.console] + Subcommand.rows

  @Test func everySubcommandStandsInTheHelpOfTheProgram() {
    let text = Help.text(.console, columns: 80)
    for row in Subcommand.rows { #expect(text.contains("\n  \(row.name) "), "\(row.name)") }
    for status in ExitStatus.allCases { #expect(text.contains("\n  \(status.rawValue) "), "\(status)") }
  }

  @Test func everyOptionStandsInTheHelpOfItsSubcommand() {
    for row in Self.all {
      let lines = Help.lines(row, columns: 80)
      #expect(lines.first == "usage: \(row.usage)")
      for flag in row.allFlags {
        #expect(lines.contains { $0 == "  \(flag.label)" || $0.hasPrefix("  \(flag.label) ") }, "\(flag.label)")
        if let negation = flag.negation { #expect(lines.contains { $0.hasPrefix("  --\(negation.long) ") }) }
      }
    }
  }

  @Test(arguments: [60, 80, 100]) func noLineIsWider(_ columns: Int) {
    for row in Self.all {
      for line in Help.lines(row, columns: columns) { #expect(line.count <= columns, "\(line)") }
    }
  }

  /// A dozen options need no headings.
  @Test func manyOptionsStandUnderHeadings() {
    let long = Help.lines(.console, columns: 80)
    for heading in ["Connection:", "TLS:", "Recordings and secrets:", "Output:", "Help:"] {
      #expect(long.contains(heading))
    }
    #expect(!long.contains("Options:") && !long.contains("Sandbox:"))
    let short = Help.lines(FormatCommand.subcommand, columns: 80)
    #expect(short.contains("Options:") && !short.contains("Output:"))
  }
}
