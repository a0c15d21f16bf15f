import SMTP
import SMTPGuide
import Testing

struct VerbTextsTests {
  @Test func everyVerbHasASentence() {
    for verb in Verb.allCases where verb != .other {
      #expect(Guide.explain(verb) != nil && VerbTexts.english(verb) != nil)
    }
  }
}
