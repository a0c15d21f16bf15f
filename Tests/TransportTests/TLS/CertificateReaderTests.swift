import NetworkFacts
import Testing

@testable import Transport

struct CertificateReaderTests {
  /// However long they are, and whatever stands in them.
  @Test func namesAreWhole() throws {
    let names = (0..<900).map { "DNS:host-\($0).mx.example" }
    let identity = try TLSIdentity.make(
      .init(
        commonName: "mx.example", altNames: names.joined(separator: ","), until: 86_400, isSelfSigned: true))
    #expect(CertificateFacts(try #require(identity.certificates.first)).altNames == names)
  }

  @Test func factsAreRead() throws {
    let identity = try TLSIdentity.make(
      .init(
        commonName: "mx.example", altNames: "DNS:mx.example,IP:127.0.0.1", until: 86_400, isSelfSigned: true))
    let facts = CertificateFacts(try #require(identity.certificates.first))
    #expect(facts.subject.contains("mx.example") && facts.issuer == facts.subject)
    #expect(facts.altNames == ["DNS:mx.example", "IP Address:127.0.0.1"])
    #expect(facts.notAfter.map { $0 - (facts.notBefore ?? 0) } == 90_000 && facts.sha256.count == 64)
  }
}
