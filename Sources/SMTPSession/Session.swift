// A session that front ends hold: any thread may call it, everything happens on one event loop, and what
// happened comes back through one closure. The conversation itself is SessionCore's; this carries out.

import NetworkFacts
import NIOCore
import NIOPosix
import SMTP
import SMTPCore
import Synchronization
import Transcript

/// One session. It can connect several times; the transcript goes on.
package final class Session: Sendable {
  private let loop: any EventLoop
  private let driver: NIOLoopBoundBox<SessionDriver?>
  private let calls = Atomic<Int>(0)
  private let backlog = Backlog()

  /// How many calls have been made. A status with `handled` at this number has seen all of them.
  package var requested: Int { calls.load(ordering: .relaxed) }

  /// - Parameters:
  ///   - clock: for sessions that follow each other; nil: one of its own.
  ///   - sink: called on the event loop with everything that happens.
  package init(
    on loop: any EventLoop, options: SessionOptions, recording: RecordingPolicy,
    clock: NIOLoopBound<WaitClock>? = nil, sink: @escaping @Sendable (SessionUpdate) -> Void
  ) {
    self.loop = loop
    driver = NIOLoopBoundBox.makeEmptyBox(valueType: SessionDriver.self, eventLoop: loop)
    let box = driver
    let make = { @Sendable [backlog] in
      box.value = SessionDriver(
        loop: loop, options: options, recording: recording, clock: clock?.value, backlog: backlog, sink: sink)
    }
    if loop.inEventLoop { make() } else { loop.execute(make) }
  }

  private func on(_ work: @escaping @Sendable (SessionDriver) -> Void) {
    let box = driver
    calls.add(1, ordering: .relaxed)
    if loop.inEventLoop { box.value?.perform(work) } else { loop.execute { box.value?.perform(work) } }
  }

  /// News was dealt with: shown, or kept. While too much of it waits for that, nothing is read from the server.
  package func took(_ update: SessionUpdate) {
    guard backlog.take(update.weight) else { return }
    let box = driver
    loop.execute { box.value?.goOn() }
  }

  /// Connects; nil for the same target again. With `mx` the target's host is a domain, and its first MX that
  /// answers is used.
  package func connect(to target: Target?, viaMX: Bool = false) { on { $0.connect(to: target, viaMX: viaMX) } }
  /// Sends lines one behind the other without waiting: one line, or a pipelined group in one write.
  package func send(_ lines: [Outgoing]) { on { $0.send(lines) } }
  /// Sends octets as they are.
  ///
  /// - Parameters:
  ///   - pieces: nil: all in one.
  package func sendRaw(_ octets: Outgoing, pieces: Pieces? = nil) {
    on { $0.sendRaw(octets, pieces: pieces) }
  }

  /// Writes that follow each other 20 ms apart.
  package struct Pieces: Sendable {
    /// Octets a write.
    package let size: Int
    /// Octets that go out so, what is behind them goes out in one; nil: all.
    package let upTo: Int?

    package init(size: Int, upTo: Int? = nil) {
      self.size = size
      self.upTo = upTo
    }
  }
  /// Sends AUTH and answers the challenges.
  package func authenticate(_ mechanism: SASLMechanism, user: String, password: String) {
    on { $0.authenticate(mechanism, user: user, password: password) }
  }
  /// Streams a file as the message, DATA first where no 354 has come yet.
  ///
  /// - Parameters:
  ///   - wantsDigest: its SHA-256 is to be told; where the session is recorded it is anyway.
  package func sendMessage(file: String, wantsDigest: Bool = false) {
    on { $0.sendMessage(file: file, wantsDigest: wantsDigest) }
  }
  /// Puts the answer to an MX query into the transcript, with or without a connection.
  package func lookUpMX(_ domain: String) { on { $0.lookUpMX(domain) } }
  /// Changes a setting from here on. A value that is not taken is told of in the transcript; a name that is
  /// none is ignored.
  package func set(_ setting: String, _ value: String) { on { $0.set(setting, value) } }
  /// Records to a file from here on: what is there is added to. `off` ends the recording; nil says where it
  /// goes.
  package func record(to path: String?) { on { $0.record(to: path) } }
  /// Puts a console command into the transcript.
  package func note(command: String) { on { $0.note(.command(command)) } }
  /// Puts a person's remark into the transcript.
  package func note(remark: String) { on { $0.note(.remark(remark)) } }
  /// Puts an event into the transcript; nothing is done about it.
  package func note(event: Event) { on { $0.note(.event(event)) } }
  /// Gives up the current wait.
  package func interrupt() { on { $0.interrupt() } }
  /// Closes the connection without QUIT; without a connection nothing happens.
  package func close() { on { $0.close() } }
  /// Breaks the connection off with a TCP reset.
  package func reset() { on { $0.reset() } }
  /// Secrets of variables, by name: they show as `${secret:name}`, in this connection and all later ones.
  package func remember(secrets: [String: [UInt8]]) { on { $0.remember(secrets) } }

  /// Ends everything and gives back the loop.
  package func shutdown() -> EventLoopFuture<Void> {
    let box = driver
    let end = { @Sendable [loop] () -> EventLoopFuture<Void> in
      guard let driver = box.value else { return loop.makeSucceededVoidFuture() }
      let future = driver.shutdown()
      box.value = nil
      return future
    }
    return loop.inEventLoop ? end() : loop.flatSubmit(end)
  }
}
