import Testing

import NetworkFacts

struct MXAnswerTests {
  @Test func hostsAreOrderedByPreference() {
    let answer = MXAnswer.sorted([
      .init(preference: 20, host: "b.example"), .init(preference: 10, host: "c.example"),
      .init(preference: 10, host: "a.example"),
    ])
    #expect(answer.describe("x.example") == "MX of x.example: a.example (10), c.example (10), b.example (20)")
  }

  // RFC 7505 §3.
  @Test func aRootTargetAloneIsANullMX() {
    #expect(MXAnswer.sorted([.init(preference: 0, host: "")]) == .null)
    #expect(MXAnswer.null.describe("x.example").contains("takes no mail"))
  }

  @Test func everyAnswerHasWords() {
    for answer in [MXAnswer.implicit, .null, .noSuchDomain, .temporaryFailure, .failure] {
      #expect(answer.describe("x.example").contains("x.example"))
    }
  }
}
