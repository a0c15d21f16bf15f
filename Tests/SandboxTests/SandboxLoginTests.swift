import SMTP
import Testing
import Transport

@testable import Sandbox

struct SandboxLoginTests {
  /// What a client of this program comes to, with a password.
  private func login(_ mechanism: SASLMechanism, _ password: String) throws -> Bool? {
    var server = try #require(SandboxLogin(mechanism.name, domain: "mx.example"))
    var client = mechanism.client(
      SASLCredentials(user: Persona.user, password: password), SASLCrypto(hmacMD5: Digest.hmacMD5))
    var response = try client.start()
    if response != nil { #expect(server.takesInitialResponse) }
    var challenge = server.challenge
    for _ in 0..<10 {
      switch server.respond(try response ?? client.respond(to: challenge)) {
      case .challenge(let next): challenge = next
      case .verdict(let isRight): return isRight
      case .refused: return nil
      }
      response = nil
    }
    return nil
  }

  /// It offers what stands in the table, so it has the other side of each.
  @Test(arguments: SASLMechanism.table.map(\.name.rawValue)) func everyMechanismHasItsServer(_ name: String)
    throws
  {
    let mechanism = try #require(SASLMechanism(named: name))
    #expect(try login(mechanism, Persona.password) == true)
    #expect(try login(mechanism, Persona.password + "x") == false)
  }

  @Test func whatItDoesNotHave() {
    #expect(SandboxLogin(.gssapi, domain: "mx.example") == nil)
  }

  /// RFC 4954 §4: not where the server speaks first.
  @Test func whereTheServerSpeaksFirst() {
    #expect(SandboxLogin(.cramMD5, domain: "x")?.takesInitialResponse == false)
    #expect(SandboxLogin(.plain, domain: "x")?.challenge == [])
    #expect(SandboxLogin(.cramMD5, domain: "x")?.challenge.text.hasSuffix("@x>") == true)
  }
}
