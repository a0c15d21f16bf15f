import SMTP
import Testing
import Transcript

struct NotationWriterTests {
  @Test func exactOctets() throws {
    #expect(NotationWriter.recorded(sent("NOOP")) == ["C: NOOP"])
    #expect(NotationWriter.recorded(sent("DATA", lineEnd: [10])) == ["C: DATA\\n\\c"])
    #expect(NotationWriter.recorded(sent("NO", lineEnd: [])) == ["C: NO\\c"])
    #expect(
      NotationWriter.recorded(try received("250-a\r\n250 b\n", .command(.noop))) == [
        "S: 250-a", "S: 250 b\\n\\c",
      ])
  }

  @Test func findingsFollowTheirLine() {
    let entry = sent(
      "EHLO client", findings: [Finding(.helloNotQualified, at: 5..<11, .quote), Finding(.afterQuit)])
    #expect(
      NotationWriter.recorded(entry) == [
        "C: EHLO client",
        "! hello-not-qualified at=5+6 | the name is no full domain name; many servers refuse such clients [client] (RFC 5321 §4.1.1.1)",
        "! after-quit | the session is over: nothing will be answered (RFC 5321 §4.1.1.10)",
      ])
    #expect(NotationWriter.shown(entry)[2].hasPrefix("! after-quit: the session is over"))
  }

  @Test func theCaretStandsUnderItsPlace() {
    let entry = sent("MAIL FROM: <a@b.example>", findings: [Finding(.spaceAroundColon, at: 10)])
    let lines = NotationWriter.annotated(entry)
    #expect(lines[1] == "*            ^")
    #expect(lines[0].dropFirst(13).first == " ", "the place that is meant")
  }

  @Test func aRefusalIsExplainedInFull() throws {
    let lines = NotationWriter.annotated(try received("550 5.1.1 User unknown\r\n", .command(.rcpt)))
    #expect(lines[0] == "S: 550 5.1.1 User unknown")
    #expect(lines[1] == "*   31 ms: There is no such mailbox at the recipient's domain.")
    #expect(lines[2] == "*   This side's doing. Asking again the same way will not help.")
    #expect(lines.allSatisfy { "SC*!:#".contains($0.first ?? " ") }, "every line has a sign of the notation")
  }

  @Test func eventsHaveTheirTime() {
    let entry = TranscriptEntry(
      id: 0, time: 1_234_000_000, content: .event(.note("con\u{1B}", level: .bad, details: ["more\u{1B}"])))
    #expect(
      NotationWriter.recorded(entry) == [
        "* 1.234 note level=bad text=\"con\\x1B\" | con\\x1B", "*   detail text=\"more\\x1B\"",
      ])
    #expect(NotationWriter.shown(entry) == ["* 1.234 con\\x1B", "*   more\\x1B"])
  }

  @Test func commandsAndRemarks() {
    #expect(NotationWriter.recorded(TranscriptEntry(id: 0, time: 0, content: .command("caps"))) == [":caps"])
    #expect(NotationWriter.recorded(TranscriptEntry(id: 0, time: 0, content: .remark("why?"))) == ["# why?"])
  }

  /// A time in front of what came later, and none where events say it.
  @Test func whatComesLaterSaysWhen() {
    func remark(_ milliseconds: Int64) -> TranscriptEntry {
      TranscriptEntry(id: 0, time: milliseconds * 1_000_000, content: .remark("x"))
    }
    var clock = NotationWriter.Clock()
    #expect(clock.recorded(remark(0)) == ["# x"])
    #expect(clock.recorded(remark(12)) == ["* 0.012", "# x"] && clock.recorded(remark(12)) == ["# x"])
    let event = TranscriptEntry(id: 0, time: 2_500_000_000, content: .event(.recording(.ends)))
    #expect(
      clock.recorded(event) == ["* 2.500 recording state=ends | recording ends here"]
        && clock.recorded(remark(2500)) == ["# x"])
    #expect(clock.recorded(remark(63_001)) == ["* 63.001", "# x"])
  }

  @Test(
    arguments: [
      ("1.250", 1_250_000_000), ("0.001 connected to x", 1_000_000), ("smtpscope 0.1.0", nil), ("1.25", nil),
      ("12", nil), (".250", nil), ("1.2.50", nil), ("9999999999.000", nil), ("", nil),
    ] as [(String, Int64?)]) func theTimeOfAnEvent(_ text: String, _ time: Int64?)
  {
    #expect(NotationWriter.time(of: text) == time)
  }
}
