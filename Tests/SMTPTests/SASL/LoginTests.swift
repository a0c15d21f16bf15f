import SMTP
import Testing

struct LoginTests {
  @Test func nameAndPasswordAreAnsweredInThisOrder() throws {
    var client = SASLMechanism.login.client(
      SASLCredentials(user: "tim", password: "tanstaaf"), SASLCrypto { _, _ in nil })
    #expect(try client.start() == nil)
    #expect(try client.respond(to: Array("Username:".utf8)) == Array("tim".utf8))
    #expect(try client.respond(to: Array("who knows what".utf8)) == Array("tanstaaf".utf8))
    #expect(throws: SASLProblem.unexpectedChallenge) { try client.respond(to: []) }
  }
}
