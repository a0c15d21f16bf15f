import Transport
import Testing

struct DigestTests {
  /// The example of RFC 2195 §2.
  @Test func cramMD5() {
    let challenge = Array("<1896.697170952@postoffice.reston.mci.net>".utf8)
    #expect(
      Digest.hex(Digest.hmacMD5(Array("tanstaaftanstaaf".utf8), challenge))
        == "b913a602c7eda7a495b4e6e7334d3890")
  }

  /// "abc", the first example of FIPS 180-4.
  @Test func sha256InPieces() {
    let hash = SHA256()
    hash.update(Array("a".utf8))
    hash.update(Array("bc".utf8))
    #expect(hash.finish() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
