// A session that front ends hold: any thread may call it, everything happens on one event loop, and what
// happened comes back through one closure. The conversation itself is Conversation's; this carries out.

import NIOCore
import NIOPosix
import SMTP
import SMTPTransport
import Synchronization
import Transcript

/// Where a session stands, as a value that a screen can be drawn from.
package struct SessionStatus: Sendable {
  package enum Connection: Sendable, Equatable {
    case closed, connecting, handshaking, open
  }

  package var connection = Connection.closed
  package var wait: Wait?
  /// Nanoseconds since the session began.
  package var waitStart: Int64 = 0
  /// Octets sent of a file, and its size; nil when none is on its way.
  package var progress: Progress?
  package var problems: Problems = []
  /// The first digit of the worst reply so far.
  package var worstReply = 0
  /// How many calls of `Session` have been carried out; see `Session.requested`.
  package var handled = 0
  // A status goes out with each piece of news, and whoever takes it keeps it: what is large, and what seldom changes,
  // is shared by the copies.
  private var sharedDialogue = Shared<Dialogue?>(nil)
  private var setting: Shared<Setting>

  package var dialogue: Dialogue? {
    get { sharedDialogue.value }
    set { sharedDialogue = Shared(newValue) }
  }
  package var phase: Dialogue.Phase? { sharedDialogue.value?.phase }
  package var target: Target? {
    get { setting.value.target }
    set { change { $0.target = newValue } }
  }
  /// The address that answered.
  package var address: String? {
    get { setting.value.address }
    set { change { $0.address = newValue } }
  }
  package var tls: TLSReport? {
    get { setting.value.tls }
    set { change { $0.tls = newValue } }
  }
  /// The newest message that was sent from a file.
  package var message: Message? {
    get { setting.value.message }
    set { change { $0.message = newValue } }
  }
  package var recordPath: String? {
    get { setting.value.recordPath }
    set { change { $0.recordPath = newValue } }
  }
  package var options: SessionOptions {
    get { setting.value.options }
    set { change { $0.options = newValue } }
  }
  /// Phases before the first command, with their nanoseconds.
  package var phases: [Phase] {
    get { setting.value.phases }
    set { change { $0.phases = newValue } }
  }

  /// What seldom changes.
  private struct Setting: Sendable {
    var target: Target?
    var address: String?
    var tls: TLSReport?
    var message: Message?
    var recordPath: String?
    var options: SessionOptions
    var phases: [Phase] = []
  }

  /// What copies have in common until one of them is changed.
  private final class Shared<Value: Sendable>: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  /// What was learned of the connection before is forgotten.
  mutating func beginConnection() {
    connection = .connecting
    change {
      $0.address = nil
      $0.tls = nil
      $0.phases = []
    }
  }

  /// An address has answered.
  mutating func connected(to address: String, after duration: Int64) {
    change {
      $0.address = address
      $0.phases.append(.init(name: "TCP", duration: duration))
    }
  }

  private mutating func change(_ work: (inout Setting) -> Void) {
    var changed = setting.value
    work(&changed)
    setting = Shared(changed)
  }

  package struct Progress: Sendable, Equatable {
    package var sent: Int
    package var total: Int
  }

  package struct Message: Sendable, Equatable {
    /// Octets that went out, dot-stuffed, the final dot included.
    package let size: Int
    /// SHA-256 of them, in hexadecimal.
    package let sha256: String
  }

  package struct Phase: Sendable, Equatable {
    package let name: String
    package let duration: Int64
  }

  /// What went wrong so far, for exit statuses.
  package struct Problems: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// No connection, a time-out, or a connection that broke.
    package static let connection = Problems(rawValue: 1)
    package static let tls = Problems(rawValue: 2)
    package static let file = Problems(rawValue: 4)
  }

  package init(options: SessionOptions) { setting = Shared(Setting(options: options)) }

  /// Whether something is on its way that a script should wait for.
  package var isBusy: Bool {
    switch connection {
    case .closed: return false
    case .connecting, .handshaking: return true
    case .open: return wait != nil || progress != nil
    }
  }
}

/// News of a session.
package struct SessionUpdate: Sendable {
  package var entries: [TranscriptEntry]
  /// Lines of a reply whose end has not come.
  package var pendingLines: [[UInt8]]
  package var status: SessionStatus

  package init(entries: [TranscriptEntry], pendingLines: [[UInt8]], status: SessionStatus) {
    self.entries = entries
    self.pendingLines = pendingLines
    self.status = status
  }
}

/// One session. It can connect several times; the transcript goes on.
package final class Session: Sendable {
  private let loop: any EventLoop
  private let driver: NIOLoopBoundBox<SessionDriver?>
  private let calls = Atomic<Int>(0)

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
    let make = { @Sendable in
      box.value = SessionDriver(
        loop: loop, options: options, recording: recording, clock: clock?.value, sink: sink)
    }
    if loop.inEventLoop { make() } else { loop.execute(make) }
  }

  private func on(_ work: @escaping @Sendable (SessionDriver) -> Void) {
    let box = driver
    calls.add(1, ordering: .relaxed)
    if loop.inEventLoop { box.value?.perform(work) } else { loop.execute { box.value?.perform(work) } }
  }

  /// Connects; nil for the same target again. With `mx` the target's host is a domain, and its first MX that
  /// answers is used.
  package func connect(to target: Target?, viaMX: Bool = false) { on { $0.connect(to: target, viaMX: viaMX) } }
  /// Sends lines one behind the other without waiting: one line, or a pipelined group in one write.
  package func send(_ lines: [[UInt8]]) { on { $0.send(lines) } }
  package func sendRaw(_ octets: [UInt8]) { on { $0.sendRaw(octets) } }
  /// Sends AUTH and answers the challenges.
  package func authenticate(_ mechanism: SASLMechanism, user: String, password: String) {
    on { $0.authenticate(mechanism, user: user, password: password) }
  }
  /// Streams a file as the message, DATA first where no 354 has come yet.
  package func sendMessage(file: String) { on { $0.sendMessage(file: file) } }
  package func lookUpMX(_ domain: String) { on { $0.lookUpMX(domain) } }
  package func set(_ setting: String, _ value: String) { on { $0.set(setting, value) } }
  package func record(to path: String?) { on { $0.record(to: path) } }
  /// Puts a console command into the transcript.
  package func note(command: String) { on { $0.note(.command(command)) } }
  /// Puts a person's remark into the transcript.
  package func note(remark: String) { on { $0.note(.remark(remark)) } }
  package func note(event: TranscriptEntry.Event) { on { $0.note(.event(event)) } }
  /// Gives up the current wait.
  package func interrupt() { on { $0.interrupt() } }
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
