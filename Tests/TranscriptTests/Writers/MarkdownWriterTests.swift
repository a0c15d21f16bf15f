import SMTP
import SMTPGuide
import Testing

@testable import Transcript

struct MarkdownWriterTests {
  private static func entry(_ line: String, to answers: Awaited) throws -> TranscriptEntry {
    var parser = ReplyParser()
    parser.feed((line + "\r\n").utf8)
    let next = parser.next()
    let reply = try #require(next)
    return TranscriptEntry(
      id: 0, time: 0,
      content: .received(
        .init(
          reply: reply, context: ReplyContext(answers: answers, verb: "RCPT"), firstOctet: -1, lastOctet: -1)))
  }

  @Test func whatWasRefusedStandsOnTop() throws {
    let text = MarkdownWriter.text(
      [try Self.entry("554 5.7.1 <b@x.example>: Relay access denied", to: .command(.rcpt))], title: "a_b")
    #expect(text.hasPrefix("# a\\_b\n"))
    #expect(text.contains("## 554 5.7.1 \\<b@x.example\\>: Relay access denied answers RCPT"))
    #expect(text.contains("does not relay for you") && text.contains("(RFC 3463 §3.8)"))
  }

  @Test func nothingOfTheServerIsMarkup() throws {
    let text = MarkdownWriter.text(
      [try Self.entry("550 <script>*x*</script> ```` [a](b)", to: .command(.rcpt))], title: "t")
    #expect(text.contains("\\<script\\>\\*x\\*"))
    // A mark behind a sign leaves it one.
    #expect(MarkdownWriter.text([], title: "*\u{301}a<\u{338}b").hasPrefix("# \\*\u{301}a\\<\u{338}b"))
    // The fence is longer than the backquotes in it.
    #expect(text.contains("\n`````\n"))
  }

  @Test(arguments: [
    ("RSET", "`RSET`"), (":auth plain ", "`:auth plain `"), (":mx a`b", "`` :mx a`b ``"),
    ("a``b`c", "``` a``b`c ```"), ("a\u{1B}", "`a\\x1B`"),
    ("a`\u{301}b", "`` a`\u{301}b ``"),
  ])
  func codeEndsWhereItShould(_ text: String, _ code: String) { #expect(MarkdownWriter.code(text) == code) }

  @Test func nothingRefused() throws {
    #expect(
      MarkdownWriter.text([try Self.entry("250 Ok", to: .command(.rcpt))], title: "t").contains(
        "Nothing was refused."))
  }
}
