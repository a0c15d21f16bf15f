import Transport
import Testing

struct DigestTests {
  /// The example of RFC 2195 §2.
  @Test func cramMD5() throws {
    let challenge = Array("<1896.697170952@postoffice.reston.mci.net>".utf8)
    let digest = try #require(Digest.hmacMD5(Array("tanstaaftanstaaf".utf8), challenge))
    #expect(Digest.hex(digest) == "b913a602c7eda7a495b4e6e7334d3890")
  }

  /// "abc", the first example of FIPS 180-4.
  @Test func sha256InPieces() throws {
    let hash = try #require(SHA256())
    hash.update(Array("a".utf8))
    hash.update(Array("bc".utf8))
    #expect(hash.finish() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
