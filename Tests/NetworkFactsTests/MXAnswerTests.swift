import Testing

import NetworkFacts

struct MXAnswerTests {
  @Test func hostsAreOrderedByPreference() {
    let answer = MXAnswer.sorted([
      .init(preference: 20, host: "b.example"), .init(preference: 10, host: "c.example"),
      .init(preference: 10, host: "a.example"),
    ])
    #expect(
      answer
        == .hosts([
          .init(preference: 10, host: "a.example"), .init(preference: 10, host: "c.example"),
          .init(preference: 20, host: "b.example"),
        ]))
  }

  // RFC 7505 §3.
  @Test func aRootTargetAloneIsANullMX() {
    #expect(MXAnswer.sorted([.init(preference: 0, host: "")]) == .null)
  }
}
