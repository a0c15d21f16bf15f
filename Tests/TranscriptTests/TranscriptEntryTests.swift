import SMTP
import Testing
import Transcript

struct TranscriptEntryTests {
  @Test func onlyRepliesAreExplained() throws {
    #expect(try received("250 Ok\r\n", .command(.noop)).explanation?.summary.isEmpty == false)
    #expect(sent("NOOP").explanation == nil)
  }

  @Test func theGravestFindingCounts() {
    #expect(sent("x", findings: [Finding(.sourceRoute), Finding(.rcptBeforeMail)]).severity == .error)
    #expect(sent("x").severity == nil)
  }
}
