// Carries out the steps of a session file on a session, and notes what held. It waits for each reply before the next
// line, as RFC 5321 wants it, unless the file says otherwise.

import SMTP
import SMTPSession
import SMTPTransport
import Transcript

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One expectation, and what became of it.
package struct Check: Sendable {
  package let place: Place
  /// Nil when it held.
  package let failure: String?
  package let differences: [String]
  /// The reply it is about.
  package let received: TranscriptEntry.Received?
}

/// What a run came to.
package enum RunOutcome: Sendable {
  case held, failed, connection, tls, interrupted
}

/// A run of one file.
package struct RunResult: Sendable {
  package let file: String
  /// Those that failed or differed, and the first of those that held.
  package private(set) var checks: [Check] = []
  /// All of them.
  package private(set) var expectations = 0
  package var outcome = RunOutcome.held
  /// Nanoseconds.
  package var duration: Int64 = 0
  /// The newest entries of the conversation.
  package var store = TranscriptStore(limit: 20_000)

  package init(file: String) { self.file = file }

  mutating func add(_ check: Check) {
    expectations += 1
    if check.failure != nil || checks.count < 10_000 { checks.append(check) }
  }

  package var failures: [Check] { checks.filter { $0.failure != nil } }
}

/// How files are run.
package struct RunOptions: Sendable {
  /// Instead of every server that a file names.
  package var target: Target?
  package var session = SessionOptions()
  package var variables = Variables()
  /// Findings have to be those that the file has.
  package var isStrict = false
  /// Go on behind an expectation that failed.
  package var keepsGoing = false

  package init() {}
}

/// Runs one file.
package final class ScriptRunner {
  private struct Stop: Error {
    let outcome: RunOutcome
  }

  private let session: Session
  private let mailbox: Mailbox
  private let options: RunOptions
  private let isInterrupted: () -> Bool
  private let news: ([TranscriptEntry]) -> Void
  private var variables: Variables
  private var status: SessionStatus
  private var result: RunResult
  /// Replies that no step has taken yet.
  private var waiting: [TranscriptEntry.Received] = []
  private var last: TranscriptEntry.Received?
  private var level = MatchLevel.code
  private var allowed: Set<Rule> = []
  private var found: Set<Rule> = []
  /// What was found when the file was recorded, and where it says so.
  private var recorded: [Rule: Place] = [:]
  private var pieceSize: Int?
  private var skipsWait = false
  private var place: Place
  /// Where the newest line that was sent stands.
  private var sentPlace: Place

  /// - Parameters:
  ///   - isInterrupted: whether the user wants to stop.
  ///   - news: called with everything that happens.
  package init(
    _ file: String, _ session: Session, _ mailbox: Mailbox, _ options: RunOptions,
    isInterrupted: @escaping () -> Bool, news: @escaping ([TranscriptEntry]) -> Void
  ) {
    self.session = session
    self.mailbox = mailbox
    self.options = options
    self.isInterrupted = isInterrupted
    self.news = news
    variables = options.variables
    status = SessionStatus(options: options.session)
    result = RunResult(file: file)
    place = Place(file: file, line: 0, text: "")
    sentPlace = place
  }

  /// Carries out the steps.
  package func run(_ steps: [Step]) -> RunResult {
    let started = ContinuousClock().now
    session.remember(secrets: variables.secrets)
    do {
      // Nobody waits for the greeting here: a file may want to talk before it.
      if !Self.connects(steps) { session.connect(to: options.target) }
      try carryOut(steps)
      try settle()
      if options.isStrict { compareFindings() }
    } catch {
      result.outcome = error.outcome
    }
    if result.outcome == .held, !result.failures.isEmpty { result.outcome = .failed }
    let duration = ContinuousClock().now - started
    result.duration =
      duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    return result
  }

  /// Whether the file itself says where to connect, before it says anything else.
  package static func connects(_ steps: [Step]) -> Bool {
    for step in steps {
      switch step {
      case .command(_, .console(.connect)): return true
      case .command, .finding: continue
      case .repeated(_, _, let inner): return connects(inner)
      case .send, .expect, .expectEnd, .pipeline: return false
      }
    }
    return false
  }

  private func compareFindings() {
    for (rule, place) in recorded.sorted(by: { $0.value.line < $1.value.line }) where !found.contains(rule) {
      result.add(
        Check(
          place: place, failure: "the finding \(rule.rawValue) was not made", differences: [], received: nil))
    }
    for rule in found.sorted(by: { $0.rawValue < $1.rawValue })
    where recorded[rule] == nil && !allowed.contains(rule) && rule.row.severity != .error {
      note("a finding that the file does not have: \(rule.rawValue)")
    }
  }

  // MARK: Steps

  private func carryOut(_ steps: [Step]) throws(Stop) {
    for step in steps {
      switch step {
      case .send(let place, let line):
        self.place = place
        try send(line)
      case .expect(let place, let expectation):
        self.place = place
        try expect(expectation)
      case .expectEnd(let place):
        self.place = place
        try wait {
          self.status.connection == .closed || (!self.status.isBusy && self.isHandled && !self.mayEnd)
        }
        try check(status.connection == .closed ? nil : "the server keeps the connection open")
      case .command(let place, let command):
        self.place = place
        try carryOut(command)
      case .finding(let place, let rule):
        recorded[rule] = place
        allowed.insert(rule)
      case .pipeline(let place, let inner):
        self.place = place
        try sendGroup(inner)
      case .repeated(let place, let count, let inner):
        self.place = place
        for _ in 0..<count { try carryOut(inner) }
      }
    }
  }

  /// The server may still close: it has said 221 or 421, or it gets ten seconds.
  private var mayEnd: Bool {
    guard status.connection == .open else { return false }
    if endDeadline == nil { endDeadline = ContinuousClock().now + .seconds(10) }
    return endDeadline.map { ContinuousClock().now < $0 } ?? false
  }

  private var endDeadline: ContinuousClock.Instant?

  private func octets(_ line: WireLine) throws(Stop) -> [UInt8] {
    do {
      return try variables.fill(line.text) + (line.hasCRLF ? [ASCII.cr, ASCII.lf] : [])
    } catch {
      try check("${\(error.name)} has no value: \(error.advice)")
      throw Stop(outcome: .failed)
    }
  }

  private func send(_ line: WireLine) throws(Stop) {
    let octets = try octets(line)
    try prepareToSend()
    guard let size = pieceSize else { return session.sendRaw(octets) }
    pieceSize = nil
    var rest = octets[...]
    while !rest.isEmpty {
      session.sendRaw(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
      try pause(20)
    }
  }

  private func sendGroup(_ steps: [Step]) throws(Stop) {
    var group: [UInt8] = []
    for case .send(_, let line) in steps { group += try octets(line) }
    try prepareToSend()
    session.sendRaw(group)
    let others = steps.filter { step in if case .send = step { false } else { true } }
    try carryOut(others)
  }

  /// Waits for what is owed, unless the file does not want to.
  private func prepareToSend() throws(Stop) {
    if skipsWait {
      skipsWait = false
      try wait { self.isHandled && self.status.connection != .connecting }
    } else {
      try settle()
      // Replies that no S: line is about are all right, whatever they say.
      waiting.removeAll()
    }
    try needsConnection()
    sentPlace = place
  }

  private func needsConnection() throws(Stop) {
    guard status.connection != .open else { return }
    let isTLS = status.problems.contains(.tls)
    note(isTLS ? "not sent: TLS failed" : "not sent: there is no connection")
    throw Stop(outcome: isTLS ? .tls : .connection)
  }

  private func expect(_ expectation: Expectation) throws(Stop) {
    try wait {
      !self.waiting.isEmpty || (self.isHandled && (self.status.connection == .closed || !self.status.isBusy))
    }
    guard !waiting.isEmpty else {
      if status.connection == .closed {
        let isTLS = status.problems.contains(.tls)
        note(isTLS ? "no reply: TLS failed" : "no reply: the connection is closed")
        throw Stop(outcome: isTLS ? .tls : .connection)
      }
      note(status.problems.contains(.connection) ? "no reply came in time" : "the server owes no reply here")
      throw Stop(outcome: status.problems.contains(.connection) ? .connection : .failed)
    }
    let received = waiting.removeFirst()
    last = received
    var lines: [[UInt8]] = []
    for line in expectation.lines {
      do { lines.append(try variables.fill(line.line.text)) } catch {
        try check("${\(error.name)} has no value: \(error.advice)")
        return
      }
    }
    let comparison = Comparison.of(
      received.reply, to: received.context.asked, expectation.lines.map(\.codes), lines, expectation.patterns,
      level)
    try check(comparison.failure, comparison.differences, received)
  }

  // MARK: Commands

  private func carryOut(_ command: ScriptCommand) throws(Stop) {
    switch command {
    case .session, .end, .include, .pipeline, .repeatTimes: return
    case .assign(let name, let value):
      do { variables.set(name, try variables.fill(value)) } catch {
        try check("\(error.name): \(error.advice)")
      }
    case .match(let level): self.level = level
    case .allow(let rules): allowed.formUnion(rules)
    case .pause(let milliseconds):
      try settle()
      try pause(milliseconds)
    case .timeout(let seconds): session.set("timeout", seconds.map { "\($0)" } ?? "rfc")
    case .split(let size): pieceSize = size
    case .noWait: skipsWait = true
    case .drop:
      try wait { self.isHandled }
      session.close()
    case .reset:
      try wait { self.isHandled }
      session.reset()
    case .expect(let condition):
      try settle()
      if let newest = waiting.last { last = newest }
      try check(Facts(status: status, last: last, found: found).failure(of: condition), [], last)
    case .capture(let name, let pattern): try capture(name, pattern)
    case .data(let file, let size, let digest):
      try settle()
      waiting.removeAll()
      try needsConnection()
      session.sendMessage(file: file)
      try settle()
      if status.problems.contains(.file) { try check("the message could not be sent") }
      let isOther = size.map { $0 != status.message?.size } ?? false
      if isOther || digest.map({ $0 != status.message?.sha256 }) ?? false {
        try check(
          "\(Escaping.escape(file)) is not the message that was recorded: its \(isOther ? "size" : "SHA-256") is another"
        )
      }
    case .console(let command): try carryOut(command)
    }
  }

  private func capture(_ name: String, _ pattern: Pattern) throws(Stop) {
    try settle()
    if let newest = waiting.last { last = newest }
    for index in last?.reply.lines.indices ?? 0..<0 {
      guard let line = last.map({ Array($0.reply.lineOctets(index)) }),
        let groups = pattern.firstMatch(in: line),
        let range = groups.dropFirst().compactMap({ $0 }).first ?? groups[0]
      else { continue }
      variables.set(name, Array(line[range]))
      return
    }
    try check(
      "\(Escaping.escape(pattern.source)) matches no line of the last reply, so \(name) has no value", [], last)
  }

  private func carryOut(_ command: ConsoleCommand) throws(Stop) {
    switch command {
    case .connect(let target):
      try settle()
      waiting.removeAll()
      session.connect(to: options.target ?? target)
    case .quit: return
    case .auth(let mechanism, let user):
      try settle()
      waiting.removeAll()
      try needsConnection()
      guard let mechanism = CommandRunner.mechanism(mechanism, status) else {
        return try check("no mechanism that both sides have: PLAIN, LOGIN, CRAM-MD5")
      }
      guard let user, let password = variables.secrets["password"] else {
        return try check("write :auth MECHANISM USER; the password is ${secret:password}")
      }
      session.authenticate(mechanism, user: user, password: password.text)
      try settle()
      // The replies to the exchange's own lines are of one piece: the last one tells.
      if waiting.count > 1 { waiting.removeFirst(waiting.count - 1) }
    default:
      try settle()
      CommandRunner.run(command, session)
    }
  }

  // MARK: Checks

  private func note(
    _ failure: String?, _ differences: [String] = [], _ received: TranscriptEntry.Received? = nil
  ) {
    result.add(Check(place: place, failure: failure, differences: differences, received: received))
  }

  private func check(
    _ failure: String?, _ differences: [String] = [], _ received: TranscriptEntry.Received? = nil
  ) throws(Stop) {
    note(failure, differences, received)
    if failure != nil, !options.keepsGoing { throw Stop(outcome: .failed) }
  }

  // MARK: Waiting

  private var isHandled: Bool { status.handled >= session.requested }

  /// Until nothing is on its way.
  private func settle() throws(Stop) {
    try wait { self.isHandled && !self.status.isBusy }
    endDeadline = nil
  }

  private func pause(_ milliseconds: Int) throws(Stop) {
    let end = ContinuousClock().now + .milliseconds(milliseconds)
    try wait(tick: Int32(min(milliseconds, 100))) { ContinuousClock().now >= end }
  }

  private func wait(tick: Int32 = 100, until isDone: () -> Bool) throws(Stop) {
    while true {
      take()
      if isDone() { return }
      if isInterrupted() { throw Stop(outcome: .interrupted) }
      var ready = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
      poll(&ready, 1, tick)
    }
  }

  private func take() {
    for update in mailbox.take() {
      status = update.status
      guard !update.entries.isEmpty else { continue }
      result.store.append(update.entries)
      news(update.entries)
      for entry in update.entries {
        if case .received(let received) = entry.content { waiting.append(received) }
        for finding in entry.findings {
          found.insert(finding.rule)
          if finding.severity == .error, !allowed.contains(finding.rule) {
            let isSent = if case .sent = entry.content { true } else { false }
            result.add(
              Check(
                place: isSent ? sentPlace : place,
                failure: "a finding: \(NotationForm.finding(finding).dropFirst(2))",
                differences: [], received: nil))
          }
        }
      }
    }
  }
}
