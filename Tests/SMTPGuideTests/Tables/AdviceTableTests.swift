import Testing

@testable import SMTPGuide

struct AdviceTableTests {
  @Test func keysAndTextsAreUniqueAndUsed() {
    #expect(Set(AdviceTable.rows.map(\.key)).count == AdviceTable.rows.count)
    #expect(Set(AdviceTable.rows.map(\.text)).count == AdviceTable.rows.count)
    let used = Set(
      ReplyMeanings.rows.flatMap(\.tries) + WordingTable.rows.flatMap(\.tries)
        + SessionRules.rows.flatMap(\.tries))
    for index in AdviceTable.rows.indices where !used.contains(index) {
      Issue.record("nobody advises \(AdviceTable.rows[index].key)")
    }
  }

  @Test func theDomainIsFilledIn() {
    let context = ReplyContext(answers: .command(.rcpt), subject: "bob@server.example")
    #expect(
      AdviceTable.suggestions(AdviceTable.indices(["mx"]), context).first?.command == ":mx server.example")
    #expect(
      AdviceTable.suggestions(AdviceTable.indices(["mx"]), ReplyContext(answers: .connection)).first?.command
        == nil)
  }
}
