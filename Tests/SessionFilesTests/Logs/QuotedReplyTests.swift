import SMTP
import Testing

@testable import SessionFiles

/// Lines as the logs of servers have them, and the reply that stands in each.
struct QuotedReplyTests {
  private static let postfix =
    "Nov 24 03:10:00 mx1 postfix/smtp[812]: 4F2AB: to=<bob@server.example>, relay=mx.server.example[192.0.2.7]:25, delay=1.2, dsn="

  static let lines: [(line: String, answers: Awaited, reply: String)] = [
    (
      postfix
        + "5.1.1, status=bounced (host mx.server.example[192.0.2.7] said: 550 5.1.1 User (bob) unknown (in reply to RCPT TO command))",
      .command(.rcpt), "550 5.1.1 User (bob) unknown"
    ),
    (
      postfix
        + "4.7.0, status=deferred (host mx.server.example[192.0.2.7] refused to talk to me: 421 4.7.0 Too many connections)",
      .connection, "421 4.7.0 Too many connections"
    ),
    (
      "Nov 24 03:10:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 454 4.7.1 <a@b.example>: Relay access denied; from=<c@d.example> to=<a@b.example> proto=ESMTP helo=<x>",
      .command(.rcpt), "454 4.7.1 <a@b.example>: Relay access denied"
    ),
    (
      "2026-11-24 03:10:00 1tAbCd-000001-2X ** bob@server.example R=dnslookup T=remote_smtp H=mx.server.example [192.0.2.7]: SMTP error from remote mail server after end of data: 552 Message too big",
      .endOfData, "552 Message too big"
    ),
    (
      "Nov 24 03:10:00 mx1 sendmail[7]: 4AO3A: ruleset=check_rcpt, arg1=<a@b.example>, relay=[192.0.2.9], reject=550 5.7.1 <a@b.example>... Relaying denied",
      .command(.rcpt), "550 5.7.1 <a@b.example>... Relaying denied"
    ),
    (
      "@4000000065 delivery 3: failure: 192.0.2.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_No_such_user/Giving_up_on_192.0.2.7./",
      .command(.rcpt), "550 5.1.1 No such user/Giving up on 192.0.2.7./"
    ),
    (
      "Diagnostic-Code: smtp; 550-5.7.26 This mail has been blocked 550 5.7.26 because it is unauthenticated",
      .nothing, "550-5.7.26 This mail has been blocked\n550 5.7.26 because it is unauthenticated"
    ),
    ("Remote host said: 550 5.1.1 No such user", .nothing, "550 5.1.1 No such user"),
    ("reject: RCPT from x: 554 5.7.1 (a); b; proto=", .command(.rcpt), "554 5.7.1 (a); b"),
    ("(said: 550 5.1.1 see (a) ) )", .nothing, "550 5.1.1 see (a)"),
    ("said: 550 5.1.1 see (a; b) (c)", .nothing, "550 5.1.1 see (a; b) (c)"),
    (
      "smtpd[1]: 5e2b smtp failed-command command=\"RCPT TO:<a@b.example>\" result=\"550 Invalid recipient\"",
      .nothing,
      "550 Invalid recipient"
    ),
    (
      #"{"diagnosticCode":"smtp; 550 5.1.1 user unknown","status":"5.1.1"}"#, .nothing, "550 5.1.1 user unknown"
    ),
    (
      "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'", .nothing,
      "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"
    ),
    ("SMTP ERROR: RCPT TO command failed: 550 No such user", .nothing, "550 No such user"),
    ("SMTPDataError: (554, b'5.7.1 Message rejected')", .nothing, "554 5.7.1 Message rejected"),
    ("    550 5.1.1 No such user", .nothing, "550 5.1.1 No such user"),
    ("550 5.1.1 User unknown", .nothing, "550 5.1.1 User unknown"),
    ("<<< 550 No such user", .nothing, "550 No such user"),
    ("550", .nothing, "550"),
    ("550-hello-there.example", .nothing, "550 hello-there.example"),
  ]

  @Test(arguments: lines) func aReplyStandsThere(_ line: String, _ answers: Awaited, _ text: String) throws {
    let found = try #require(QuotedReply.reply(in: Array(line.utf8)), "\(line)")
    let reply = found.reply.lines.indices.map { found.reply.lineOctets($0).text }.joined(separator: "\n")
    #expect(reply == text && found.answers == answers)
  }

  /// What is no reply that refuses: a success, numbers, words.
  @Test(arguments: [
    "", "5", "hello",
    "Nov 24 03:10:00 mx1 postfix/qmgr[1]: 4F2AB: from=<a@b.example>, size=550, nrcpt=1",
    postfix + "2.0.0, status=sent (250 2.0.0 Ok: queued as 4F2AC)", "2026-11-24 03:10:00 port 587 open",
    "Received: from x (x [192.0.2.9]) by mx with ESMTP id 450 for <a@b.example>; Tue, 24 Nov 2026 10:00:00 +0000",
    "the year 512 BC", "postfix/smtpd[9]: message of (450 bytes) read", "dsn=",
    "dsn=5.1.1", "dsn=5.1.1, status=",
    "rejected RCPT <a@b.example>",
  ])
  func noReplyStandsThere(_ line: String) {
    #expect(QuotedReply.reply(in: Array(line.utf8)) == nil)
  }

  /// Its own words are not taken for a reply of the other side.
  @Test func whoseWordsTheyAre() {
    let cases = [("dsn=5.4.4, status=bounced (Host or domain name not found)", false), ("550 5.1.1 no", true)]
    for (line, hasCode) in cases { #expect(QuotedReply.reply(in: Array(line.utf8))?.hasCode == hasCode) }
  }

  @Test(arguments: [
    ("    SMTP error from remote mail server after RCPT TO:<bob@server.example>:", Awaited.command(.rcpt)),
    ("    SMTP error from remote mail server after end of data:", .endOfData),
    ("192.0.2.7 does not like recipient.", .command(.rcpt)), ("after RCPT TO", .nothing), ("", .nothing),
  ])
  func repliesAreAnnounced(_ line: String, _ answers: Awaited) {
    #expect(QuotedReply.announced(by: Array(line.utf8)) == answers)
  }

  /// Nothing that stands in a line makes it fail: each line of the table, cut at every octet.
  @Test func linesMayEndAnywhere() {
    for (line, _, _) in Self.lines {
      let octets = Array(line.utf8)
      for end in octets.indices { _ = QuotedReply.reply(in: Array(octets[..<end])) }
    }
  }
}
