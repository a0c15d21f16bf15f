import SMTP
import Testing

struct ShownTests {
  private func shown(_ text: String, _ ranges: Range<Int>...) -> Shown {
    Shown(Array(text.utf8), hiding: ranges.map { .init($0, variable: "secret:x") })
  }

  @Test func placeholdersStandForSecrets() {
    #expect(shown("NOOP abc").octets.text == "NOOP abc" && !shown("NOOP abc").isMasked)
    let line = shown("abNOOPcd", 0..<2, 6..<8)
    #expect(line.octets.text == "${secret:x}NOOP${secret:x}")
    #expect(line.placeholders == [0..<11, 15..<26])
  }

  @Test func whatOverlapsIsOneSecret() {
    #expect(shown("NOOP abcdef", 5..<8, 7..<11).octets.text == "NOOP ${secret:x}")
    #expect(shown("NOOP abcdef", 5..<11, 6..<8).octets.text == "NOOP ${secret:x}")
    #expect(shown("NOOP abcdef", 5..<5).octets.text == "NOOP abcdef")
  }

  /// A place in the line is the same place in what is shown, and one in a secret is its placeholder.
  @Test func placesAreFoundAgain() {
    let line = shown("NOOP abc tail", 5..<8)
    func text(_ range: Range<Int>) -> String { line.octets[line.range(range)].text }
    #expect(text(0..<4) == "NOOP" && text(9..<13) == "tail" && text(8..<13) == " tail")
    #expect(text(5..<8) == "${secret:x}" && text(6..<7) == "${secret:x}" && text(0..<6) == "NOOP ${secret:x}")
    #expect(text(7..<13) == "${secret:x} tail" && text(0..<13) == "NOOP ${secret:x} tail")
    #expect(line.range(13..<13) == 21..<21 && line.range(5..<5) == 5..<5 && line.range(6..<6) == 5..<5)
    #expect(line.range(8..<8) == 16..<16)
  }
}
