import NetworkFacts
import Testing

@testable import Transport

struct TLSContextTests {
  @Test func anIdentityIsMade() throws {
    let identity = try TLSIdentity.make(
      .init(
        commonName: "mx.example", altNames: "DNS:mx.example,IP:127.0.0.1", until: 86_400, isSelfSigned: false))
    #expect(identity.certificates.count == 2)
    #expect(identity.rootPEM.hasPrefix("-----BEGIN CERTIFICATE-----"))
    let facts = CertificateFacts(identity.certificates[0])
    #expect(facts.subject == "CN=mx.example")
    #expect(facts.altNames == ["DNS:mx.example", "IP Address:127.0.0.1"])
    #expect(facts.issuer == "CN=smtpscope sandbox CA")
    #expect((facts.notAfter ?? 0) - (facts.notBefore ?? 0) == 86_400 + 3600)
    #expect(facts.key.hasPrefix("EC") && facts.sha256.count == 64)
    _ = try TLSContext.server(identity)
  }

  @Test func aSelfSignedOneIsItsOwnIssuer() throws {
    let identity = try TLSIdentity.make(
      .init(commonName: "x.example", altNames: "", until: 60, isSelfSigned: true))
    let facts = CertificateFacts(identity.certificates[0])
    #expect(identity.certificates.count == 1 && facts.subject == facts.issuer && facts.altNames.isEmpty)
  }
}
