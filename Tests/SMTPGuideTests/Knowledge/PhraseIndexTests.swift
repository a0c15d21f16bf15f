import Testing

@testable import SMTPGuide

struct PhraseIndexTests {
  private func found(_ phrases: [String], _ text: String) -> [Int] {
    PhraseIndex(phrases.compactMap { Phrase($0) })
      .matches(in: Array(text.utf8).map(PhraseIndex.folded)) { _ in true }.sorted()
  }

  @Test func phrasesStandAnywhereInAnyCase() {
    #expect(found(["relay access", "denied", "user unknown"], "554 Relay ACCESS\tdenied") == [0, 1])
    #expect(
      found(["abcd"], "abcd") == [0] && found(["abcd"], "abc").isEmpty && found(["abcd"], "xabce").isEmpty)
  }

  @Test func partsStandInTheirOrder() {
    let phrase = ["client host … blocked using"]
    #expect(found(phrase, "Client host [192.0.2.1] blocked using zen") == [0])
    #expect(found(phrase, "blocked using zen, client host").isEmpty)
  }

  @Test func aPhraseNeedsFourOctets() {
    #expect(Phrase("rbl") == nil && Phrase("a … b") == nil && Phrase("") == nil && Phrase("a … spam") != nil)
  }

  /// The index finds what looking for each phrase finds.
  @Test func theIndexMissesNothing() {
    let phrases = WordingTable.rows.flatMap(\.phrases)
    let index = PhraseIndex(phrases)
    for text in [
      "550 5.1.1 user unknown", "421 too many connections, slow down", "relay access denied by policy",
    ] {
      let folded = Array(text.utf8)
      let wanted = phrases.indices.filter { phrases[$0].stands(in: folded) }
      #expect(index.matches(in: folded, accept: { _ in true }).sorted() == wanted)
    }
  }
}
