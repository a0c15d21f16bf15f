import Testing

@testable import SMTPGuide

struct TryTableTests {
  @Test func keysAndTextsAreUniqueAndUsed() {
    #expect(Set(TryTable.rows.map(\.key)).count == TryTable.rows.count)
    #expect(Set(TryTable.rows.map(\.text)).count == TryTable.rows.count)
    let used = Set(
      MeaningTable.rows.flatMap(\.tries) + WordingTable.rows.flatMap(\.tries)
        + SessionRules.rows.flatMap(\.tries))
    for index in TryTable.rows.indices where !used.contains(index) {
      Issue.record("nobody advises \(TryTable.rows[index].key)")
    }
  }

  @Test func theDomainIsFilledIn() {
    let context = ReplyContext(asked: .command(.rcpt), subject: "bob@server.example")
    #expect(TryTable.suggestions(TryTable.indices(["mx"]), context).first?.command == ":mx server.example")
    #expect(
      TryTable.suggestions(TryTable.indices(["mx"]), ReplyContext(asked: .connection)).first?.command == nil)
  }
}
