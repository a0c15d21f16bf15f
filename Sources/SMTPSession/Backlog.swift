// How far a front end is behind. A server can talk faster than a screen is drawn or a pipe is read; while more than a
// little waits to be shown, nothing more is read from it.

import Synchronization

/// Octets of news that nobody has dealt with yet.
final class Backlog: Sendable {
  /// Where reading stops.
  static let most = 1024 * 1024
  /// Where it goes on.
  static let few = most / 4

  private let octets = Atomic<Int>(0)
  /// Somebody waits until there is less.
  private let isWaitedFor = Atomic<Bool>(false)

  /// News goes out.
  ///
  /// - Returns: whether that is too much; then whoever deals with the news is told to say so when it is less.
  func add(_ weight: Int) -> Bool {
    guard octets.wrappingAdd(weight, ordering: .relaxed).newValue > Self.most else { return false }
    isWaitedFor.store(true, ordering: .sequentiallyConsistent)
    // It may have become less in the meantime, when nobody knew that somebody would wait.
    guard octets.load(ordering: .sequentiallyConsistent) > Self.few else {
      isWaitedFor.store(false, ordering: .sequentiallyConsistent)
      return false
    }
    return true
  }

  /// News was dealt with.
  ///
  /// - Returns: whether reading may go on that had stopped.
  func take(_ weight: Int) -> Bool {
    guard octets.wrappingSubtract(weight, ordering: .sequentiallyConsistent).newValue <= Self.few else {
      return false
    }
    return isWaitedFor.exchange(false, ordering: .sequentiallyConsistent)
  }
}
