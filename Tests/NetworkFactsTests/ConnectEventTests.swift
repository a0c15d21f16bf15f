import NetworkFacts
import Testing

struct ConnectEventTests {
  @Test func theErrorOfAFailureIsThatOfTheFirstAddress() {
    let refused = NetworkError.system("ECONNREFUSED")
    let failure = ConnectFailure.unconnected(
      host: "mx.example", port: 25,
      tried: [.init("192.0.2.7", refused), .init("192.0.2.8", .noAnswer(seconds: 3))])
    #expect(failure.error == refused)
    #expect(ConnectFailure.unresolved(host: "x.example", .system("EAI_AGAIN")).error == .system("EAI_AGAIN"))
  }
}
