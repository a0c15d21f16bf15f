import SMTP
import Testing

struct SASLProblemTests {
  /// Recordings have them.
  @Test func namesAreStable() {
    #expect(
      SASLProblem.allCases.map(\.rawValue) == [
        "unexpected-challenge", "undecodable-challenge", "nul-in-credentials", "no-hmac-md5",
      ])
  }
}
