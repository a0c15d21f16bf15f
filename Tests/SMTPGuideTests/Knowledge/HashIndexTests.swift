import Testing

@testable import SMTPGuide

struct HashIndexTests {
  private func found(_ index: HashIndex, _ hash: UInt32, atMost most: Int = .max) -> [Int32] {
    var found: [Int32] = []
    index.each(hash) {
      found.append($0)
      return found.count < most
    }
    return found
  }

  /// The values that the authors of the hash give for it.
  @Test(arguments: [("", 0x811C_9DC5), ("a", 0xE40C_292C), ("foobar", 0xBF9C_F968)] as [(String, UInt32)])
  func theHash(_ text: String, _ hash: UInt32) { #expect(HashIndex.hash(text.utf8) == hash) }

  /// Two of one hash are both found, also where others have taken the place behind them.
  @Test func whatSharesAPlaceIsFound() {
    let index = HashIndex([(hash: 63, value: 1), (hash: 63, value: 2), (hash: 0, value: 3)])
    #expect(found(index, 63).starts(with: [1, 2]) && found(index, 0).contains(3))
    #expect(found(index, 63, atMost: 1) == [1] && found(index, 5).isEmpty)
  }

  /// All of many are found, and what is not there ends the search.
  @Test func manyAreFound() {
    let entries = (0..<5_000).map { (hash: HashIndex.hash("key \($0)".utf8), value: Int32($0)) }
    let index = HashIndex(entries)
    for (hash, value) in entries where !found(index, hash).contains(value) { Issue.record("\(value)") }
    #expect(found(HashIndex([]), 7).isEmpty)
  }
}
