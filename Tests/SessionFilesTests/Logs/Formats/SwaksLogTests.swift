import Testing

@testable import SessionFiles

struct SwaksLogTests {
  @Test(
    arguments: [
      (" -> EHLO client.example", .sent(Array("EHLO client.example".utf8))),
      (" ~> MAIL FROM:<>", .sent(Array("MAIL FROM:<>".utf8))),
      (" ->", .sent([])),
      ("<-  250 ok", .received(Array("250 ok".utf8))),
      ("<~* 550 no", .received(Array("550 no".utf8))),
      ("<** 550 no", .received(Array("550 no".utf8))),
      ("=== Trying", .event("Trying")),
      ("EHLO x", nil),
    ] as [(String, LogLine?)])
  func lines(_ line: String, _ expected: LogLine?) { #expect(SwaksLog.read(Array(line.utf8)) == expected) }
}
