// Replies that nothing asked for, when there is no end of them: a server can send more of them than anybody can read or
// keep. The first ones are kept, and the others are counted.

import SMTP

/// Which of the replies that answer nothing are kept.
struct Flood: Sendable {
  /// Replies between two lines that are sent.
  static let most = 1_000
  /// Their octets.
  static let mostOctets = 1024 * 1024
  /// The same reply, over and over.
  static let mostEqual = 10
  /// Nanoseconds between two counts.
  static let pace: Int64 = 1_000_000_000

  /// Replies that are counted and have not been told of.
  private(set) var count = 0
  /// Their octets.
  private(set) var octets = 0
  private var kept = 0
  private var keptOctets = 0
  private var equal = 0
  private var last: [UInt8] = []
  private var told: Int64 = 0

  /// Takes a reply that answers nothing.
  ///
  /// - Parameters:
  ///   - reply: as it may be shown.
  ///   - time: nanoseconds since the session began.
  /// - Returns: whether it is kept; else it is counted.
  mutating func keeps(_ reply: Reply, at time: Int64) -> Bool {
    let size = reply.octets.count
    if reply.octets == last {
      equal += 1
    } else {
      equal = 1
      last = size <= Limits.replyLine ? reply.octets : []
    }
    if equal <= Self.mostEqual, kept < Self.most, keptOctets + size <= Self.mostOctets {
      kept += 1
      keptOctets += size
      return true
    }
    if count == 0 { told = time }
    count += 1
    octets += size
    return false
  }

  /// Whether it is time to tell how many there were.
  func isDue(at time: Int64) -> Bool { count > 0 && time - told >= Self.pace }

  /// Takes the counts, which begin anew.
  mutating func take() -> (count: Int, octets: Int) {
    defer { (count, octets) = (0, 0) }
    return (count, octets)
  }

  /// A line was sent: what comes now may well be an answer.
  mutating func lineSent() { (kept, keptOctets, equal, last) = (0, 0, 0, []) }
}
