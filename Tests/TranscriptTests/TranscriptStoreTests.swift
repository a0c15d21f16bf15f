import Testing
import Transcript

struct TranscriptStoreTests {
  private func remark(_ id: Int) -> TranscriptEntry {
    TranscriptEntry(id: id, time: 0, content: .remark("\(id)"))
  }

  @Test func theOldestAreDropped() {
    var store = TranscriptStore(limit: 100)
    for id in 0..<250 { store.append([remark(id)]) }
    #expect(store.entries.count <= 100)
    #expect(store.entries.first?.id == store.dropped)
    #expect(store.entries.last?.id == 249)
    #expect(store.notation().contains("older entries"))
  }

  @Test func memoryIsBoundedInOctets() {
    var store = TranscriptStore(weightLimit: 100_000)
    for id in 0..<100 {
      store.append([TranscriptEntry(id: id, time: 0, content: .remark(String(repeating: "x", count: 10_000)))])
      #expect(store.entries.reduce(0) { $0 + $1.weight } <= 100_000)
    }
    #expect(store.entries.count > 5 && store.entries.first?.id == store.dropped)
    #expect(store.entries.last?.id == 99)
    store.append([TranscriptEntry(id: 100, time: 0, content: .remark(String(repeating: "x", count: 1_000_000)))]
    )
    #expect(store.entries.map(\.id) == [100], "the newest stays, whatever it weighs")
  }

  @Test func theNewestReplyIsFound() throws {
    var store = TranscriptStore()
    #expect(store.lastReply == nil)
    store.append([try received("250 Ok\r\n", .command(.noop)), remark(8)])
    #expect(store.lastReply?.id == 7)
    #expect(store.notation() == ":session 2\n* 1.500\nS: 250 Ok\n# 8\n")
  }
}
