import SMTP
import Testing

@testable import Console

struct TranscriptViewTests {
  @Test func escapeSequencesOfTheServerStayText() {
    var stage = Stage.inTransaction()
    stage.enter("NOOP")
    stage.server("250 \u{1B}[2J\u{7}gone?")
    #expect(stage.text.contains("S: 250 \\x1B[2J\\x07gone?"))
    #expect(stage.text.contains("! reply-control-character"))
  }

  @Test func aVeryLongLineTakesAFewRows() {
    var stage = Stage.inTransaction()
    stage.enter("NOOP")
    stage.server("250 " + String(repeating: "word ", count: 2000))
    let rows = stage.screen.lines.filter { $0.contains("word word") }
    #expect(rows.count <= 6)
  }

  @Test func narrowScreensHaveNoTimes() {
    #expect(Stage.inTransaction(80, 24).text.contains(" ms S:"))
    #expect(!Stage.inTransaction(40, 24).text.contains(" ms S:"))
  }
}
