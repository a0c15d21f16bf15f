// The entries of a session in memory: the newest of them. What is older stands in the recording.

/// A bounded list of entries with ids that count up.
package struct TranscriptStore: Sendable {
  /// Entries that are kept at most.
  package static let limit = 200_000
  /// Octets of memory that they take at most.
  package static let weightLimit = 40 << 20

  /// Oldest first.
  package private(set) var entries: [TranscriptEntry] = []
  /// How many older entries are no longer here.
  package private(set) var dropped = 0
  private let limit: Int
  private let weightLimit: Int
  private var weight = 0

  /// An empty store that keeps at most `limit` entries, and no more than `weightLimit` octets of them.
  package init(limit: Int = TranscriptStore.limit, weightLimit: Int = TranscriptStore.weightLimit) {
    self.limit = limit
    self.weightLimit = weightLimit
    // A short session's.
    entries.reserveCapacity(64)
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// Adds entries; drops the oldest tenth when they are too many or too large. The newest one stays.
  package mutating func append(_ new: [TranscriptEntry]) {
    entries.append(contentsOf: new)
    for entry in new { weight += entry.weight }
    var excess = entries.count > limit ? entries.count - limit + limit / 10 : 0
    for entry in entries.prefix(excess) { weight -= entry.weight }
    if weight > weightLimit {
      while weight > weightLimit / 10 * 9, excess < entries.count - 1 {
        weight -= entries[excess].weight
        excess += 1
      }
    }
    entries.removeFirst(excess)
    dropped += excess
  }

  /// The newest reply.
  package var lastReply: TranscriptEntry? {
    entries.last { entry in if case .received = entry.content { true } else { false } }
  }

  /// The whole store in the notation of session files.
  package func notation() -> String {
    var lines = [":session \(NotationWriter.version)"]
    if dropped > 0 { lines.append("# \(dropped) older entries are in the recording only") }
    var clock = NotationWriter.Clock()
    for entry in entries { lines += clock.recorded(entry) }
    return lines.joined(separator: "\n") + "\n"
  }
}
