import SMTP
import SMTPGuide
import Testing

struct VerbTextsTests {
  @Test func everyVerbHasASentence() {
    #expect(Set(VerbTexts.english.keys) == Set(Verb.allCases.filter { $0 != .other }))
    for verb in Verb.allCases where verb != .other { #expect(Guide.annotate(verb: verb) != nil) }
  }
}
