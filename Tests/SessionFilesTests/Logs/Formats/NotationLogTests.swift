import Testing

@testable import SessionFiles

struct NotationLogTests {
  @Test(
    arguments: [
      ("C: EHLO client.example", .sent(Array("EHLO client.example".utf8))),
      ("  > S: 250 ok", .received(Array("250 ok".utf8))),
      ("C:", .sent([])),
      ("\t| S:250 ok", .received(Array("250 ok".utf8))),
      ("Case: 250", nil),
    ] as [(String, LogLine?)])
  func lines(_ line: String, _ expected: LogLine?) { #expect(NotationLog.read(Array(line.utf8)) == expected) }
}
