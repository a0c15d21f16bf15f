import Testing

@testable import SessionFiles

struct PostfixLogTests {
  @Test(
    arguments: [
      ("Nov 23 10:00:00 mx postfix/smtpd[7]: < client.example[192.0.2.1]: EHLO x", .sent(Array("EHLO x".utf8))),
      (
        "Nov 23 10:00:00 mx postfix/smtpd[7]: > client.example[192.0.2.1]: 250 ok",
        .received(Array("250 ok".utf8))
      ),
      ("Nov 23 10:00:00 mx postfix/smtp[7]: > mx.example[192.0.2.1]:25: EHLO x", .sent(Array("EHLO x".utf8))),
      (
        "Nov 23 10:00:00 mx postfix/smtp[7]: < mx.example[192.0.2.1]:25: 250 ok",
        .received(Array("250 ok".utf8))
      ),
      ("Nov 23 10:00:00 mx postfix/smtpd[7]: connect from client.example[192.0.2.1]", nil),
      ("Nov 23 10:00:00 mx postfix/qmgr[7]: < x[1]: EHLO", nil),
    ] as [(String, LogLine?)])
  func lines(_ line: String, _ expected: LogLine?) { #expect(PostfixLog.read(Array(line.utf8)) == expected) }
}
