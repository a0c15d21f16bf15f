import Testing

@testable import SessionFiles

struct TerminalLogTests {
  @Test(
    arguments: [
      ("250 ok", .received(Array("250 ok".utf8))),
      ("ehlo client.example", .sent(Array("ehlo client.example".utf8))),
      ("QUIT", .sent(Array("QUIT".utf8))),
      ("Trying 192.0.2.1...", .event("Trying 192.0.2.1...")),
      ("hello there", nil),
    ] as [(String, LogLine?)])
  func lines(_ line: String, _ expected: LogLine?) {
    #expect(TerminalLog.read(Array(line.utf8), isText: false) == expected)
  }

  /// Mail text, and the answer to a challenge.
  @Test func whereTextIsDueAnythingIsSent() {
    #expect(TerminalLog.read(Array("hello there".utf8), isText: true) == .sent(Array("hello there".utf8)))
    #expect(TerminalLog.read(Array("250 ok".utf8), isText: true) == .received(Array("250 ok".utf8)))
  }
}
