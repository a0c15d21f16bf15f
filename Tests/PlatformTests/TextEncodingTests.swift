import Foundation
import Platform
import Testing

struct TextEncodingTests {
  private static let text = "# schön\nC: EHLO client.example\nS: 250\n"

  @Test(arguments: [text, "S: 220 你好，世界 你好\nC: QUIT\n"]) func unitsLargerThanAnOctetAreNamed(_ text: String)
    throws
  {
    for (encoding, name) in [
      (String.Encoding.utf16LittleEndian, "UTF-16, little-endian"), (.utf16BigEndian, "UTF-16, big-endian"),
      (.utf32LittleEndian, "UTF-32"), (.utf32BigEndian, "UTF-32"),
    ] {
      let plain = try #require(text.data(using: encoding))
      #expect(TextEncoding.wide(Array(plain)) == name)
      let marked = try #require(("\u{FEFF}" + text).data(using: encoding))
      #expect(TextEncoding.wide(Array(marked)) == name)
    }
    #expect(TextEncoding.wide([0xFF, 0xFE]) == "UTF-16, little-endian")
    #expect(TextEncoding.wide([0xFE, 0xFF]) == "UTF-16, big-endian")
  }

  @Test func octetsAreNot() {
    for octets in [
      Array(Self.text.utf8), [], [0], [0, 0, 0, 0], Array("\u{FEFF}x".utf8), Array("a\0b".utf8),
      Array("C: a\0b\0\n".utf8),
      [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10],
    ] { #expect(TextEncoding.wide(octets) == nil, "\(octets)") }
  }
}
