import SMTP
import Testing

struct DotStuffingTests {
  static let rows: [(text: String, wire: String)] = [
    ("", ".\r\n"),
    ("a\r\n", "a\r\n.\r\n"),
    ("a", "a\r\n.\r\n"),
    (".\r\n", "..\r\n.\r\n"),
    (".a\r\n..b\r\n", "..a\r\n...b\r\n.\r\n"),
    ("a.b\r\n", "a.b\r\n.\r\n"),
    ("a\r\n\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n"),
    // A bare LF is no line end: the dot behind it is left alone, and the receiver must not end there.
    ("a\n.\r\n", "a\n.\r\n.\r\n"),
  ]

  @Test(arguments: rows) func textIsStuffedAndComesBack(_ row: (text: String, wire: String)) {
    let text = Array(row.text.utf8)
    for size in 1...max(1, text.count) {
      var stuffer = DotStuffer()
      var wire: [UInt8] = []
      for start in stride(from: 0, to: text.count, by: size) {
        wire += stuffer.stuff(text[start..<min(start + size, text.count)])
      }
      wire += stuffer.finish()
      #expect(wire.text == row.wire, "in pieces of \(size)")
    }
  }

  @Test(arguments: rows) func wireIsUnstuffedAtEveryCut(_ row: (text: String, wire: String)) {
    let wire = Array(row.wire.utf8)
    let expected = row.text.isEmpty || row.text.hasSuffix("\r\n") ? row.text : row.text + "\r\n"
    for cut in 0...wire.count {
      var unstuffer = DotUnstuffer()
      var text: [UInt8] = []
      let first = unstuffer.unstuff(wire[..<cut], into: &text)
      #expect(first.used == cut && first.ended == (cut == wire.count))
      if !first.ended { #expect(unstuffer.unstuff(wire[cut...], into: &text).ended) }
      #expect(text.text == expected, "cut at \(cut)")
    }
  }

  @Test func fileLinesGetCRLF() {
    var stuffer = DotStuffer(normalizingLineEnds: true)
    #expect((stuffer.stuff(Array("a\n.b\r\nc\n".utf8)) + stuffer.finish()).text == "a\r\n..b\r\nc\r\n.\r\n")
  }

  /// Octet by octet, as the RFC has it, beside what copies in runs.
  @Test(arguments: [false, true]) func runsAndOctetsAreTheSame(_ normalize: Bool) {
    func plain(_ text: [UInt8]) -> [UInt8] {
      var out: [UInt8] = []
      var atLineStart = true
      var last: UInt8 = 0
      for octet in text {
        if atLineStart, octet == 0x2E { out.append(0x2E) }
        if octet == 0x0A, normalize, last != 0x0D { out.append(0x0D) }
        out.append(octet)
        atLineStart = octet == 0x0A && (last == 0x0D || normalize)
        last = octet
      }
      return out
    }
    var seed: UInt64 = 42
    for _ in 0..<2000 {
      let text = (0..<24).map { _ -> UInt8 in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return [0x0D, 0x0A, 0x2E, 0x61][Int(seed >> 60) % 4]
      }
      var stuffer = DotStuffer(normalizingLineEnds: normalize)
      var wire: [UInt8] = []
      for piece in [text[..<7], text[7..<8], text[8..<8], text[8...]] { wire += stuffer.stuff(piece) }
      #expect(wire == plain(text), "\(text)")
    }
  }

  @Test func onlyCRLFDotCRLFEnds() {
    for text in ["\n.\n", "\r\n.\n", "\n.\r\n", "\r\n.\r", "\r.\r"] {
      var unstuffer = DotUnstuffer()
      var out: [UInt8] = []
      #expect(!unstuffer.unstuff(Array(("a" + text + "b").utf8), into: &out).ended, "\(text.debugDescription)")
    }
  }

  // RFC 5321 §4.5.2: the dot goes, everything behind it is text; only CRLF right behind it would have been the end.
  @Test(arguments: [
    (".\rx\r\n.\r\n", "\rx\r\n"), (".\r\r\n.\r\n", "\r\r\n"), (".\r.\r\n.\r\n", "\r.\r\n"),
  ])
  func aCRBehindADotIsKept(_ wire: String, _ expected: String) {
    let wire = Array(wire.utf8)
    for cut in 0...wire.count {
      var unstuffer = DotUnstuffer()
      var text: [UInt8] = []
      if !unstuffer.unstuff(wire[..<cut], into: &text).ended {
        #expect(unstuffer.unstuff(wire[cut...], into: &text).ended)
      }
      #expect(text.text == expected, "cut at \(cut)")
    }
  }

  @Test func octetsBehindTheEndAreLeft() {
    var unstuffer = DotUnstuffer()
    var text: [UInt8] = []
    let (used, ended) = unstuffer.unstuff(Array("a\r\n.\r\nQUIT\r\n".utf8), into: &text)
    #expect(ended && used == 6 && text.text == "a\r\n")
  }
}
