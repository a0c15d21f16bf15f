import NetworkFacts
import Testing

struct ConnectEventTests {
  @Test func aFailureSaysWhatAndWhatToDo() {
    let failure = ConnectFailure(stage: .resolving, description: "cannot resolve x.example", advice: "check it")
    #expect("\(failure)" == "cannot resolve x.example" && failure.advice == "check it")
  }
}
