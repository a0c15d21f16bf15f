import SMTP
import SMTPCore
import Testing
import Transcript

@testable import Runner
@testable import SessionFiles

struct SessionFactsTests {
  private let facts = SessionFacts(
    status: SessionStatus(options: SessionOptions()), last: nil, found: [.rcptBeforeMail])

  @Test(arguments: [
    (Condition(.tlsVerified, isNegated: false, nil, ""), "the connection has no TLS"),
    (Condition(.capability, isNegated: false, nil, "SIZE"), "no EHLO reply has come"),
    (Condition(.time, isNegated: false, .less, "2s"), "no reply has come"),
    (Condition(.finding, isNegated: false, nil, "not-smtp"), "the finding not-smtp was not made"),
    (
      Condition(.finding, isNegated: true, nil, "rcpt-before-mail"),
      "the finding rcpt-before-mail was made, which was not to be"
    ),
  ])
  func whatDoesNotHold(_ condition: Condition, _ failure: String) {
    #expect(facts.failure(of: condition) == failure)
  }

  @Test(arguments: [
    ("TLSv1", 10), ("1.0", 10), ("tls1.1", 11), ("TLSv1.2", 12), ("1.2", 12), ("TLSv1.3", 13), ("SSLv3", 0),
  ]) func versionsInAnySpelling(_ version: String, _ rank: Int64) {
    #expect(SessionFacts.rank(version) == rank)
  }

  @Test(arguments: [
    Condition(.finding, isNegated: false, nil, "rcpt-before-mail"),
    Condition(.tlsVerified, isNegated: true, nil, ""),
    Condition(.capability, isNegated: true, nil, "STARTTLS"),
  ])
  func whatHolds(_ condition: Condition) { #expect(facts.failure(of: condition) == nil) }

  /// Below a limit, on it, and above it.
  @Test(
    arguments: [
      (.equal, [false, true, false]), (nil, [false, true, false]), (.unequal, [true, false, true]),
      (.atLeast, [false, true, true]), (.atMost, [true, true, false]), (.more, [false, false, true]),
      (.less, [true, false, false]),
    ] as [(Condition.Comparison?, [Bool])])
  func comparisonsOnTheLimit(_ comparison: Condition.Comparison?, _ holds: [Bool]) throws {
    for (took, expected) in zip([1_999_999_999, 2_000_000_000, 2_000_000_001] as [Int64], holds) {
      let reply = try #require(Reply(joined: Array("250 Ok".utf8)))
      let last = TranscriptEntry.Received(
        reply: reply, context: .init(answers: .command(.noop)), firstOctet: 0, lastOctet: took)
      let facts = SessionFacts(status: SessionStatus(options: SessionOptions()), last: last, found: [])
      let failure = facts.failure(of: Condition(.time, isNegated: false, comparison, "2s"))
      #expect((failure == nil) == expected, "\(took)")
    }
  }
}
