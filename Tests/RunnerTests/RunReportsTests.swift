import Foundation
import SMTPGuide
import Testing
import Transcript

@testable import Runner
@testable import SessionFiles

struct RunReportsTests {
  private func result() throws -> RunResult {
    try FileRunnerTests.run(
      "norelay",
      "C: EHLO x.example\nS: 250\nC: MAIL FROM:<a@client.example>\nC: RCPT TO:<bob@elsewhere.example>\nS: 250 & <more>\n"
    )
  }

  @Test func aFailureExplainsItself() throws {
    let lines = try #require(try result().failures.first.map(RunReports.lines))
    let text = lines.joined(separator: "\n")
    #expect(lines[0].hasSuffix("t.smtp:5: S: 250 & <more>") && lines[1] == "  expected 250")
    #expect(
      text.contains("got: S: 55") && text.contains("does not relay for you") && text.contains("RFC 5321"))
    let received = try #require(try result().failures.first?.received)
    let explanation = Guide.explain(received.reply, received.context)
    #expect(
      lines.suffix(explanation.lines.count - 1) == ExplanationLayout.text(explanation.lines, prefix: "  ")[...])
  }

  /// A line of a file as it stands there, but for what is no text.
  @Test func theLineOfAFileIsText() throws {
    let result = try FileRunnerTests.run(
      "good", "C: EHLO x.example\nS: 250\n:expect capability A\tB\nC: NOOP\nS: 450 4\t5\u{1}\n")
    for form in [ReportFormat.tap, .junit, .html] {
      let text = RunReports.text([result], form)
      #expect(text.unicodeScalars.allSatisfy { Escaping.isSafe($0) || $0 == "\n" }, "\(text)")
    }
  }

  @Test func junit() throws {
    let text = RunReports.text([try result()], .junit)
    #expect(
      text.contains("<testsuites tests=\"2\" failures=\"1\">") && text.contains("S: 250 &amp; &lt;more&gt;"))
    #expect(text.contains("does not relay for you") && !text.contains("<more>"))
  }

  @Test func tap() throws {
    let lines = RunReports.text([try result()], .tap).split(separator: "\n")
    #expect(lines[0] == "TAP version 13" && lines[1] == "1..2")
    #expect(lines[2].hasPrefix("ok 1 - ") && lines[3].hasPrefix("not ok 2 - "))
  }

  /// The words of JSON are stable, whatever people read.
  @Test func theOutcomeInJSONIsHeld() {
    var result = RunResult(file: "t.smtp")
    #expect(RunReports.text([result], .json).contains("\"outcome\":\"held\""))
    #expect(RunReports.summary(result).hasPrefix("passed t.smtp"))
    result.outcome = .tls
    #expect(RunReports.text([result], .json).contains("\"outcome\":\"tls\""))
  }

  @Test func json() throws {
    let text = RunReports.text([try result()], .json)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["outcome"] as? String == "failed")
    let checks = try #require(object["expectations"] as? [[String: Any]])
    #expect(checks.count == 2 && checks[1]["held"] as? Bool == false && checks[1]["line"] as? Int == 5)
    // The explanation has the keys that the object of a reply has.
    let received = try #require(try result().failures.first?.received)
    let entry = TranscriptEntry(id: 0, time: 0, content: .received(received))
    let reply = try #require(
      try JSONSerialization.jsonObject(with: Data(JSONWriter.line(entry).utf8)) as? [String: Any])
    for key in ["meaning", "party", "retry", "cause", "server", "parts", "try"] {
      let said = try #require(checks[1][key] as? NSObject, "\(key)")
      #expect(said == reply[key] as? NSObject, "\(key)")
    }
    #expect(checks[1]["came"] is [String] && checks[0]["meaning"] == nil)
  }
}
