import SMTP
import Testing
import Transcript

struct TranscriptEntryTests {
  @Test func onlyRepliesAreAnnotated() throws {
    #expect(try received("250 Ok\r\n", .command(.noop)).annotation?.summary.isEmpty == false)
    #expect(sent("NOOP").annotation == nil)
  }

  @Test func theGravestFindingCounts() {
    #expect(sent("x", findings: [Finding(.sourceRoute), Finding(.rcptBeforeMail)]).severity == .error)
    #expect(sent("x").severity == nil)
  }
}
