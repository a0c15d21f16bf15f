import SMTP
import Testing
import Transcript

struct EscapingTests {
  /// What is done last, to whatever leaves the program.
  @Test(arguments: [
    ("250 Ok\n\tÄ 日本 ✓\n", "250 Ok\n\tÄ 日本 ✓\n"), ("PL\u{1B}]0;x\u{7}AIN", "PL\\x1B]0;x\\x07AIN"),
    ("a\u{9B}2J", "a\\xC2\\x9B2J"), ("a\u{202E}b\u{200B}", "a\\xE2\\x80\\xAEb\\xE2\\x80\\x8B"),
    ("a\0\r\u{7F}", "a\\x00\\x0D\\x7F"), ("\\x1B stays", "\\x1B stays"), ("", ""),
  ])
  func nothingRawIsVisible(_ text: String, _ visible: String) {
    #expect(Escaping.visible(text) == visible)
    #expect(Escaping.visible(visible) == visible)
  }

  @Test func whatIsEscapedAlreadyIsNotEscapedAgain() {
    #expect(Escaping.line("S: \\xA5 a\u{1B}\n") == "S: \\xA5 a\\x1B\\n")
  }

  @Test func anyOctetsBecomeText() {
    for first in UInt8.min...UInt8.max {
      for rest in [[], [0x41], [0x80], [0xAE, 0x80], [0x9F, 0x98, 0x80]] as [[UInt8]] {
        let octets = [first] + rest
        let visible = octets.withUnsafeBufferPointer { Escaping.visible($0) } ?? octets
        let text = String(validating: visible, as: UTF8.self)
        #expect(
          text?.unicodeScalars.allSatisfy { Escaping.isSafe($0) || $0 == "\n" || $0 == "\t" } == true,
          "\(octets)")
      }
    }
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\\b", "a\\\\b"), ("a\r\n\tb", "a\\r\\n\\tb"), ("\u{1B}[31m", "\\x1B[31m"),
    ("für", "für"),
    ("\u{0}\u{7F}", "\\x00\\x7F"), ("\u{202E}evil", "\\xE2\\x80\\xAEevil"), ("日本", "日本"),
    ("\u{9B}31m", "\\xC2\\x9B31m"),
    ("\u{2028}", "\\xE2\\x80\\xA8"), ("\u{200B}", "\\xE2\\x80\\x8B"),
  ])
  func whatCouldHideOrHarmIsEscaped(_ text: String, _ escaped: String) {
    #expect(Escaping.escape(text) == escaped)
  }

  @Test func octetsThatAreNotUTF8AreEscaped() {
    #expect(Escaping.escape([0x61, 0xFF, 0xC3, 0x62]) == "a\\xFF\\xC3b")
    #expect(Escaping.escape([0xE2, 0x82]) == "\\xE2\\x82")
  }

  @Test func everyOctetComesBack() {
    for a in UInt8.min...UInt8.max {
      for b: UInt8 in [0x00, 0x0A, 0x5C, 0x61, 0x80, 0xBF, 0xC3, 0xE2, 0xFF] {
        let octets = [a, b, a]
        let escaped = Escaping.escape(octets)
        #expect(Escaping.unescape(escaped).octets == octets)
        #expect(escaped.unicodeScalars.allSatisfy(Escaping.isSafe))
      }
    }
  }

  @Test(arguments: [("a\\q", 1), ("\\", 0), ("ab\\x1", 2), ("\\xZZ", 0)])
  func badEscapesHaveAPlace(_ text: String, _ offset: Int) {
    #expect(Escaping.unescape(text).badEscape == offset)
  }

  @Test(arguments: [
    ("250 ok", "250 ok"), ("250-a|b", "250-a|b"), ("eof", "\\x65of"), ("eof 1", "eof 1"),
    ("2xx a", "\\x32xx a"),
    ("!5xx", "\\x215xx"), ("a|b", "\\x61|b"), ("é|", "\\xC3\\xA9|"), ("\u{1}|", "\\x01|"),
  ]) func aServersLineIsNoPattern(_ text: String, _ escaped: String) {
    #expect(Escaping.reply(Array(text.utf8)) == escaped)
  }
}
