import SMTP
import Testing

struct SASLClientTests {
  private func client(_ mechanism: SASLMechanism) -> any SASLClient {
    mechanism.client(SASLCredentials(user: "tim", password: "pw"), SASLCrypto { _, _ in [0] })
  }

  /// A client says what its row says, and then cancels: a server that goes on asking gets nothing more.
  @Test(arguments: SASLMechanism.table.map(\.name.rawValue)) func afterTheLastResponseThereIsNone(
    _ name: String
  )
    throws
  {
    let mechanism = try #require(SASLMechanism(named: name))
    var client = client(mechanism)
    var count = try client.start() == nil ? 0 : 1
    while count < mechanism.facts.responses.count {
      _ = try client.respond(to: [])
      count += 1
    }
    #expect(throws: SASLProblem.unexpectedChallenge) { try client.respond(to: []) }
  }

  @Test func credentialsAreTheirOctets() {
    let credentials = SASLCredentials(user: "ü", password: "")
    #expect(credentials.user == [0xC3, 0xBC] && credentials.password.isEmpty)
  }
}
