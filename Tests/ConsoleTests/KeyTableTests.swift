import Testing

@testable import Console

struct KeyTableTests {
  @Test func aKeyMeansOneThingInAPlace() {
    for place in [KeyRow.Place.line, .transcript] {
      let keys = KeyTable.rows.filter { $0.place == place || $0.place == .everywhere }.flatMap(\.keys)
      #expect(Set(keys).count == keys.count, "\(place)")
    }
  }

  @Test func everyActionHasAKey() {
    #expect(Set(KeyTable.rows.map(\.action)) == Set(KeyAction.allCases))
  }

  @Test func placesDiffer() {
    #expect(KeyTable.action(.character("j"), in: .transcript) == .down)
    #expect(KeyTable.action(.character("j"), in: .line) == nil)
    #expect(KeyTable.action(.function(1), in: .line) == .help)
  }
}
