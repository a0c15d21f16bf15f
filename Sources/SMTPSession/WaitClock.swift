// Tells when a wait has lasted too long. Waits are many and short, and their ends are hardly ever reached: a timer that
// is set anew for each costs more than the rest of a step.

import NIOCore

/// One timer for waits that follow each other, in one session or in one session after the other. On one event loop.
package final class WaitClock {
  /// Seconds after which the timer fires at the latest: with the shortest of the usual waits (RFC 5321 §4.5.3.2.4) one
  /// timer does for all of them.
  static let longest = 120

  private let loop: any EventLoop
  private var timer: (task: Scheduled<Void>, deadline: NIODeadline)?
  private var end: NIODeadline?
  /// Called when the end of a wait has come.
  var ring: () -> Void = {}

  /// Has no timer until a wait is set. All its methods are called on the loop.
  package init(on loop: any EventLoop) { self.loop = loop }

  /// Waits until `end` from now on, or for nothing. The timer is set only where it would fire too late: when it fires
  /// early, it is set for the wait that there is then, and where there is none it is over.
  func set(_ end: NIODeadline?) {
    self.end = end
    guard let end else { return }
    if let timer, timer.deadline <= end { return }
    timer?.task.cancel()
    let deadline = min(end, loop.now + .seconds(Int64(Self.longest)))
    let task: Scheduled<Void> = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      self?.fired()
      return
    }
    timer = (task, deadline)
  }

  private func fired() {
    timer = nil
    guard let end else { return }
    guard loop.now >= end else { return set(end) }
    self.end = nil
    ring()
  }

  /// Waits for nothing, and has no timer.
  package func cancel() {
    end = nil
    timer?.task.cancel()
    timer = nil
  }
}
