import SMTP
import SMTPGuide
import Testing

struct FindingTextsTests {
  @Test func everyRuleHasASentence() {
    for rule in Rule.allCases { #expect(FindingTexts.english(rule) != nil, "\(rule)") }
  }

  @Test func detailsStandBehind() {
    let finding = Finding(.sizeOverLimit, nil, .limit(10, found: 11, .size))
    #expect(FindingTexts.sentence(finding, in: .none).hasSuffix("expect 552 [11; expected: at most 10]"))
    #expect(!FindingTexts.sentence(Finding(.rcptBeforeMail), in: .none).contains("["))
  }

  @Test func everyWordHasAText() {
    for word in Finding.Word.allCases { #expect(Texts.text("finding-detail.word.\(word.rawValue)") != nil) }
  }

  @Test(arguments: [
    ("EHLO client", "[client]"), ("FROB x", "[FROB]"), ("SEND FROM:<a@b.example>", "[SEND]"),
    ("MAIL FROM:<a@b.example> SIZE=x", "[SIZE=x; expected: a number]"),
    ("MAIL FROM:<a@b.example> BODY=X", "[BODY=X; expected: 7BIT or 8BITMIME or BINARYMIME]"),
    ("MAIL <a@b.example>", "[expected: FROM:]"), ("BDAT x", "[expected: BDAT 1024 LAST]"),
    ("RCPT TO:<a@b.example> NOTIFY=NEVER NOTIFY=NEVER", "[NOTIFY]"),
    ("AUTH P{AIN", "[P{AIN]"), ("MAIL", "[expected: MAIL FROM:<sender@client.example>]"),
  ])
  func whatCameIsQuotedFromTheLine(_ line: String, _ details: String) throws {
    let finding = try #require(Command(line).findings.first)
    #expect(FindingTexts.sentence(finding, in: .line(Array(line.utf8))).hasSuffix(details))
    #expect(
      !FindingTexts.sentence(finding, in: .none).contains("client]"),
      "without the line there is nothing to quote")
  }

  @Test(arguments: [
    ("250-mx.example\r\n250 SI+ZE\r\n", "[SI+ZE]"), ("250-mx.example\r\n250 AUTH=LOGIN\r\n", "[AUTH=LOGIN]"),
    ("250-a\r\n260 b\r\n", "[250, 260]"), ("+OK ready\r\n", "[POP3]"),
  ])
  func whatCameIsQuotedFromTheReply(_ text: String, _ details: String) throws {
    var parser = ReplyParser()
    parser.feed(Array(text.utf8))
    let next = parser.next()
    let reply = try #require(next)
    var dialogue = Dialogue()
    _ = dialogue.received(try #require(Reply(joined: Array("220 x".utf8))))
    _ = dialogue.sent(.command(Command("EHLO client.example")))
    let sentences = dialogue.received(reply).findings.map { FindingTexts.sentence($0, in: .reply(reply)) }
    #expect(sentences.contains { $0.hasSuffix(details) }, "\(sentences)")
  }
}
