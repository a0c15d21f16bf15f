import SMTP
import Testing

@testable import SessionFiles

struct ServerLogPhrasesTests {
  /// A line of a log, what its words answer, and the reply that they stand for.
  private static let lines: [(line: String, answers: Awaited, reply: String)] = [
    (
      "2026-11-24 03:10:00 H=(x) [192.0.2.9] F=<a@b.example> rejected RCPT <c@d.example>: relay not permitted",
      .command(.rcpt), "550 relay not permitted"
    ),
    (
      "2026-11-24 03:10:00 H=(x) [192.0.2.9] F=<a@b.example> temporarily rejected RCPT <c@d.example>: greylisted",
      .command(.rcpt), "451 greylisted"
    ),
    (
      "Nov 24 03:10:00 mx1 sendmail[7]: 4AO3A: to=<a@b.example>, delay=00:00:01, dsn=4.0.0, stat=Deferred: Connection refused by mx.b.example.",
      .nothing, "450 4.0.0 Deferred: Connection refused by mx.b.example."
    ),
    (
      "Nov 24 03:10:00 mx1 postfix/smtp[9]: 4F2AB: to=<a@b.example>, relay=none, dsn="
        + "4.4.1, status=deferred (connect to mx.server.example[192.0.2.7]:25: Connection timed out)",
      .nothing, "450 4.4.1 connect to mx.server.example[192.0.2.7]:25: Connection timed out"
    ),
    (
      "Nov 24 03:10:00 mx1 postfix/smtpd[9]: lost connection after DATA from unknown[192.0.2.9]", .nothing,
      "421 lost connection after DATA from unknown[192.0.2.9]"
    ),
    (
      "2026-11-24 03:10:00 TLS error on connection from [192.0.2.9] (SSL_accept): no shared cipher", .nothing,
      "421 TLS error on connection from [192.0.2.9] (SSL_accept): no shared cipher"
    ),
    (
      "2026-11-24 03:10:00 H=(x) [192.0.2.9] F=<a@b.example> rejected after DATA: too many spam points",
      .endOfData,
      "550 too many spam points"
    ),
    (
      "2026-11-24 03:10:00 1tAbCd-000001-2X == b@b.example R=dnslookup T=remote_smtp defer (-53): retry time not reached for any host",
      .nothing, "450 retry time not reached for any host"
    ),
    (
      "2026-11-24 03:10:00 1tAbCd-000001-2X ** b@b.example: Unrouteable address", .nothing,
      "550 Unrouteable address"
    ),
    (
      "Nov 24 03:10:00 mx1 postfix/qmgr[1]: 7D56B: from=<a@b.example>, status=expired, returned to sender",
      .nothing,
      "554 7D56B: from=<a@b.example>, status=expired, returned to sender"
    ),
    (
      "2026-11-24 03:10:00 rejected EHLO or HELO x_y from H=[192.0.2.9]: syntactically invalid argument(s): x_y",
      .command(.ehlo), "501 syntactically invalid argument(s): x_y"
    ),
  ]

  @Test(arguments: lines) func theWordsStandForAReply(_ line: String, _ answers: Awaited, _ text: String) throws
  {
    let found = try #require(ServerLogPhrases.reply(in: Array(line.utf8)), "\(line)")
    #expect(found.reply.lineOctets(0).text == text && found.answers == answers && !found.hasCode)
    // Where they stand in the line: the words without the code in front of them.
    #expect(text.hasSuffix(Array(line.utf8)[found.range].text))
  }

  /// Words of nobody, and lines of which the reason is missing.
  @Test(arguments: [
    "", "hello", "bob ** b@b.example: not a line of Exim", "2026-11-24 ** b@b.example: ",
    "x rejected RCPT <a@b.example>",
    "dsn=2.0.0, status=sent (250 Ok)", "dsn=5.1.1, status=bounced ()", "dsn=5.1.1, to=x",
  ])
  func noWordsStandThere(_ line: String) { #expect(ServerLogPhrases.reply(in: Array(line.utf8)) == nil) }

  /// Each line of the table, cut at every octet: nothing that is missing makes it fail.
  @Test func linesMayEndAnywhere() {
    for (line, _, _) in Self.lines {
      let octets = Array(line.utf8)
      for end in octets.indices {
        let found = ServerLogPhrases.reply(in: Array(octets[..<end]))
        #expect(found.map { !$0.range.isEmpty && $0.range.upperBound <= end } ?? true, "\(line)")
      }
    }
  }
}
