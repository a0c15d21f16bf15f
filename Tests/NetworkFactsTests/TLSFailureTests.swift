import NetworkFacts
import Testing

struct TLSFailureTests {
  @Test func aProgramReadsItsValuesInALine() {
    let failure = TLSFailure(.caFile, "/x", problem: .file, errors: ["error:80000002"])
    #expect("\(failure)" == "ca-file: /x: file: error:80000002")
  }
}
