import SMTP
import Testing

struct PlainTests {
  private func client(_ user: String = "tim", _ password: String = "tanstaaftanstaaf") -> any SASLClient {
    SASLMechanism.plain.client(SASLCredentials(user: user, password: password), SASLCrypto { _, _ in nil })
  }

  /// The example of RFC 4616 §4.
  private let message = [0] + Array("tim".utf8) + [0] + Array("tanstaaftanstaaf".utf8)

  @Test func everythingIsSentAtOnce() throws {
    var client = client()
    #expect(try client.start() == message)
    #expect(throws: SASLProblem.unexpectedChallenge) { try client.respond(to: []) }
  }

  @Test func anEmptyChallengeIsAnswered() throws {
    var client = client()
    #expect(try client.respond(to: []) == message)
    #expect(throws: SASLProblem.unexpectedChallenge) { try client.respond(to: []) }
  }

  @Test(arguments: [("a\u{0}b", "c"), ("a", "b\u{0}c")]) func aNULCannotBeSent(
    _ user: String, _ password: String
  ) {
    var client = client(user, password)
    #expect(throws: SASLProblem.nulInCredentials) { try client.start() }
    #expect(throws: SASLProblem.nulInCredentials) { try client.respond(to: []) }
  }
}
