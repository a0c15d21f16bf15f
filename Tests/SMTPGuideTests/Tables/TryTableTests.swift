import SMTPGuide
import Testing

struct TryTableTests {
  @Test func keysAndTextsAreUniqueAndUsed() {
    #expect(Set(TryTable.rows.map(\.key)).count == TryTable.rows.count)
    #expect(Set(TryTable.rows.map(\.text)).count == TryTable.rows.count)
    let used = Set(MeaningTable.rows.flatMap(\.tries) + WordingTable.rows.flatMap(\.tries))
    #expect(used == Set(TryTable.rows.map(\.key)))
  }

  @Test func theDomainIsFilledIn() {
    let context = ReplyContext(asked: .command(.rcpt), subject: "bob@server.example")
    #expect(TryTable.suggestions(["mx"], context).first?.command == ":mx server.example")
    #expect(TryTable.suggestions(["mx"], ReplyContext(asked: .connection)).first?.command == nil)
  }
}
