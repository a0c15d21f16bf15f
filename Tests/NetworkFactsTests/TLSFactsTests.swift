import NetworkFacts
import Testing

struct TLSFactsTests {
  private func facts(
    errors: [TLSFacts.VerifyError] = [], seenAt: Int64 = 0, isVerified: Bool = true,
    name: TLSFacts.NameCheck? = .init(
      name: "mx.example", matches: true)
  ) -> TLSFacts {
    TLSFacts(
      version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", cipherBits: 256, group: "x25519",
      serverName: "mx.example", chain: [certificate], verifyErrors: errors, isVerified: isVerified,
      nameCheck: name, duration: 1, seenAt: seenAt)
  }

  @Test func chainAndNameHaveToBeInOrder() {
    #expect(facts().isTrusted)
    #expect(!facts(isVerified: false).isTrusted)
    #expect(!facts(name: .init(name: "mx.example", matches: false)).isTrusted)
    #expect(!facts(name: nil).isTrusted, "nobody looked")
  }

  @Test func theVerdictNamesTheFirstFault() {
    let wrong = TLSFacts.NameCheck(name: "b.example", matches: false)
    let expired = TLSFacts.VerifyError(depth: 0, code: 10, text: "certificate has expired")
    #expect(facts().verdict == .verified)
    #expect(facts(name: nil).verdict == .notLookedAt)
    #expect(facts(name: wrong).verdict == .wrongName("b.example"))
    let errors = [expired, TLSFacts.VerifyError(depth: 1, code: 19, text: "self-signed")]
    #expect(facts(errors: errors, isVerified: false, name: wrong).verdict == .notVerified(expired))
    #expect(facts(errors: errors, isVerified: false, name: nil).verdict == .notLookedAt, "nobody looked")
  }

  /// One that expired an hour ago has less than none.
  @Test(arguments: [(-3_600, 0), (0, 0), (3_600, -1), (90_000, -2), (-90_000, 1)] as [(Int64, Int64)])
  func daysAreCountedDown(_ behind: Int64, _ days: Int64) {
    #expect(facts(seenAt: (certificate.notAfter ?? 0) + behind).daysLeft == days)
  }
}
