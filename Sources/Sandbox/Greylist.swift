// Who has been here before (RFC 6647 §2): triplets of client, sender and recipient with the time of their
// first attempt.

import Synchronization

/// The memory of a greylisting server, shared by its connections.
final class Greylist: Sendable {
  private struct Triplet: Hashable {
    let client: String
    let sender: String
    let recipient: String
  }

  private let seen = Mutex<[Triplet: Double]>([:])
  /// More triplets than this and the memory begins anew.
  private static let room = 10_000

  /// The whole seconds that a triplet still has to wait; nil when it may pass.
  func wait(client: String, sender: String, recipient: String, seconds: Int, now: Double) -> Int? {
    seen.withLock { seen in
      if seen.count > Self.room { seen.removeAll() }
      let triplet = Triplet(client: client, sender: sender.lowercased(), recipient: recipient.lowercased())
      guard let first = seen[triplet] else {
        seen[triplet] = now
        return seconds
      }
      let left = Double(seconds) - (now - first)
      return left > 0 ? Int(left.rounded(.up)) : nil
    }
  }
}
