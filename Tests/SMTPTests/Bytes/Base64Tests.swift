import SMTP
import Testing

struct Base64Tests {
  // RFC 4648 §10.
  static let vectors = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: vectors) func vectorsGoBothWays(_ plain: String, _ encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)).text == encoded)
    #expect(Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
  }

  // RFC 4954 §4 makes each of these an error.
  @Test(arguments: ["=AAA", "AAA=BBB=", "A", "AAA", "A===", "Zm9v\n", "Zm 9v", "Zh==", "AA=A"])
  func otherTextIsRefused(_ text: String) { #expect(Base64.decode(Array(text.utf8)) == nil) }

  @Test(arguments: [
    ("Zg", "f"), ("Zm9vYg", "foob"), ("Zm9v Yg==", "foob"), ("Zm9v\tYmFy", "foobar"), ("Zh==", "f"),
  ])
  func aLenientReaderTakesLess(_ text: String, _ plain: String) {
    #expect(Base64.decodeLeniently(Array(text.utf8)) == Array(plain.utf8))
    #expect(Base64.decodeLeniently(Array("_-8".utf8)) == [0xFF, 0xEF])
  }

  @Test(arguments: ["Zm9v\n", "A", "Zg==Zg", "a.b."]) func aLenientReaderDoesNotTakeEverything(_ text: String) {
    #expect(Base64.decodeLeniently(Array(text.utf8)) == nil)
  }

  @Test func allOctetsComeBack() {
    for length in 0..<70 {
      let octets = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
      #expect(Base64.decode(Base64.encode(octets)) == octets)
    }
  }
}
