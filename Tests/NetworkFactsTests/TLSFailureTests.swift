import NetworkFacts
import Testing

struct TLSFailureTests {
  @Test func itSaysWhatAndWhatToDo() {
    let failure = TLSFailure("handshake: alert", advice: "look there", isServersFault: true)
    #expect("\(failure)" == "handshake: alert" && failure.advice == "look there" && failure.isServersFault)
  }
}
