import SMTP
import Testing

@testable import SMTPCore

struct SecretPiecesTests {
  private func pieces(of secret: String, least: Int = 8, in text: String) -> [String] {
    var pieces = SecretPieces()
    pieces.insert(Array(secret.utf8), least: least)
    var found: [String] = []
    let octets = Array(text.utf8)
    pieces.eachMatch(in: octets, octets.indices) { found.append(octets[$0].text) }
    return found
  }

  @Test func aPieceIsFoundAsLongAsItGoes() {
    #expect(pieces(of: "abcdefghijklmnop", in: "x abcdefghijk y") == ["abcdefghijk"])
    #expect(pieces(of: "abcdefghijklmnop", in: "CDEFGHIJ!ijklmnop") == ["CDEFGHIJ", "ijklmnop"])
    #expect(pieces(of: "abcdefghijklmnop", in: "abcdefg x bcdefgh") == [], "seven octets are none")
    #expect(pieces(of: "abcdefgh", in: "abcdefgh") == [], "what is no longer is found as a whole")
  }

  @Test func aPieceOfAResponseIsLonger() {
    #expect(pieces(of: "abcdefghijklmnop", least: 12, in: "abcdefghijk") == [])
    #expect(pieces(of: "abcdefghijklmnop", least: 12, in: "abcdefghijkl.") == ["abcdefghijkl"])
  }

  @Test func theyAreBounded() {
    var pieces = SecretPieces()
    for number in 0..<100 { pieces.insert(Array(String(repeating: "\(number),", count: 4000).utf8), least: 8) }
    pieces.insert((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }, least: 8)
    pieces.insert(Array("Tr0ubad0ur&3x".utf8), least: 8)
    var found = 0
    pieces.eachMatch(in: Array("Tr0ubad0ur".utf8), 0..<10) { _ in found += 1 }
    #expect(found == 1)
  }

  @Test(arguments: [
    ("password", true), ("Password", true), ("12345678", true), ("mail.example", true), ("2024-11-25", true),
    ("passW0rd", false), ("passWord", false), ("Tr0ubad0", false), ("a1b2c3d4", false),
  ])
  func whatAnyTextMaySay(_ piece: String, _ isOrdinary: Bool) {
    #expect(SecretPieces.isOrdinary(Array(piece.utf8)[...]) == isOrdinary)
  }
}
