import SMTP
import Testing
import Transcript

@testable import Console

struct TranscriptUpdateTests {
  /// 100,000 entries, as a long session has them.
  private func long() -> Stage {
    var stage = Stage()
    let entries = (0..<100_000).map { TranscriptEntry(id: $0, time: 0, content: .remark("line \($0)")) }
    stage.model.store.append(entries)
    return stage
  }

  @Test func movingAndComingBack() {
    var stage = Stage.inTransaction()
    stage.press(.escape)
    #expect(stage.model.focus == .transcript && stage.text.contains("▌"))
    stage.press(.character("k"))
    #expect(stage.model.selection == Position(entry: 3, line: 0))
    stage.press(.character("k"))
    #expect(stage.model.selection == Position(entry: 2, line: 4), "into the lines of a reply")
    stage.press(.escape)
    #expect(stage.model.focus == .line && stage.model.selection == nil)
  }

  @Test func theEndsOfALongTranscript() {
    var stage = long()
    stage.press(.pageUp)
    #expect(stage.model.focus == .transcript && !stage.text.contains("line 99999"))
    stage.press(.character("g"))
    #expect(stage.text.contains("# line 0\n") && stage.text.contains("▌"))
    stage.press(.character("G"))
    #expect(stage.text.contains("# line 99999"))
    for _ in 0..<100 { stage.press(.character("k")) }
    #expect(stage.text.contains("▌") && stage.text.contains("# line 99899"))
    stage.press(.wheelUp)
    #expect(stage.model.selection?.entry == 99_896)
  }

  @Test func theSelectionIsAlwaysOnTheScreen() {
    for size in [(80, 24), (120, 40), (40, 10), (20, 6)] {
      var stage = Stage.inTransaction(size.0, size.1)
      stage.press(.escape)
      for key in "kkkkkkkkkkjjjjkgjjjGkkk" {
        stage.press(.character(key))
        #expect(stage.text.contains("▌"), "after \(key) at \(size)")
      }
    }
  }

  @Test func searching() {
    var stage = long()
    stage.press(.escape, .character("/"))
    stage.type("LINE 5000")
    stage.press(.enter)
    #expect(stage.model.selection?.entry == 50_009, "the nearest one upwards")
    stage.press(.character("N"))
    #expect(stage.model.selection?.entry == 50_008)
    stage.press(.character("n"))
    #expect(stage.model.selection?.entry == 50_009)
    stage.press(.character("/"))
    stage.type("nowhere")
    stage.press(.enter)
    #expect(stage.text.contains("not found: nowhere"))
  }

  @Test func openingAnEntry() {
    var stage = Stage.inTransaction()
    stage.press(.escape, .enter)
    #expect(stage.text.contains("Entry 4") && stage.text.contains("32 35 30 20 32 2e 31 2e"))
    #expect(stage.text.contains("answers MAIL"))
  }

  @Test func copyingAndEditing() {
    var stage = Stage.inTransaction()
    stage.press(.escape, .character("y"))
    guard case .copy(let text)? = stage.effects.last else {
      Issue.record("not copied")
      return
    }
    #expect(text.hasPrefix("S: 250 2.1.0 Ok\n"))
    stage.press(.character("c"))
    #expect(stage.model.focus == .line && stage.model.editor.text == "MAIL FROM:<a@client.example>")
  }

  @Test func adviceGoesOntoTheCommandLine() {
    var stage = Stage.inTransaction()
    stage.enter("RCPT TO:<bob@elsewhere.example>")
    stage.server("554 5.7.1 Relay access denied")
    stage.press(.escape, .character("2"))
    #expect(stage.model.editor.text == ":mx elsewhere.example")
    stage.press(.control("u"), .escape, .character("9"))
    #expect(stage.text.contains("nothing to try here"))
  }

  @Test func aLetterWithoutMeaningBeginsACommand() {
    var stage = Stage.inTransaction()
    stage.press(.escape, .character("R"))
    #expect(stage.model.focus == .line && stage.model.editor.text == "R")
  }
}
