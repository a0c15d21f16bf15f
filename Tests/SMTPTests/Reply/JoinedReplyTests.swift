import SMTP
import Testing

struct JoinedReplyTests {
  private func reply(_ text: String) -> Reply? { Reply(joined: Array(text.utf8)) }

  @Test(arguments: [
    ("550 5.1.1 User unknown", 1, "User unknown"),
    (
      "550-5.1.1 The account 550-5.1.1 does not exist. 550 5.1.1 See there", 3,
      "The account does not exist. See there"
    ),
    ("554-mx.example 554 no service", 2, "mx.example no service"),
    ("550 5.1.1 Failed: 550 5.1.1 user unknown", 2, "Failed: user unknown"),
    ("421", 1, ""), ("550 call 550 555 now", 1, "call 550 555 now"),
  ])
  func linesInARow(_ text: String, _ lines: Int, _ joined: String) {
    #expect(reply(text)?.lines.count == lines)
    #expect(reply(text)?.joinedText == joined)
  }

  @Test(arguments: ["", "55", "5500 x", "150 x", "600 x", "user unknown", "550x"])
  func whatIsNoReply(_ text: String) { #expect(reply(text) == nil) }

  @Test func hostileText() {
    #expect(reply("550-" + String(repeating: "550-", count: 50_000)) != nil)
    #expect(reply("550 a\r\nb")?.lines.count == 1)
    #expect(reply("550-a\rb 550 c\nd")?.joinedText == "a b c d")
  }
}
