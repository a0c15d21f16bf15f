import Testing

@testable import SessionFiles

struct EximLogTests {
  @Test(
    arguments: [
      ("10:00:00 7 SMTP<< EHLO client.example", .sent(Array("EHLO client.example".utf8))),
      ("10:00:00 7 SMTP>> 250 ok", .received(Array("250 ok".utf8))),
      ("10:00:00 7 SMTP<< 250 ok", .received(Array("250 ok".utf8))),
      ("10:00:00 7 looking up", nil),
    ] as [(String, LogLine?)])
  func lines(_ line: String, _ expected: LogLine?) { #expect(EximLog.read(Array(line.utf8)) == expected) }

  /// The main log has no code; the one that Exim sends for it is read.
  @Test(
    arguments: [
      ("2026-11-23 10:00:00 H=x [192.0.2.1] rejected RCPT <bob@server.example>: relay not permitted", 550),
      ("2026-11-23 10:00:00 H=x [192.0.2.1] temporarily rejected MAIL <a@b.example>: try later", 451),
      ("2026-11-23 10:00:00 1abc ** bob@server.example R=dnslookup T=remote_smtp: retry timeout exceeded", 550),
      ("2026-11-23 10:00:00 1abc == bob@server.example R=dnslookup defer (-53): retry time not reached", 450),
    ] as [(String, UInt16)])
  func refusals(_ line: String, _ code: UInt16) throws {
    let found = try #require(EximLog.refusal(in: Array(line.utf8)))
    #expect(found.reply.code == code && !found.hasCode)
  }

  @Test func aDeliveryIsNoRefusal() {
    #expect(EximLog.refusal(in: Array("2026-11-23 10:00:00 1abc => bob@server.example R=x T=y".utf8)) == nil)
  }
}
