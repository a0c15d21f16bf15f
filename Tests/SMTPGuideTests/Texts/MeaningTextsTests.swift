import SMTPGuide
import Testing

struct MeaningTextsTests {
  @Test func everyRowHasASentenceAndNoOther() {
    #expect(Set(MeaningTable.rows.map(\.key)) == Set(MeaningTexts.rows.map(\.key)))
  }

  @Test func noSentenceMeansTwoThings() {
    var seen: [String: String] = [:]
    for (key, text) in MeaningTexts.rows {
      if let other = seen.updateValue(key, forKey: text) { Issue.record("\(key) and \(other) say the same") }
      #expect(text.hasSuffix("."), "\(key)")
    }
  }
}
