import SMTPCore
import Testing

struct ConsoleCommandTests {
  @Test func commandsAreValues() {
    #expect(CommandTable.parse("mx server.example") == .success(.mx("server.example")))
    #expect(ConsoleCommand.set(name: "eol", value: "lf") != .set(name: "eol", value: nil))
  }
}
