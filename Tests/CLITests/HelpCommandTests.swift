import Testing

@testable import CLI

struct HelpCommandTests {
  @Test func aSubcommandIsFound() throws {
    for row in Subcommand.rows { #expect(try HelpCommand.asked(row.name).name == row.name) }
    #expect(try HelpCommand.asked(nil).name.isEmpty)
  }

  @Test func anotherWordGetsASuggestion() {
    #expect(
      throws: UseProblem(text: "there is no subcommand explan", advice: "did you mean smtpscope help explain?")
    ) {
      try HelpCommand.asked("explan")
    }
    let problem = #expect(throws: UseProblem.self) { try HelpCommand.asked("nosuch\u{1B}") }
    #expect(problem?.text.contains("\u{1B}") == false)
    #expect(problem?.advice.hasPrefix("there are demo, sandbox, ") == true)
  }
}
