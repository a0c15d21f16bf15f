import SMTP
import SMTPGuide
import Testing

struct FindingTextsTests {
  @Test func everyRuleHasASentence() {
    for rule in Rule.allCases { #expect(FindingTexts.english(rule) != nil, "\(rule)") }
  }

  @Test func detailsStandBehind() {
    let finding = Finding(.sizeOverLimit, expected: "at most 10", got: "11")
    #expect(FindingTexts.sentence(finding).hasSuffix("expect 552 [11; expected: at most 10]"))
    #expect(!FindingTexts.sentence(Finding(.rcptBeforeMail)).contains("["))
  }
}
