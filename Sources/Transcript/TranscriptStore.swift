// The entries of a session in memory: the newest `limit` of them. What is older stands in the recording.

/// A bounded list of entries with ids that count up.
package struct TranscriptStore: Sendable {
  /// Entries that are kept at most.
  package static let limit = 200_000

  /// Oldest first.
  package private(set) var entries: [TranscriptEntry] = []
  /// How many older entries are no longer here.
  package private(set) var dropped = 0
  private let limit: Int

  /// An empty store that keeps at most `limit` entries.
  package init(limit: Int = TranscriptStore.limit) {
    self.limit = limit
    // A short session's.
    entries.reserveCapacity(64)
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// Adds entries; drops the oldest tenth when there are too many.
  package mutating func append(_ new: [TranscriptEntry]) {
    entries.append(contentsOf: new)
    guard entries.count > limit else { return }
    let excess = entries.count - limit + limit / 10
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
