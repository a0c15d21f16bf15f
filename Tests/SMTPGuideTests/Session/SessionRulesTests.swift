import SMTP
import Testing

@testable import SMTPGuide

/// Plays a conversation and tells its last reply, and the context of it.
func play(_ conversation: String, from earlier: SessionHistory? = nil) throws -> (
  context: ReplyContext, history: SessionHistory, reply: Reply
) {
  var dialogue = Dialogue()
  var history = SessionHistory(after: earlier)
  var context = ReplyContext(answers: .nothing)
  var last: Reply?
  var lines: [String] = []
  var time: Int64 = 0
  for line in conversation.split(separator: "\n") {
    let text = String(line.drop { $0 == " " }.dropFirst(3))
    if line.contains("C:") {
      dialogue.sent(dialogue.read(Array(text.utf8)))
      continue
    }
    lines.append(text)
    time += 90_000_000_000
    if text.dropFirst(3).first == "-" { continue }
    var parser = ReplyParser()
    parser.feed(Array(lines.map { $0 + "\r\n" }.joined().utf8))
    lines = []
    let next = parser.next()
    let reply = try #require(next)
    last = reply
    let before = dialogue.answered
    let outcome = dialogue.received(reply)
    context = history.apply(
      outcome, reply, state: before, offered: dialogue.answered.capabilities, kind: .smtp, at: time)
    if outcome.startsTLS { dialogue.tlsStarted() }
  }
  return (context, history, try #require(last))
}

struct SessionRulesTests {
  private static let hello = """
    S: 220 mx.example ESMTP
    C: EHLO client.example
    S: 250-mx.example
    S: 250-SIZE 1000000
    S: 250-STARTTLS
    S: 250 AUTH PLAIN

    """

  /// The rules that have something to say of the last reply.
  private static let conversations: [(String, [String])] = [
    (
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 STARTTLS
      C: AUTH PLAIN
      S: 503 5.5.1 Error: authentication not enabled
      """, ["auth-after-starttls"]
    ),
    (hello + "C: AUTH CRAM-MD5\nS: 504 5.5.4 Unrecognized authentication type", ["mechanism-not-offered"]),
    (
      hello + "C: MAIL FROM:<a@client.example>\nS: 530 5.7.0 Authentication required",
      ["not-logged-in", "plain-text"]
    ),
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@elsewhere.example>\nS: 554 5.7.1 Relay access denied",
      ["not-logged-in"]
    ),
    (
      "S: 220 mx.example\nC: EHLO client.example\nS: 250-mx.example\nS: 250 STARTTLS\nC: MAIL FROM:<a@client.example>\nS: 530 Must issue a STARTTLS command first",
      ["plain-text"]
    ),
    (
      "S: 220 mx.example\nC: EHLO localhost\nS: 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
      ["hello-name"]
    ),
    (
      "S: 220 mx.example\nC: HELO client.example\nS: 250 mx.example\nC: MAIL FROM:<a@client.example> SIZE=5\nS: 555 5.5.4 Unsupported option: SIZE=5",
      ["helo-only"]
    ),
    (
      hello + "C: MAIL FROM:<a@client.example> SIZE=50000000\nS: 552 5.3.4 Message size exceeds fixed limit",
      ["declared-size"]
    ),
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\nS: 550 5.7.1 blocked using zen.spamhaus.org\nC: RCPT TO:<b@two.example>\nS: 550 5.7.1 blocked using zen.spamhaus.org",
      ["same-refusal"]
    ),
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<a@one.example>\nS: 550 5.7.1 no\nC: RCPT TO:<b@one.example>\nS: 550 5.7.1 no\nC: RCPT TO:<c@one.example>\nS: 550 5.7.1 no",
      ["same-refusal-one-domain"]
    ),
    // Two are no pattern yet.
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<a@one.example>\nS: 550 5.7.1 no\nC: RCPT TO:<b@one.example>\nS: 550 5.7.1 no",
      []
    ),
    // The same one three times is one.
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<a@one.example>\nS: 550 5.7.1 no\nC: RCPT TO:<a@one.example>\nS: 550 5.7.1 no\nC: RCPT TO:<a@one.example>\nS: 550 5.7.1 no",
      []
    ),
    // Each of them is refused for itself.
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\nS: 550 5.1.1 User unknown\nC: RCPT TO:<b@two.example>\nS: 550 5.1.1 User unknown",
      []
    ),
    (hello + "C: MAIL FROM:<>\nS: 550 5.7.1 Sender refused", ["null-sender"]),
    (
      hello
        + "C: MAIL FROM:<a@one.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\nS: 550 5.7.1 Sender spoofing",
      ["own-domain-sender"]
    ),
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\nS: 550 5.1.1 User unknown\nC: DATA\nS: 554 5.5.1 no valid recipients",
      ["nobody-accepted"]
    ),
    (hello + "C: MAIL FROM:<ä@client.example>\nS: 553 5.6.7 Must declare SMTPUTF8", ["not-smtputf8"]),
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\nS: 450 4.2.0 Greylisted\nC: RCPT TO:<b@one.example>\nS: 250 Ok",
      ["greylisting-passed"]
    ),
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\nS: 250 Ok\nC: RCPT TO:<c@one.example>\nS: 452 4.5.3 Too many recipients",
      ["too-many-recipients"]
    ),
    // Where none was accepted, none was too many.
    (
      hello
        + "C: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\nS: 452 4.5.3 Too many recipients",
      []
    ),
    ("S: 220 ****************************", ["masked-greeting"]),
    (
      hello + "C: FOO\nS: 500 x\nC: FOO\nS: 500 x\nC: FOO\nS: 500 x\nC: FOO\nS: 421 4.7.0 too many errors",
      ["after-refusals"]
    ),
    (hello + "C: NOOP\nS: 250 Ok", []),
  ]

  @Test(arguments: conversations.indices) func whatIsSaid(_ index: Int) throws {
    let (conversation, ids) = Self.conversations[index]
    let remarks = try play(conversation).context.details?.remarks ?? []
    #expect(remarks.map(\.id) == ids, "\(conversation)")
    for remark in remarks {
      #expect(!remark.text.contains("{"), "\(remark.text)")
      #expect(remark.text.hasSuffix("."))
    }
  }

  /// What each rule's sentence is filled with in those conversations.
  private static let values: [String: [String: String]] = [
    "mechanism-not-offered": ["mechanism": "CRAM-MD5", "offered": "PLAIN"],
    "hello-name": ["verb": "EHLO", "name": "localhost"], "declared-size": ["size": "50 MB", "limit": "1 MB"],
    "same-refusal": ["count": "2"], "same-refusal-one-domain": ["count": "3", "domain": "one.example"],
    "nobody-accepted": ["count": "1"], "greylisting-passed": ["seconds": "90"],
    "too-many-recipients": ["count": "1", "limit": ""], "after-refusals": ["count": "4"],
  ]

  @Test(arguments: conversations.indices) func whatTheSentencesAreFilledWith(_ index: Int) throws {
    let remarks = try play(Self.conversations[index].0).context.details?.remarks ?? []
    for remark in remarks { #expect(remark.values == Self.values[remark.id] ?? [:], "\(remark.id)") }
  }

  @Test func everyRuleHasItsConversation() {
    let shown = Set(Self.conversations.flatMap(\.1))
    for rule in SessionRules.all { #expect(shown.contains(rule.id), "\(rule.id)") }
    #expect(SessionRules.rows.map(\.id) == SessionRules.all.map(\.id))
  }

  /// What the session and the wording both give reason to is to be tried once.
  @Test(arguments: conversations.indices) func noAdviceIsGivenTwice(_ index: Int) throws {
    let played = try play(Self.conversations[index].0)
    let advice = Guide.explain(played.reply, played.context)[.advice].map { "\($0.text) \($0.command ?? "")" }
    #expect(Set(advice).count == advice.count, "\(advice)")
  }

  @Test func adviceOfBothIsThere() throws {
    let played = try play(
      "S: 220 mx.example\nC: EHLO localhost\nS: 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"
    )
    let explanation = Guide.explain(played.reply, played.context)
    #expect(explanation[.here].map(\.id) == ["hello-name"] && explanation.cause == "hello-refused")
    #expect(explanation[.advice].map(\.text) == [AdviceTable.row("qualified-name")?.text])
  }

  @Test func theSentencesAreFilled() throws {
    let size = try play(Self.hello + "C: MAIL FROM:<a@client.example> SIZE=50000000\nS: 552 5.3.4 too large")
    #expect(size.context.details?.remarks.first?.text == "Your MAIL declared 50 MB; the limit is 1 MB.")
    let name = try play("S: 220 mx.example\nC: EHLO localhost\nS: 550 bad HELO name")
    #expect(name.context.details?.remarks.first?.text.contains("EHLO with \"localhost\"") == true)
  }

  @Test(arguments: [
    ("localhost", true), ("host", true), ("[127.0.0.1]", true), ("[192.168.0.1]", true), ("pc.local", true),
    ("[192.0.2.1]", false), ("client.example", false),
  ])
  func names(_ name: String, _ isNone: Bool) { #expect(SessionRules.isNoName(name) == isNone) }
}
