import SMTP
import Testing

@testable import Console

struct AskUpdateTests {
  @Test func aPasswordIsNeitherShownNorKept() {
    var stage = Stage.inTransaction()
    stage.enter(":auth plain alice")
    stage.type("wonderland")
    #expect(stage.text.contains("password of alice: ••••••••••") && !stage.text.contains("wonderland"))
    stage.press(.enter)
    guard case .authenticate(.plain, "alice", "wonderland")? = stage.effects.last else {
      Issue.record("\(stage.effects)")
      return
    }
    #expect(!stage.model.history.lines.joined().contains("wonderland") && stage.model.answer.isEmpty)
  }

  @Test func escapeAsksNoFurther() {
    var stage = Stage.inTransaction()
    stage.enter(":auth plain alice")
    stage.type("wonder")
    stage.press(.escape)
    #expect(stage.model.ask == nil && stage.model.answer.isEmpty)
  }

  @Test func theHistoryIsSearched() {
    var stage = Stage(history: ["EHLO one", "NOOP", "EHLO two"])
    stage.press(.control("r"))
    stage.type("ehlo")
    #expect(stage.text.contains("history \"ehlo\": EHLO two"))
    stage.press(.control("r"))
    #expect(stage.text.contains("EHLO one"))
    stage.press(.enter)
    #expect(stage.model.editor.text == "EHLO one" && stage.model.ask == nil)
  }
}
