import Foundation
import SMTP
import Testing
import Transcript

struct JSONWriterTests {
  private func object(_ entry: TranscriptEntry) throws -> [String: Any] {
    let line = JSONWriter.line(entry)
    #expect(!line.contains("\n"))
    return try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func aReply() throws {
    let reply = try object(
      try received("250-mx.example\r\n250 SIZE 5000\r\n", .command(.ehlo), findings: [Finding(.replyBareLF)]))
    #expect(reply["type"] as? String == "reply")
    #expect(reply["code"] as? Int == 250)
    #expect(reply["answers"] as? String == "EHLO")
    #expect(reply["lines"] as? [String] == ["250-mx.example", "250 SIZE 5000"])
    #expect(reply["notes"] as? [String] == ["", "messages up to 5 kB"])
    #expect(reply["last_octet"] as? Double == 0.031)
    let findings = try #require(reply["findings"] as? [[String: Any]])
    #expect(findings.first?["id"] as? String == "reply-bare-lf")
    #expect(findings.first?["party"] as? String == "server")
  }

  @Test func aRefusalHasAVerdict() throws {
    let reply = try object(try received("554 5.7.1 Relay access denied\r\n", .command(.rcpt)))
    #expect(reply["retry"] as? String == "after-change")
    #expect(reply["enhanced"] as? String == "5.7.1")
    #expect((reply["try"] as? [[String: Any]])?.isEmpty == false)
  }

  @Test func octetsThatAreNotTextAreMarked() throws {
    let entry = TranscriptEntry(
      id: 0, time: 0, content: .sent(.init(kind: .command, octets: [0xFF], lineEnd: [10])))
    let object = try object(entry)
    #expect((object["line"] as? [String: String]) == ["escaped": "\\xFF"])
    #expect(object["line_end"] as? String == "\\n")
  }

  @Test func controlCharactersAreEscaped() {
    let text = JSONValue.string("a\"\\\n\u{1B}\u{202E}😀").text
    #expect(text == "\"a\\\"\\\\\\n\\u001b\\u202e😀\"")
  }
}
