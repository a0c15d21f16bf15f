import SMTP
import Testing

@testable import Console

struct AskUpdateTests {
  @Test func aPasswordIsNeitherShownNorKept() {
    var stage = Stage.greeted(isTLS: true, offer: "DSN")
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
    var stage = Stage.greeted(isTLS: true, offer: "DSN")
    stage.enter(":auth plain alice")
    stage.type("wonder")
    stage.press(.escape)
    #expect(stage.model.ask == nil && stage.model.answer.isEmpty)
  }

  /// With every mechanism: a response can be tried against lists of passwords (RFC 4954 §9).
  @Test(arguments: ["plain", "cram-md5"], [(80, 24), (120, 40), (40, 10)])
  func aLoginWithoutTLSIsAskedFor(_ mechanism: String, _ size: (Int, Int)) {
    var stage = Stage.greeted(size.0, size.1)
    stage.enter(":auth \(mechanism) alice")
    #expect(stage.text.contains("This connection is not encrypted.\nSTARTTLS first? y  a all the same  Esc"))
    stage.press(.escape)
    #expect(stage.model.ask == nil && stage.sent == ["EHLO client.example"])
    stage.enter(":auth \(mechanism) alice")
    stage.press(.character("a"))
    #expect(stage.text.contains("password of alice:"))
  }

  @Test func startTLSFirst() {
    var stage = Stage.greeted()
    stage.enter(":auth plain alice")
    stage.press(.character("y"))
    #expect(stage.sent.last == "STARTTLS" && stage.model.queue == ["EHLO client.example"])
    #expect(stage.model.editor.text == ":auth plain alice" && stage.model.ask == nil)
  }

  @Test func withoutAnOfferThereIsNoSTARTTLSToBegin() {
    var stage = Stage.greeted(offer: "DSN")
    stage.enter(":auth plain alice")
    #expect(
      stage.text.contains("This connection is not encrypted. STARTTLS is not offered.\na logs in all the same"))
    stage.press(.character("y"))
    #expect(stage.sent.last == "EHLO client.example" && stage.model.ask == .cleartext(.plain, user: "alice"))
    stage.press(.character("n"))
    #expect(stage.model.ask == nil)
  }

  @Test func whoAllowsItIsNotAsked() {
    var stage = Stage.greeted()
    stage.model.status.options.allowsCleartextAuth = true
    stage.enter(":auth plain alice")
    #expect(stage.model.ask == .password(.plain, user: "alice"))
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
