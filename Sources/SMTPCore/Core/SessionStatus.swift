// Where a session stands, and the news of it: what front ends hold and draw from. It goes out with each step, so a copy of
// it has to be cheap.

import NetworkFacts
import SMTP
import Transcript

/// Where a session stands, as a value that a screen can be drawn from.
package struct SessionStatus: Sendable {
  /// How far the connection has come.
  package enum Connection: Sendable, Equatable {
    case closed, connecting, handshaking, open
  }

  package var connection = Connection.closed
  /// What is waited for; nil: nothing.
  package var wait: Wait?
  /// Nanoseconds since the session began.
  package var waitStart: Int64 = 0
  /// Octets sent of a file, and its size; nil when none is on its way.
  package var progress: Progress?
  /// A line goes out in pieces.
  package var isSplitting = false
  /// What went wrong in this connection.
  package var problems: Problems = []
  private var earlierProblems: Problems = []
  /// What went wrong in all connections so far: for exit statuses.
  package var problemsSoFar: Problems { problems.union(earlierProblems) }
  /// The first digit of the worst reply so far.
  package var worstReply = 0
  /// How many calls of `Session` have been carried out; see `Session.requested`.
  package var handled = 0
  // A status goes out with each piece of news, and whoever takes it keeps it: what is large, and what seldom changes,
  // is shared by the copies.
  private var sharedDialogue = Shared<Dialogue?>(nil)
  private var sharedMasking = Shared<Masking?>(nil)
  private var setting: Shared<Setting>

  /// The conversation of the last connection; nil before the first one.
  package var dialogue: Dialogue? {
    get { sharedDialogue.value }
    set { sharedDialogue = Shared(newValue) }
  }
  /// What is known to be secret, so that nothing keeps it; nil: nothing yet.
  package var masking: Masking? {
    get { sharedMasking.value }
    set { sharedMasking = Shared(newValue) }
  }
  /// Nil where there is no dialogue yet.
  package var phase: Dialogue.Phase? { sharedDialogue.value?.phase }
  /// Where the session is connected, or was last; nil: it never was.
  package var target: Target? {
    get { setting.value.target }
    set { change { $0.target = newValue } }
  }
  /// The address that answered.
  package var address: String? {
    get { setting.value.address }
    set { change { $0.address = newValue } }
  }
  /// The handshake of this connection; nil where there was none.
  package var tls: TLSFacts? {
    get { setting.value.tls }
    set { change { $0.tls = newValue } }
  }
  /// The newest message that was sent from a file.
  package var message: Message? {
    get { setting.value.message }
    set { change { $0.message = newValue } }
  }
  /// The file in which the session is recorded; nil: in none.
  package var recordPath: String? {
    get { setting.value.recordPath }
    set { change { $0.recordPath = newValue } }
  }
  /// Why the newest recording that was wanted ended, or was not made; nil: nothing is wrong.
  package var recordProblem: String? {
    get { setting.value.recordProblem }
    set { change { $0.recordProblem = newValue } }
  }
  /// As they are now: `:set` changes them.
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
    var tls: TLSFacts?
    var message: Message?
    var recordPath: String?
    var recordProblem: String?
    var options: SessionOptions
    var phases: [Phase] = []
  }

  /// What copies have in common until one of them is changed.
  private final class Shared<Value: Sendable>: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  /// What was learned of the connection before is forgotten.
  package mutating func beginConnection() {
    connection = .connecting
    earlierProblems.formUnion(problems)
    problems = []
    change {
      $0.address = nil
      $0.tls = nil
      $0.phases = []
    }
  }

  /// An address has answered.
  package mutating func connected(to address: String, after duration: Int64) {
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

  /// How far a message has gone out of its file.
  package struct Progress: Sendable, Equatable {
    /// Octets of the file that were sent.
    package var sent: Int
    /// The file's octets.
    package var total: Int

    package init(sent: Int, total: Int) {
      self.sent = sent
      self.total = total
    }
  }

  /// A message that was sent, by which it is known again.
  package struct Message: Sendable, Equatable {
    /// The file's octets.
    package let size: Int
    /// SHA-256 of them, in hexadecimal.
    package let sha256: String

    package init(size: Int, sha256: String) {
      self.size = size
      self.sha256 = sha256
    }
  }

  /// A phase of a connection before its commands.
  package struct Phase: Sendable, Equatable {
    /// `DNS`, `TCP`, `TLS` or `greeting`.
    package let name: String
    /// Nanoseconds.
    package let duration: Int64

    package init(name: String, duration: Int64) {
      self.name = name
      self.duration = duration
    }
  }

  /// What went wrong.
  package struct Problems: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// No connection, a time-out, or a connection that broke.
    package static let connection = Problems(rawValue: 1)
    /// TLS could not be set up, failed, or was not trusted where it had to be.
    package static let tls = Problems(rawValue: 2)
    /// A file could not be read, or a line of the input was too long to send.
    package static let file = Problems(rawValue: 4)
    /// What was to be written could not be: a recording ended early, or one that was asked for was not made.
    package static let output = Problems(rawValue: 8)
  }

  /// A session that has not connected yet.
  package init(options: SessionOptions) { setting = Shared(Setting(options: options)) }

  /// Whether something is on its way that a script should wait for.
  package var isBusy: Bool {
    switch connection {
    case .closed: return false
    case .connecting, .handshaking: return true
    case .open: return wait != nil || progress != nil || isSplitting
    }
  }
}

/// News of a session.
package struct SessionUpdate: Sendable {
  /// Entries that are new, in order.
  package var entries: [TranscriptEntry]
  /// Lines of a reply whose end has not come.
  package var pendingLines: [[UInt8]]
  /// As it is behind those entries.
  package var status: SessionStatus
  /// About how many octets of memory it takes until somebody has dealt with it.
  package var weight: Int {
    entries.reduce(200 + pendingLines.count * 16) { $0 + $1.weight }
  }

  package init(entries: [TranscriptEntry], pendingLines: [[UInt8]], status: SessionStatus) {
    self.entries = entries
    self.pendingLines = pendingLines
    self.status = status
  }
}
