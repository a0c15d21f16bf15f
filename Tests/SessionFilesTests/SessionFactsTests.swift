import SMTP
import SMTPSession
import Testing

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
    Condition(.finding, isNegated: false, nil, "rcpt-before-mail"),
    Condition(.tlsVerified, isNegated: true, nil, ""),
    Condition(.capability, isNegated: true, nil, "STARTTLS"),
  ])
  func whatHolds(_ condition: Condition) { #expect(facts.failure(of: condition) == nil) }
}
