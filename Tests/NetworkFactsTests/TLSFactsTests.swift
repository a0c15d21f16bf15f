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
    #expect(facts().verdict == "certificate verified")
    #expect(facts(name: nil).verdict == "certificate not looked at")
    #expect(facts(name: .init(name: "b.example", matches: false)).verdict == "certificate is not for b.example")
    let expired = TLSFacts.VerifyError(depth: 0, code: 10, text: "certificate has expired")
    let errors = facts(
      errors: [expired, .init(depth: 1, code: 19, text: "self-signed")], isVerified: false,
      name: .init(name: "b.example", matches: false))
    #expect(errors.verdict == "certificate not verified: certificate has expired")
    #expect(errors.summary == "TLSv1.3 TLS_AES_256_GCM_SHA384 x25519, \(errors.verdict)")
  }

  @Test(
    arguments: [
      (1_790_000_000, "101 days left"), (1_798_761_600, "0 days left"), (1_799_000_000, "expired 2 days ago"),
      (1_700_000_000, "not valid yet"),
    ] as [(Int64, String)])
  func theDaysThatAreLeft(_ now: Int64, _ text: String) {
    let lines = facts(seenAt: now).lines
    #expect(lines.contains { $0.hasSuffix(", " + text) }, "\(lines)")
  }

  @Test func linesSayAll() {
    let lines = facts(seenAt: 1_790_000_000).lines
    for part in [
      "cipher TLS_AES_256_GCM_SHA384, 256 bits, key exchange x25519", "name sent (SNI): mx.example",
      "certificate 0: CN=mx.example", "  names: DNS:mx.example", "  issuer: CN=Example CA",
      "  key EC 256 bits, signed with ecdsa-with-SHA256", "  SHA-256 3a", "✓ the chain leads to a trusted CA",
      "✓ the certificate is for mx.example",
    ] { #expect(lines.contains(part), "\(part) in \(lines)") }
    let bad = facts(
      errors: [.init(depth: 1, code: 19, text: "self-signed certificate in chain")], isVerified: false,
      name: .init(name: "b.example", matches: false)
    ).lines
    #expect(bad.contains("✗ at depth 1: self-signed certificate in chain (X509_V_ERR 19)"))
    #expect(bad.contains("✗ the certificate is not for b.example"))
    #expect(!bad.contains { $0.hasPrefix("✓") })
    #expect(
      TLSFacts(version: "TLSv1.2", cipher: "x", cipherBits: 1).lines.last
        == "the server presented no certificate")
  }
}
