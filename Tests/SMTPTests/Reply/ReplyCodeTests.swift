import Testing

@testable import SMTP

struct ReplyCodeTests {
  @Test(
    arguments: [
      ("250", ReplyCode(value: 250, separator: nil)), ("250 Ok", ReplyCode(value: 250, separator: ASCII.space)),
      ("250-Ok", ReplyCode(value: 250, separator: ASCII.hyphen)),
      ("999 x", ReplyCode(value: 999, separator: ASCII.space)),
      ("000-", ReplyCode(value: 0, separator: ASCII.hyphen)), ("", nil), ("25", nil), ("2501", nil),
      ("250\tOk", nil), ("250_Ok", nil), ("2x0 Ok", nil), (" 250", nil), ("-50 x", nil),
    ] as [(String, ReplyCode?)])
  func codes(_ text: String, _ wanted: ReplyCode?) {
    #expect(ReplyCode.read(Array(text.utf8), at: 0) == wanted)
    // The same wherever it stands.
    #expect(ReplyCode.read(Array("x: \(text)".utf8), at: 3) == wanted)
    #expect(ReplyCode.read(Array("x: \(text)".utf8)[3...]) == wanted)
  }

  @Test func whatTheLineSays() {
    let bare = ReplyCode(value: 199, separator: nil)
    #expect(bare.length == 3 && !bare.isContinued && !bare.isReply)
    let continued = ReplyCode(value: 200, separator: ASCII.hyphen)
    #expect(continued.length == 4 && continued.isContinued && continued.isReply)
    #expect(ReplyCode(value: 599, separator: nil).isReply && !ReplyCode(value: 600, separator: nil).isReply)
    #expect(!ReplyCode(value: 250, separator: ASCII.space).isContinued)
  }

  /// qmail writes underscores: what stands behind three digits is then the reader's business.
  @Test func digitsAlone() {
    let line = Array("x_550_no".utf8)
    #expect(ReplyCode.digits(line, at: 2) == 550 && ReplyCode.digits(line, at: 3) == nil)
    #expect(ReplyCode.digits(line, at: 6) == nil)
  }
}
