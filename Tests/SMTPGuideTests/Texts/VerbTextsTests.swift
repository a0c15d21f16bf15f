import SMTP
import SMTPGuide
import Testing

struct VerbTextsTests {
  @Test func everyVerbHasASentence() {
    for verb in Verb.allCases where verb != .other {
      #expect(Guide.annotate(verb: verb) != nil && VerbTexts.english(verb) != nil)
    }
  }
}
