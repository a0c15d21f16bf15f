import Testing

@testable import SMTPGuide

struct PhraseIndexTests {
  /// All phrases that stand in a text: the first, then the first but for that one, and so on.
  private func found(_ phrases: [String], _ text: String) -> [Int] {
    all(PhraseIndex(phrases.compactMap { Phrase($0) }), Array(text.utf8).map(PhraseIndex.folded))
  }

  private func all(_ index: PhraseIndex, _ text: [UInt8]) -> [Int] {
    var found: [Int] = []
    while let next = index.first(in: text, accept: { !found.contains($0) }) { found.append(next) }
    return found
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

  @Test func foldingLeavesWhatStandsInFront() {
    var text = Array("AB\tCD[É".utf8)
    PhraseIndex.fold(&text, from: 2)
    #expect(text == Array("AB cd[É".utf8))
    PhraseIndex.fold(&text)
    #expect(text == Array("ab cd[É".utf8))
  }

  /// A phrase at the very end, and the second of two whose four octets follow one another.
  @Test func eachFourOctetsAreLookedAt() {
    #expect(found(["abcd", "bcde", "wxyz"], "abcde wxyz") == [0, 1, 2])
    #expect(found(["wxyz"], "xyz wxy xwxyz") == [0])
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
      #expect(all(index, folded) == wanted)
    }
  }
}
