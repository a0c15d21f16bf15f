import Testing

@testable import CLI

struct ParagraphTests {
  @Test func linesBreakAtSpaces() {
    #expect(Paragraph.wrap("one two three", 7) == ["one two", "three"])
    #expect(Paragraph.wrap("one two three", 7, indent: 2) == ["  one", "  two", "  three"])
  }

  /// Better a line that is too long than a word that nobody can copy.
  @Test func aLongWordStaysWhole() {
    #expect(Paragraph.wrap("a unbreakable b", 5) == ["a", "unbreakable", "b"])
  }

  @Test func aTermHasItsTextBesideIt() {
    let gap = String(repeating: " ", count: 20)
    #expect(Paragraph.item("term", "text", 80) == ["  term" + gap + "text"])
    let term = String(repeating: "t", count: 23)
    #expect(Paragraph.item(term, "text", 80) == ["  " + term, String(repeating: " ", count: 26) + "text"])
  }
}
