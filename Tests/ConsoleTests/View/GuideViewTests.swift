import SMTP
import Testing

@testable import Console

struct GuideViewTests {
  private func guide(_ stage: Stage) -> String {
    GuideView.rows(stage.model, width: 46).map { $0.map(\.text).joined() }.joined(separator: "\n")
  }

  @Test func aRefusalAndWhatToDo() {
    var stage = Stage.inTransaction(120, 40)
    stage.enter("RCPT TO:<bob@elsewhere.example>")
    stage.server("554 5.7.1 <bob@elsewhere.example>: Relay access denied")
    let text = guide(stage)
    #expect(text.hasPrefix("554 5.7.1 answers RCPT\nRefused for good"))
    #expect(
      text.contains("  RFC 3463 §3.8") && text.contains("\nTry\n1 log in first")
        && text.contains(":mx elsewhere.example"))
    #expect(text.contains("reply-unexpected-code"), "notices stand here")
  }

  @Test func anExtensionOfTheOffer() {
    var stage = Stage.inTransaction(120, 40)
    stage.press(.escape, .character("k"), .character("k"), .character("k"), .character("k"), .character("k"))
    #expect(guide(stage).contains("SIZE"))
    #expect(guide(stage).contains("RFC 1870 §4"))
    stage.press(.character("1"))
    #expect(stage.model.editor.text == "MAIL FROM:<sender@client.example> SIZE=2048", "what uses it")
  }

  @Test func aCommandOfOurs() {
    var stage = Stage.inTransaction(120, 40)
    stage.press(.escape, .character("k"))
    #expect(guide(stage).contains("Opens a mail transaction"))
  }
}
