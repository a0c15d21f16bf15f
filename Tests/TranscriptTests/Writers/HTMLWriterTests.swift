import Foundation
import SMTP
import SMTPGuide
import Testing
import Transcript

struct HTMLWriterTests {
  private static func entry(_ line: String, _ time: Int64) throws -> TranscriptEntry {
    var parser = ReplyParser()
    parser.feed((line + "\r\n").utf8)
    let next = parser.next()
    let reply = try #require(next)
    return TranscriptEntry(
      id: 0, time: time,
      content: .received(
        .init(
          reply: reply, context: ReplyContext(answers: .command(.rcpt), verb: "RCPT"), firstOctet: 1_000_000,
          lastOctet: 2_000_000)))
  }

  private static func page(_ lines: [String]) throws -> String {
    let entries = try lines.enumerated().map { try entry($0.element, Int64($0.offset + 1) * 5_000_000) }
    return HTMLWriter.page(title: "t", body: HTMLWriter.conversation(entries))
  }

  @Test func everyReplyHasItsBarAndItsExplanation() throws {
    let page = try Self.page(["250 Ok", "554 5.7.1 Relay access denied"])
    #expect(page.contains("<rect") && page.contains("2.0 ms") && page.contains("does not relay for you"))
    #expect(page.contains("(RFC 3463 §3.8)"))
  }

  @Test func thePhasesOfAConnectionHaveBars() throws {
    let phase = TranscriptEntry(
      id: 0, time: 3_000_000,
      content: .event(.connected(address: "192.0.2.1", port: 25, took: 3_000_000)))
    let html = HTMLWriter.conversation([phase, try Self.entry("250 Ok", 9_000_000)])
    #expect(html.contains("<rect class=\"phase\" x=\"150.0\"") && html.contains(">TCP</text>"))
  }

  @Test func nothingOfTheServerIsMarkup() throws {
    let page = try Self.page(["550 <script>alert(1)</script> \"'&", "250 <b>"])
    #expect(!page.contains("<script") && !page.contains("<b>\n"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;&amp;"))
    #expect(page.contains("default-src 'none'"))
  }

  @Test func everyTagIsClosedInItsTurn() throws {
    let page = try Self.page(["250 Ok", "554 5.7.1 Relay access denied", "500 <i>"])
    var open: [Substring] = []
    for match in page.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) where !["meta", "doctype"].contains(match.2)
    {
      if match.1 == "/" { #expect(open.popLast() == match.2) } else if match.3.isEmpty { open.append(match.2) }
    }
    #expect(open.isEmpty)
  }

  @Test func aFindingLooksAsBadAsItIs() throws {
    let findings = [Finding(.replyBareLF), Finding(.reply8Bit)]
    let page = HTMLWriter.conversation([try received("250 Ok\r\n", .command(.noop), findings: findings)])
    #expect(page.components(separatedBy: "<li class=\"bad\">! reply-bare-lf").count == 3, "\(page)")
    #expect(page.components(separatedBy: "<li class=\"warning\">! reply-8bit").count == 3)
  }

  /// Where nobody knows how long a reply took, there is no bar and no time.
  @Test func aRecordingHasNoTimes() throws {
    let known = [try Self.entry("250 Ok", 5_000_000), try Self.entry("250 Ok", 9_000_000)]
    let unknown = known.compactMap { entry -> TranscriptEntry? in
      guard case .received(let received) = entry.content else { return nil }
      return TranscriptEntry(
        id: 0, time: entry.time,
        content: .received(
          .init(reply: received.reply, context: received.context, firstOctet: -1, lastOctet: -1)))
    }
    #expect(
      HTMLWriter.conversation(known).contains("<svg") && HTMLWriter.conversation(known).contains("2.0 ms"))
    #expect(unknown.count == 2)
    #expect(
      !HTMLWriter.conversation(unknown).contains("<svg") && !HTMLWriter.conversation(unknown).contains(" ms"))
  }
}
