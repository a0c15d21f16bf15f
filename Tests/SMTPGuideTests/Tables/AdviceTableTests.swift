import Testing

@testable import SMTPGuide

struct AdviceTableTests {
  @Test func keysAndTextsAreUniqueAndUsed() {
    #expect(Set(AdviceTable.rows.map(\.key)).count == AdviceTable.rows.count)
    #expect(Set(AdviceTable.rows.map(\.text)).count == AdviceTable.rows.count)
    let used = Set(
      ReplyMeanings.rows.flatMap(\.advice) + WordingTable.rows.flatMap(\.advice)
        + SessionRules.rows.flatMap(\.advice))
    for index in AdviceTable.rows.indices where !used.contains(index) {
      Issue.record("nobody advises \(AdviceTable.rows[index].key)")
    }
  }

  /// With a line for the command line or without: what two things give reason to is one thing to try.
  @Test(arguments: ["qualified-name", "wait", "mx"]) func theSameAdviceIsGivenOnce(_ key: String) {
    let rows = AdviceTable.indices([key])
    #expect(rows.count == 1)
    #expect(AdviceTable.suggestions(rows + rows, ReplyContext(answers: .connection)).count == 1)
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
