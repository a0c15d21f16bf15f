import SMTP
import Testing
import Transcript

@testable import SessionFiles

struct RecordingHeadTests {
  @Test func recordingsAreKnownByTheirHeads() {
    let head = NotationWriter.head(clock: 0).joined(separator: "\n") + "\n"
    #expect(RecordingHead.version(Array(head.utf8)) == SessionFile.version)
    #expect(RecordingHead.version(Array(":session 1\n* smtpscope 0.1.0, 2026-11-24 08:33:49Z\n".utf8)) == 1)
    for text in ["", ":session 1\nS: 220\n", ":session 2\nC: NOOP\n", "S: 220\n"] {
      #expect(RecordingHead.version(Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func linesTellTheSame() throws {
    for head in [NotationWriter.head(clock: 0), [":session 1", "* smtpscope 0.1.0, x"]] {
      let text = head.joined(separator: "\n") + "\n"
      let file = try SessionFileParser.parse(Array(text.utf8), name: "x").get()
      #expect(RecordingHead.version(file.lines) == RecordingHead.version(Array(text.utf8)))
    }
  }

  @Test func aFirstLineThatWasCut() {
    #expect(RecordingHead.isCut(Array(":sess".utf8)) && RecordingHead.isCut(Array(":session ".utf8)))
    #expect(
      !RecordingHead.isCut(Array(":session 1".utf8)) && !RecordingHead.isCut([])
        && !RecordingHead.isCut(Array(":set".utf8)))
  }
}
