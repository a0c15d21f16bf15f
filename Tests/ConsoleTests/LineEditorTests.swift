import Testing

@testable import Console

struct LineEditorTests {
  /// Keys and the line they give, the cursor as `|`.
  @Test(arguments: [
    ([Key.character("a"), .character("b")], "ab|"),
    ([.character("a"), .left, .character("b")], "b|a"),
    ([.character("a"), .home, .character("b"), .end, .character("c")], "bac|"),
    ([.character("a"), .character("b"), .backspace], "a|"),
    ([.character("a"), .character("b"), .control("a"), .delete], "|b"),
    ([.backspace, .delete, .left, .right], "|"),
    ([.character("a"), .character(" "), .character("b"), .control("w")], "a |"),
    (
      [.character("a"), .character(" "), .character("b"), .control("w"), .control("y"), .control("y")], "a bb|"
    ),
    ([.character("a"), .character("b"), .left, .control("k")], "a|"),
    ([.character("a"), .character("b"), .left, .control("u")], "|b"),
    ([.character("a"), .character("b"), .control("t")], "ba|"),
    ([.character("a"), .character(" "), .character("b"), .alt("b"), .alt("b"), .alt("f")], "a| b"),
    ([.character("ä"), .character("日"), .left, .backspace], "|日"),
  ])
  func keys(_ keys: [Key], _ expected: String) {
    var editor = LineEditor()
    for key in keys { _ = editor.handle(key) }
    var shown = editor.text
    shown.insert("|", at: shown.index(shown.startIndex, offsetBy: editor.cursor))
    #expect(shown == expected)
  }

  @Test func otherKeysEditNothing() {
    var editor = LineEditor("a")
    #expect(!editor.handle(.function(5)) && !editor.handle(.up) && editor.text == "a")
  }

  @Test func aLineIsBounded() {
    var editor = LineEditor()
    editor.insert(String(repeating: "x", count: LineEditor.limit + 100))
    editor.insert("y")
    #expect(editor.text.count == LineEditor.limit)
  }
}
