import SMTP
import Testing

struct ReplyTests {
  @Test func textStandsBehindTheCode() {
    let reply = parseReply("250-2.1.0 first\r\n250 2.1.0 second\r\n")
    #expect(reply?.text(0).text == "2.1.0 first")
    #expect(reply?.lineOctets(1).text == "250 2.1.0 second")
    #expect(reply?.joinedText == "first second")
    #expect(reply?.enhanced == EnhancedStatusCode(2, 1, 0))
    #expect(reply?.octets.text == "250-2.1.0 first\r\n250 2.1.0 second\r\n")
  }

  @Test(arguments: [("220 x", 2), ("354 x", 3), ("421 x", 4), ("550 x", 5)])
  func severityIsTheFirstDigit(_ line: String, _ severity: Int) {
    let reply = parseReply(line + "\r\n")
    #expect(reply?.severity == severity)
    #expect(reply?.isPositive == (severity == 2) && reply?.isIntermediate == (severity == 3))
    #expect(reply?.isNegative == (severity >= 4))
  }

  /// What is no reply is as good as a refusal; a code that no class has refuses nothing.
  @Test(arguments: [
    ("220 x", false), ("354 x", false), ("421 x", true), ("550 x", true), ("hello", true), ("650 x", false),
  ])
  func whatRefuses(_ line: String, _ isRefusal: Bool) {
    #expect(parseReply(line + "\r\n")?.isRefusal == isRefusal)
  }

  @Test func aBareCodeHasNoText() {
    #expect(parseReply("250\r\n")?.text(0).isEmpty == true)
    #expect(parseReply("250\r\n")?.code == 250)
  }
}
