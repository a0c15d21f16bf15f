import Testing

@testable import Console

import Glibc

struct ScreenTests {
  init() { setlocale(LC_ALL, "C.UTF-8") }

  @Test func textIsClippedAndPlaced() {
    var screen = Screen(Size(columns: 6, rows: 2))
    screen.put("abcdefgh", row: 0, column: 2)
    screen.put("x", row: 5, column: 0)
    screen.put("yz", row: 1, column: 0, limit: 1)
    #expect(screen.lines == ["  abcd", "y"])
  }

  @Test func wideCharactersTakeTwoCells() {
    var screen = Screen(Size(columns: 4, rows: 1))
    #expect(screen.put("日本x", row: 0, column: 0) == 4)
    #expect(screen.lines == ["日本"])
  }

  @Test func nothingUnsafeGetsIntoACell() {
    var screen = Screen(Size(columns: 20, rows: 1))
    screen.put("a\u{1B}[31m\u{7}\u{202E}b", row: 0, column: 0)
    #expect(!screen.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" })
  }

  @Test(arguments: [
    ("one two three", 7, ["one two", "three"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]), ("", 5, [""]),
    ("a  b", 10, ["a  b"]), ("日本語", 4, ["日本", "語"]),
  ])
  func wrapping(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(TextWidth.wrap(text, to: width) == lines)
  }

  @Test func wrappingFitsAndEnds() {
    for width in 1...20 {
      for line in TextWidth.wrap("The quick brown 狐 jumps over thelazydogwithoutanyspaces", to: width, most: 3)
      {
        #expect(TextWidth.of(line) <= max(2, width))
      }
    }
    #expect(TextWidth.wrap("a b c d e", to: 1, most: 2) == ["a", "…"])
  }

  @Test func cutting() {
    #expect(TextWidth.cut("abcdef", to: 4) == "abc…")
    #expect(TextWidth.cut("abc", to: 3) == "abc")
    #expect(TextWidth.cut("abc", to: 0) == "")
  }
}
