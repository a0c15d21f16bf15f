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

  /// A name with a line end in it is one name, and no octet of it becomes a dot.
  @Test func aNameIsOneNameWhateverItHolds() throws {
    let names = "DNS:a\u{1B}b,email:x@a.example,URI:http://a.example/\nDNS:b.example"
    let identity = try TLSIdentity.make(
      .init(commonName: "mx.example", altNames: names, until: 86_400, isSelfSigned: true))
    #expect(
      CertificateFacts(try #require(identity.certificates.first)).altNames
        == names.split(separator: ",").map(String.init))
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
