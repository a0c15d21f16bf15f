import SMTP
import Testing
import Transcript

struct FindingNotationTests {
  @Test(arguments: [
    Finding(.rcptBeforeMail), Finding(.spaceAroundColon, at: 10), Finding(.ehloKeywordSyntax, .reply(4..<9)),
    Finding(.text8BitUndeclared, .text(line: 3, count: 2), .expected(.word(.body8BitMIME))),
    Finding(.textLineTooLong, .text(line: 1, count: 1), .limit(1_000, found: 2_002, .octetsWithCRLF)),
    Finding(.starttlsInjection, nil, .octets(12)),
  ])
  func thereAndBack(_ finding: Finding) {
    #expect(FindingNotation.finding(FindingNotation.data(finding) + " | what it says, at=1+2") == finding)
  }

  @Test func theOldForm() {
    #expect(
      FindingNotation.finding("rcpt-before-mail: RCPT needs MAIL first (RFC 5321 §4.1.4)")
        == Finding(.rcptBeforeMail))
  }

  @Test(arguments: ["", "no-such-rule at=1+2", "Rcpt-before-mail"])
  func whatIsNotKnown(_ text: String) { #expect(FindingNotation.finding(text) == nil) }

  @Test(arguments: ["at=x+2", "at=-1+2", "at=1", "at=99999999999999999999+1", "at=1+2+3", "later=7"])
  func aPlaceThatIsNone(_ word: String) {
    #expect(FindingNotation.finding("after-quit \(word) | x") == Finding(.afterQuit))
  }
}
