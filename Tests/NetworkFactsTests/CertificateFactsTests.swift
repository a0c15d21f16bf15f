import NetworkFacts
import Testing

/// A certificate of nobody, valid in 2026.
let certificate = CertificateFacts(
  subject: "CN=mx.example", issuer: "CN=Example CA", altNames: ["DNS:mx.example"], notBefore: 1_767_225_600,
  notAfter: 1_798_761_600, key: "EC 256 bits", signature: "ecdsa-with-SHA256", sha256: "3a")

struct CertificateFactsTests {
  @Test func factsAreValues() {
    #expect(certificate == certificate && certificate.altNames == ["DNS:mx.example"])
  }
}
