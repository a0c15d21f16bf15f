import SMTP
import Testing

struct AllowedRepliesTests {
  @Test func everyVerbHasARow() {
    for verb in Verb.allCases { #expect(AllowedReplies.row(.command(verb)) != nil, "\(verb)") }
    for answers in [Awaited.connection, .endOfData, .authResponse] {
      #expect(AllowedReplies.row(answers) != nil)
    }
    #expect(AllowedReplies.row(.nothing) == nil)
  }

  @Test func codesStandUnderTheirClass() {
    for row in AllowedReplies.rows {
      #expect(row.success.allSatisfy { $0 / 100 == 2 } && row.intermediate.allSatisfy { $0 / 100 == 3 })
      #expect(row.failure.allSatisfy { $0 / 100 == 4 || $0 / 100 == 5 })
      #expect(!row.success.isEmpty || !row.intermediate.isEmpty)
    }
  }

  // RFC 5321 §4.3.2, the rows that people look up.
  @Test(
    arguments: [
      ("MAIL", [552, 451, 452, 550, 553, 503, 455, 555]),
      ("RCPT", [550, 551, 552, 553, 450, 451, 452, 503, 455, 555]),
      ("DATA", [503, 554, 450, 550, 451, 452]), ("VRFY", [550, 551, 553, 502, 504]), ("EXPN", [550, 502, 504]),
      ("HELP", [502, 504]),
    ] as [(String, [UInt16])])
  func theTableHasTheRFCsCodes(_ verb: String, _ codes: [UInt16]) {
    let row = AllowedReplies.row(.command(Verb(name: verb)))
    for code in codes { #expect(row?.failure.contains(code) == true, "\(verb) \(code)") }
  }

  /// What would have been right is said of a reply of another class, too.
  @Test func aWrongClassNamesTheCodesThatWereExpected() {
    #expect(
      AllowedReplies.finding(250, to: .command(.data))
        == Finding(.replyWrongClass, nil, .code(250, expected: [354])))
    #expect(
      AllowedReplies.finding(354, to: .command(.ehlo))
        == Finding(.replyWrongClass, nil, .code(354, expected: [250])))
  }
}
