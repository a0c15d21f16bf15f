import SMTP
import SMTPGuide
import Testing

struct FindingTextsTests {
  @Test func everyRuleHasASentenceOfItsOwn() {
    #expect(Set(FindingTexts.rows.map(\.rule)) == Set(Rule.allCases))
    #expect(Set(FindingTexts.rows.map(\.text)).count == Rule.allCases.count)
  }

  @Test func detailsStandBehind() {
    let finding = Finding(.sizeOverLimit, expected: "at most 10", got: "11")
    #expect(FindingTexts.sentence(finding).hasSuffix("expect 552 [11; expected: at most 10]"))
    #expect(!FindingTexts.sentence(Finding(.rcptBeforeMail)).contains("["))
  }
}
