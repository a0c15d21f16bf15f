import SMTP
import Testing

struct SASLTests {
  private func exchange(_ mechanism: SASLMechanism) -> SASLExchange {
    SASLExchange(mechanism, user: "tim", password: "tanstaaftanstaaf") { key, message in
      // Stands for the hash: that is OpenSSL's, and tested there with RFC 2195's own example.
      Array(key.reversed().prefix(2)) + message.prefix(2)
    }
  }

  @Test func plainSendsAllAtOnce() throws {
    var exchange = exchange(.plain)
    #expect(try exchange.initialResponse() == [0] + Array("tim".utf8) + [0] + Array("tanstaaftanstaaf".utf8))
    #expect(throws: SASLExchange.Problem.self) { try exchange.respond(to: []) }
  }

  @Test func plainAnswersAnEmptyChallenge() throws {
    var exchange = exchange(.plain)
    #expect(try exchange.respond(to: []).first == 0)
  }

  @Test func loginAnswersTwice() throws {
    var exchange = exchange(.login)
    #expect(try exchange.initialResponse() == nil)
    #expect(try exchange.respond(to: Array("Username:".utf8)) == Array("tim".utf8))
    #expect(try exchange.respond(to: Array("Password:".utf8)) == Array("tanstaaftanstaaf".utf8))
    #expect(throws: SASLExchange.Problem.self) { try exchange.respond(to: []) }
  }

  @Test func cramMD5SendsNameAndHexadecimal() throws {
    var exchange = exchange(.cramMD5)
    #expect(try exchange.respond(to: Array("<1@x>".utf8)).text == "tim 66613c31")
  }

  @Test func withoutAHashThereIsNoCRAMMD5() {
    var exchange = SASLExchange(.cramMD5, user: "tim", password: "c") { _, _ in nil }
    #expect(throws: SASLExchange.Problem.noHMAC) { try exchange.respond(to: Array("<1@x>".utf8)) }
    #expect(SASLExchange.Problem.noHMAC.description.contains("OpenSSL"))
  }

  @Test func aNULCannotBeSent() {
    var exchange = SASLExchange(.plain, user: "a\u{0}b", password: "c") { _, _ in nil }
    #expect(throws: SASLExchange.Problem.nulInCredentials) { try exchange.initialResponse() }
  }

  @Test func mechanismsThatShowThePassword() {
    #expect(SASLMechanism.sendsPassword("PLAIN") && SASLMechanism.sendsPassword("LOGIN"))
    #expect(!SASLMechanism.sendsPassword("CRAM-MD5") && !SASLMechanism.sendsPassword("SCRAM-SHA-256"))
  }
}
