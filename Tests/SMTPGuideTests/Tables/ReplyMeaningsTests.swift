import SMTP
import SMTPGuide
import Testing

struct ReplyMeaningsTests {
  @Test func everyPairOfTheReplyTableHasAMeaning() {
    for row in AllowedReplies.rows {
      for code in row.success + row.intermediate + row.failure + AllowedReplies.anywhere {
        let meaning = ReplyMeanings.row(code, to: row.answers)
        #expect(meaning != nil, "\(row.answers.name) \(code)")
        #expect(meaning?.text.isEmpty == false, "\(row.answers.name) \(code)")
      }
    }
  }

  /// Outside the codes any command may get, a pair of the table has a sentence of its own.
  @Test func pairsOfTheReplyTableAreTheirOwn() {
    for row in AllowedReplies.rows where row.answers != .command(.other) {
      for code in row.success + row.intermediate + row.failure {
        #expect(ReplyMeanings.row(code, to: row.answers)?.answers == row.answers, "\(row.answers.name) \(code)")
      }
    }
  }

  // RFC 5321 §4.2.2, §4.2.3; RFC 7504 §3, §4; RFC 3207 §4; RFC 4954 §6.
  @Test(
    arguments: [
      211, 214, 220, 221, 250, 251, 252, 354, 421, 450, 451, 452, 455, 500, 501, 502, 503, 504, 550, 551, 552,
      553, 554, 555,
      521, 556, 454, 530, 235, 334, 432, 534, 535, 538,
    ] as [UInt16])
  func everyCodeHasAGeneralMeaning(_ code: UInt16) { #expect(ReplyMeanings.general(code) != nil) }

  @Test func theVerdictFollowsTheFirstDigit() {
    for row in ReplyMeanings.rows {
      switch row.code / 100 {
      case 2, 3: #expect(row.retry == .notNeeded && row.fault == nil, "\(row.key)")
      // 455 is not about time but about parameters; 459 about rights.
      case 4: #expect(row.retry == .later || row.code == 455 || row.code == 459, "\(row.key)")
      // RFC 5321 §4.5.3.1.10 has clients treat 552 after RCPT as temporary.
      default: #expect(row.retry == .afterChange || row.key == "rcpt.552", "\(row.key)")
      }
      if row.code >= 400 { #expect(row.fault != nil, "\(row.key)") }
    }
  }
}
