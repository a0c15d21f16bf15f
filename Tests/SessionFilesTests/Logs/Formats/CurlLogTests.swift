import Testing

@testable import SessionFiles

struct CurlLogTests {
  @Test(
    arguments: [
      ("> EHLO client.example", .sent(Array("EHLO client.example".utf8))),
      ("< 250 ok", .received(Array("250 ok".utf8))),
      ("< some text", nil),
      ("* Connected", .event("Connected")),
      (">", nil),
    ] as [(String, LogLine?)])
  func lines(_ line: String, _ expected: LogLine?) { #expect(CurlLog.read(Array(line.utf8)) == expected) }
}
