import SMTP
import Testing

struct CramMD5Tests {
  private let credentials = SASLCredentials(user: "tim", password: "tanstaaftanstaaf")

  /// The hash is OpenSSL's, and tested there with RFC 2195's own example; here something else stands for it.
  @Test func nameAndDigestAreSent() throws {
    var client = SASLMechanism.cramMD5.client(
      credentials, SASLCrypto { key, message in Array(key.reversed().prefix(2)) + message.prefix(2) })
    #expect(try client.start() == nil)
    #expect(try client.respond(to: Array("<1@x>".utf8)).text == "tim 66613c31")
    #expect(throws: SASLProblem.unexpectedChallenge) { try client.respond(to: Array("<2@x>".utf8)) }
  }

  @Test func withoutAHashThereIsNone() {
    var client = SASLMechanism.cramMD5.client(credentials, SASLCrypto { _, _ in nil })
    #expect(throws: SASLProblem.noHMACMD5) { try client.respond(to: Array("<1@x>".utf8)) }
  }
}
