// Carries out a program on a session, and notes what passed. It never waits: whoever runs it tells it what is new and
// calls `advance`, which does all that can be done now. So the same runner serves a command that waits, hundreds of
// sessions on one thread, and a console where a person steps through a file.

import SessionFiles
import SMTP
import SMTPCore
import SMTPSession
import Transcript

import Glibc

/// Runs one file. A value that is not copied: a run happens once.
package struct FileRunner: ~Copyable {
  /// What a run does next.
  package enum State: Sendable, Equatable {
    /// Call again when the session has news, or at this time.
    case waiting(until: ContinuousClock.Instant?)
    /// It pauses in front of a step, as its pace wants it.
    case paused
    case done
  }

  /// How far a call of `advance` goes.
  package enum Pace: Sendable {
    case all
    /// One step: a line that is sent, or a command, with what is expected of it.
    case step
    /// Up to the next expectation that does not hold.
    case failure
  }

  private struct Stop: Error {
    let outcome: RunOutcome
  }

  private let session: Session
  private let program: SessionFileProgram
  private let options: RunOptions
  private var variables: Variables
  private var status: SessionStatus
  package private(set) var result: RunResult
  package var pace = Pace.all
  /// The instruction that comes next.
  private var position = 0
  /// Where it goes on instead of with the instruction that follows.
  private var jump: Int?
  /// How often each loop has gone round, by its instruction.
  private var rounds: [Int: Int] = [:]
  /// How often the open loops go round of which variables have said so, the innermost last.
  private var counts: [Int] = []
  /// The instructions of a command whose variables have their values by now, while it is carried out.
  private var made: [SessionFileProgram.Instruction]?
  private var isBegun = false
  private var isDone = false
  /// What stands at `position` has been allowed to begin.
  private var mayBegin = false
  private var failuresAtRest = 0
  private let started = ContinuousClock().now
  /// A moment, and the recording's time that it corresponds to; and the newest of its times.
  private var pacing: (start: ContinuousClock.Instant, recorded: Int64, newest: Int64)?
  private var wakeTime: ContinuousClock.Instant?
  /// Replies that no step has taken yet.
  private var waiting: [TranscriptEntry.Received] = []
  private var last: TranscriptEntry.Received?
  private var level = MatchLevel.code
  private var allowed: Set<Rule> = []
  /// Each once.
  private var found: [Rule] = []
  /// What was found when the file was recorded, and where it says so.
  private var recorded: [Rule: SourcePosition] = [:]
  private var pieceSize: Int?
  private var skipsWait = false
  /// The newest instruction that stands somewhere in the file.
  private var current: SessionFileProgram.Instruction?
  /// The newest lines that were sent, and their octets where variables had to be filled in.
  private var sent: [SessionFileProgram.Line] = []
  private var filled: [Outgoing] = []
  /// Messages out of files, those that have gone out whole.
  private var messagesSent = 0
  /// Their number when the newest `:data` began.
  private var messagesBefore = 0
  /// Steps begun.
  package private(set) var stepsBegun = 0
  /// Called with each expectation once it is known what became of it, before anything else is sent.
  package var onCheck: ((ExpectationResult) -> Void)?

  /// - Parameters:
  ///   - status: where the session stands, if it has begun already.
  package init(
    _ program: SessionFileProgram, _ session: Session, _ options: RunOptions, status: SessionStatus? = nil
  ) {
    self.session = session
    self.program = program
    self.options = options
    variables = options.variables
    self.status = status ?? SessionStatus(options: options.session)
    result = RunResult(file: program.file)
  }

  private var place: SourcePosition { current?.place ?? SourcePosition(file: program.file, line: 0, text: "") }

  /// The place of the step that comes next; nil at the end.
  package var next: SourcePosition? {
    for instruction in program.instructions[position...] {
      if case .begin = instruction.work { return shown(instruction.place) }
    }
    return nil
  }

  // MARK: Running

  /// Takes what has happened in the session.
  package mutating func receive(_ update: SessionUpdate) {
    status = update.status
    guard isBegun, !isDone, !update.entries.isEmpty else { return }
    result.store.append(update.entries)
    // By place: most entries are only looked at.
    for index in update.entries.indices {
      switch update.entries[index].content {
      case .received(let received): waiting.append(received)
      case .command(let text) where text.hasPrefix("connect "): forgetConnection()
      case .command(let text) where text.hasPrefix("data "): messagesSent += 1
      default: break
      }
      guard !update.entries[index].findings.isEmpty else { continue }
      let entry = update.entries[index]
      for finding in entry.findings {
        if !found.contains(finding.rule) { found.append(finding.rule) }
        if finding.severity == .error, !allowed.contains(finding.rule) {
          add(
            ExpectationResult(
              place: place(of: entry),
              failure: "a finding: \(NotationWriter.finding(finding, in: entry.subject).dropFirst(2))",
              differences: [], received: nil))
        }
      }
    }
  }

  /// A connection begins: nothing of the one before is part of it.
  private mutating func forgetConnection() {
    waiting.removeAll()
    last = nil
    sent.removeAll()
    filled.removeAll()
  }

  /// Where the line stands that an entry is about.
  private func place(of entry: TranscriptEntry) -> SourcePosition {
    guard case .sent(let line) = entry.content, let first = sent.first else { return place }
    let octets = line.octets + line.lineEnd
    let index = sent.indices.first { index in
      guard !filled.isEmpty else { return sent[index].literal == octets }
      return Shown(filled[index].octets, hiding: filled[index].secrets).octets == octets
    }
    return index.map { sent[$0].place } ?? first.place
  }

  /// Does everything that can be done now.
  package mutating func advance() -> State {
    if isDone { return .done }
    if !isBegun {
      isBegun = true
      if !variables.secrets.isEmpty { session.remember(secrets: variables.secrets) }
      // Nobody waits for the greeting here: a file may want to talk before it.
      if !program.connects, options.connects { session.connect(to: options.target) }
    }
    do {
      let instructions = program.instructions
      while position < instructions.count {
        let instruction = instructions[position]
        if case .begin = instruction.work, pauses {
          guard isSettled else { return .waiting(until: nil) }
          return .paused
        }
        if instruction.place.line > 0 { current = instruction }
        guard try perform(instruction) else { return .waiting(until: wakeTime) }
        wakeTime = nil
        position = jump ?? position + 1
        jump = nil
      }
      finish(.passed)
    } catch {
      finish(error.outcome)
    }
    return .done
  }

  /// Lets a run that pauses go on.
  package mutating func go(_ pace: Pace) {
    self.pace = pace
    mayBegin = true
    failuresAtRest = result.failed
  }

  /// Ends the run where it is.
  package mutating func interrupt() { if !isDone { finish(.interrupted) } }

  /// Whether the pace wants a rest in front of the step that comes next.
  private var pauses: Bool {
    // A message is one step.
    if mayBegin || status.phase == .mailText { return false }
    switch pace {
    case .all: return false
    case .step: return true
    case .failure: return result.failed > failuresAtRest
    }
  }

  private mutating func finish(_ outcome: RunOutcome) {
    isDone = true
    result.outcome = outcome == .passed && result.failed > 0 ? .failed : outcome
    let duration = ContinuousClock().now - started
    result.duration =
      duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
  }

  /// Runs a program to its end, waiting in poll(2) on the updates of its session.
  ///
  /// - Parameters:
  ///   - isInterrupted: whether the user wants to stop.
  ///   - news: called with everything that happens.
  package mutating func run(
    _ updates: UpdateQueue<SessionUpdate>, isInterrupted: () -> Bool = { false },
    news: (SessionUpdate) -> Void = { _ in }
  ) -> RunResult {
    while true {
      let state = advance()
      guard case .waiting(let time) = state else { break }
      var tick: Int32 = 100
      if let time { tick = max(0, min(tick, Int32((time - ContinuousClock().now) / .milliseconds(1)) + 1)) }
      var ready = pollfd(fd: updates.descriptor, events: Int16(POLLIN), revents: 0)
      poll(&ready, 1, tick)
      if isInterrupted() { interrupt() }
      for update in updates.drain() {
        receive(update)
        news(update)
      }
    }
    return result
  }

  // MARK: Waiting

  private var isHandled: Bool { status.handled >= session.requested }
  private var isSettled: Bool { isHandled && !status.isBusy }
  /// Whether a line can go out, whatever is owed: not in the middle of a handshake.
  private var isReachable: Bool {
    isHandled && status.connection != .connecting && status.connection != .handshaking
  }

  /// Whether a time has come; the first question sets it.
  private mutating func hasCome(_ time: ContinuousClock.Instant) -> Bool {
    let wanted = wakeTime ?? time
    wakeTime = wanted
    return ContinuousClock().now >= wanted
  }

  /// False: it has to wait.
  private mutating func perform(_ instruction: SessionFileProgram.Instruction) throws(Stop) -> Bool {
    switch instruction.work {
    case .begin:
      mayBegin = false
      stepsBegun += 1
    case .settle(let forgets):
      guard isSettled else { return false }
      if forgets { waiting.removeAll() }
    case .handled: return isHandled
    case .rest: return skipsWait ? isReachable : isSettled
    case .clear:
      if skipsWait {
        guard isReachable else { return false }
        skipsWait = false
      } else {
        guard isSettled else { return false }
        waiting.removeAll()
      }
    case .time(let time): return keepPace(time)
    case .sleep(let milliseconds): return hasCome(ContinuousClock().now + .milliseconds(milliseconds))
    case .write(let group): return try write(group)
    case .text(let group):
      // To a server that has refused DATA each line would be a command.
      guard status.connection != .open || status.phase == .mailText else {
        try check("the message is not sent: the server does not wait for one")
        return true
      }
      return try write(group, splitsFirstLine: true)
    case .expect(let expectation): return try expect(expectation)
    case .expectEnd: return try expectEnd()
    case .late(let command, let part): return try perform(command, part)
    case .rounds(let command):
      guard case .repeatTimes(let times)? = try make(command) else {
        jump = (program.instructions.endOfLoop(after: position) ?? position) + 1
        return true
      }
      counts.append(times)
    case .loop(let start, let times):
      let round = rounds[position, default: 1]
      if round < times ?? counts.last ?? 1 {
        rounds[position] = round + 1
        jump = start
      } else {
        rounds[position] = nil
        if times == nil { counts.removeLast() }
      }
    // What stands at the end of a program is carried out all the same.
    case .quit: jump = program.instructions.count - 2
    default: try carryOut(instruction.work)
    }
    return true
  }

  /// An instruction of a command with variables. They are filled in when the first of them has its turn.
  private mutating func perform(_ command: LateCommand, _ part: Int) throws(Stop) -> Bool {
    if made == nil {
      let parts = SessionFileProgram.instructions(of: command.shape, place).count
      guard let found = try make(command) else {
        jump = position - part + parts
        return true
      }
      let instructions = SessionFileProgram.instructions(of: found, place)
      guard instructions.count == parts else {
        try check(":\(command.name) is another command with these values")
        jump = position - part + parts
        return true
      }
      made = instructions
    }
    guard let made else { return true }
    guard try perform(made[part]) else { return false }
    if part == made.count - 1 { self.made = nil }
    return true
  }

  /// The command with its values; nil: it has none, and that was noted.
  private mutating func make(_ command: LateCommand) throws(Stop) -> SessionFileCommand? {
    do throws(LateCommand.Problem) {
      if !SessionFileCommands.isHidden(command.name), let name = variables.secret(in: command.variables) {
        throw LateCommand.Problem(
          text: "${\(name)} holds a secret", advice: "what :\(command.name) is told is shown")
      }
      return try command.command(variables)
    } catch {
      try check("\(error.text): \(error.advice)")
      return nil
    }
  }

  /// The time that a recording has for what follows; the first one is where the run began.
  private mutating func keepPace(_ time: Int64) -> Bool {
    guard options.keepsPace else { return true }
    // Where time goes back, another recorded session begins.
    var pacing = pacing ?? (started, time, time)
    if time < pacing.newest { pacing = (ContinuousClock().now, time, time) }
    pacing.newest = time
    self.pacing = pacing
    return hasCome(pacing.start + .nanoseconds(time - pacing.recorded))
  }

  // MARK: Sending

  private mutating func octets(_ line: WireLine) throws(Stop) -> Outgoing {
    do {
      var octets = try variables.fill(line.text)
      if line.hasCRLF { octets.append([ASCII.cr, ASCII.lf]) }
      return octets
    } catch {
      try check("${\(error.name)} has no value: \(error.advice)")
      throw Stop(outcome: .failed)
    }
  }

  /// - Parameters:
  ///   - splitsFirstLine: `:split` is about the first line of the group, not all of it.
  private mutating func write(_ group: SessionFileProgram.Group, splitsFirstLine: Bool = false) throws(Stop)
    -> Bool
  {
    try needsConnection()
    sent = group.lines
    filled.removeAll()
    if group.literal == nil { for line in group.lines { filled.append(try octets(line.wire)) } }
    let octets = group.literal.map { Outgoing($0) } ?? filled.reduce(into: Outgoing()) { $0.append($1) }
    let first = filled.first?.octets ?? group.lines.first?.literal
    session.sendRaw(
      octets, pieces: pieceSize.map { .init(size: $0, upTo: splitsFirstLine ? first?.count : nil) })
    pieceSize = nil
    return true
  }

  private mutating func needsConnection() throws(Stop) {
    guard status.connection != .open else { return }
    let isTLS = status.problems.contains(.tls)
    note(isTLS ? "not sent: TLS failed" : "not sent: there is no connection")
    throw Stop(outcome: isTLS ? .tls : .connection)
  }

  // MARK: Expecting

  private mutating func expect(_ expectation: Expectation) throws(Stop) -> Bool {
    if waiting.isEmpty {
      guard isHandled, status.connection == .closed || !status.isBusy else { return false }
      if status.connection == .closed {
        let isTLS = status.problems.contains(.tls)
        note(isTLS ? "no reply: TLS failed" : "no reply: the connection is closed")
        throw Stop(outcome: isTLS ? .tls : .connection)
      }
      // A server may refuse a chunk before it has all its octets; no wait runs until then.
      if case .chunk? = status.dialogue?.phase {
        let wait = Wait.row(for: .command(.bdat), override: status.options.timeout)
        guard hasCome(ContinuousClock().now + .seconds(wait.seconds)) else { return false }
        note("no reply came in time")
        throw Stop(outcome: .connection)
      }
      // A wait that is over without a reply leaves it owed.
      guard status.problems.contains(.connection), status.dialogue?.awaited != nil else {
        try check("the server owes no reply here")
        return true
      }
      note("no reply came in time")
      throw Stop(outcome: .connection)
    }
    let received = waiting.removeFirst()
    last = received
    var lines: [[UInt8]] = []
    for line in expectation.lines {
      do { lines.append(try variables.fill(line.line.text).octets) } catch {
        try check("${\(error.name)} has no value: \(error.advice)")
        return true
      }
    }
    let comparison = ReplyMatch.of(
      received.reply, to: received.context.answers, expectation.lines.map(\.codes), lines, expectation.patterns,
      level)
    try check(
      comparison.failure, comparison.differences, received)
    return true
  }

  /// The server closes by itself, or it gets ten seconds for it.
  private mutating func expectEnd() throws(Stop) -> Bool {
    if status.connection != .closed {
      guard isSettled, hasCome(ContinuousClock().now + .seconds(10)) else { return false }
    }
    try check(status.connection == .closed ? nil : "the server keeps the connection open")
    return true
  }

  // MARK: Doing

  private mutating func carryOut(_ work: SessionFileProgram.Work) throws(Stop) {
    switch work {
    case .assign(let name, let value):
      do {
        variables.set(
          name, try variables.fill(value))
      } catch {
        try check("\(error.name): \(error.advice)")
      }
    case .match(let level): self.level = level
    case .allow(let rules): allowed.formUnion(rules)
    case .recorded(let rule):
      recorded[rule] = place
      allowed.insert(rule)
    case .timeout(let seconds): session.set("timeout", seconds.map { "\($0)" } ?? "rfc")
    case .split(let size): pieceSize = size
    case .noWait: skipsWait = true
    case .drop: session.close()
    case .reset: session.reset()
    case .condition(let condition):
      if let newest = waiting.last { last = newest }
      try check(SessionFacts(status: status, last: last, found: found).failure(of: condition), [], last)
    case .capture(let name, let pattern): try capture(name, pattern)
    case .sendMessage(let file, let wantsDigest):
      try needsConnection()
      messagesBefore = messagesSent
      session.sendMessage(file: file, wantsDigest: wantsDigest)
    case .checkMessage(let file, let size, let sha256): try checkMessage(file, size, sha256)
    case .connect(let target):
      forgetConnection()
      pieceSize = nil
      skipsWait = false
      session.connect(to: options.target ?? target)
    case .authenticate(let mechanism, let user): try authenticate(mechanism, user)
    case .keepLastReply: keepLastReply()
    case .console(let command): CommandRunner.run(command, session)
    case .compareFindings: if options.isStrict { compareFindings() }
    case .begin, .settle, .handled, .rest, .clear, .time, .sleep, .write, .text, .expect, .expectEnd, .late,
      .rounds,
      .loop, .quit:
      return
    }
  }

  /// LMTP has a reply for each recipient that was accepted (RFC 2033 §4.2).
  private mutating func keepLastReply() {
    let answers = waiting.last?.context.answers
    let ends = answers == .endOfData ? waiting.reversed().prefix { $0.context.answers == answers }.count : 1
    if waiting.count > ends { waiting.removeFirst(waiting.count - ends) }
  }

  private mutating func checkMessage(_ file: String, _ size: Int?, _ sha256: String?) throws(Stop) {
    guard messagesSent > messagesBefore else {
      // Where the server has refused it, its reply says so.
      if status.problems.contains(.file) { try check("the message could not be sent") }
      return
    }
    let isOther = size.map { $0 != status.message?.size } ?? false
    if isOther || sha256.map({ $0 != status.message?.sha256 }) ?? false {
      try check(
        "\(Escaping.escape(file)) is not the message that was recorded: its \(isOther ? "size" : "SHA-256") is another"
      )
    }
  }

  private mutating func capture(_ name: String, _ pattern: Pattern) throws(Stop) {
    if let newest = waiting.last { last = newest }
    for index in last?.reply.lines.indices ?? 0..<0 {
      guard let line = last.map({ Array($0.reply.lineOctets(index)) }),
        let groups = pattern.firstMatch(in: line),
        let range = groups.dropFirst().compactMap({ $0 }).first ?? groups[0]
      else { continue }
      variables.set(name, Outgoing(Array(line[range])))
      return
    }
    try check(
      "\(Escaping.escape(pattern.source)) matches no line of the last reply, so \(name) has no value", [], last)
  }

  private mutating func authenticate(_ mechanism: SASLMechanism?, _ user: String?) throws(Stop) {
    try needsConnection()
    guard let mechanism = mechanism ?? CommandRunner.mechanism(status) else {
      return try check(CommandRunner.noMechanism)
    }
    guard let user, let password = variables.secrets["password"] else {
      return try check("write :auth MECHANISM USER; the password is ${secret:password}")
    }
    session.authenticate(mechanism, user: user, password: password.text)
  }

  // MARK: Checks

  private mutating func compareFindings() {
    for (rule, place) in recorded.sorted(by: { $0.value.line < $1.value.line }) where !found.contains(rule) {
      add(
        ExpectationResult(
          place: place, failure: "the finding \(rule.rawValue) was not made", differences: [], received: nil))
    }
    for rule in found.sorted(by: { $0.rawValue < $1.rawValue })
    where recorded[rule] == nil && !allowed.contains(rule) && rule.row.severity != .error {
      note("a finding that the file does not have: \(rule.rawValue)")
    }
  }

  private mutating func note(
    _ failure: String?, _ differences: [String] = [], _ received: TranscriptEntry.Received? = nil
  ) {
    add(ExpectationResult(place: place, failure: failure, differences: differences, received: received))
  }

  /// A place as it may be shown: a line of the file may hold the value of a secret, written out.
  private func shown(_ place: SourcePosition) -> SourcePosition {
    SourcePosition(file: place.file, line: place.line, text: variables.shown(place.text))
  }

  private mutating func add(_ check: ExpectationResult) {
    let (variables, masking) = (variables, status.masking)
    // What was expected may quote a login of the file, as the line itself may.
    func shown(_ text: String) -> String {
      let text = variables.shown(text)
      return masking?.scrub(text) ?? text
    }
    let check = ExpectationResult(
      place: self.shown(check.place), failure: check.failure.map(shown),
      differences: check.differences.map(shown), received: check.received)
    result.add(check)
    onCheck?(check)
  }

  private mutating func check(
    _ failure: String?, _ differences: [String] = [], _ received: TranscriptEntry.Received? = nil
  ) throws(Stop) {
    note(failure, differences, received)
    if failure != nil, !options.keepsGoing { throw Stop(outcome: .failed) }
  }
}

extension [SessionFileProgram.Instruction] {
  /// The end of the loop that begins in front of a place.
  fileprivate func endOfLoop(after place: Int) -> Int? {
    indices.first { index in
      if case .loop(let start, _) = self[index].work { start == place + 1 && index > place } else { false }
    }
  }
}
