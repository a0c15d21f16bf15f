import Testing

@testable import CLI

struct OutputTests {
  @Test func wordsAreEscapedAndColoursAreNot() {
    #expect(Output.Painted("a\u{1B}[2Jb").text == "a\\x1B[2Jb")
    #expect(
      Output.Painted("a\u{1B}[2Jb", from: "\u{1B}[31m", to: "\u{1B}[m").text == "\u{1B}[31ma\\x1B[2Jb\u{1B}[m")
  }
}
