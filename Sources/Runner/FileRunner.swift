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

  struct Stop: Error {
    let outcome: RunOutcome
  }

  let session: Session
  let program: SessionFileProgram
  let options: RunOptions
  var variables: Variables
  var status: SessionStatus
  /// What the run has come to so far; final when it is done.
  package internal(set) var result: RunResult
  /// How far the next call of `advance` goes.
  package var pace = Pace.all
  /// The instruction that comes next.
  var position = 0
  /// Where it goes on instead of with the instruction that follows.
  var jump: Int?
  /// How often each loop has gone round, by its instruction.
  var rounds: [Int: Int] = [:]
  /// How often the open loops go round of which variables have said so, the innermost last.
  var counts: [Int] = []
  /// Rounds of all loops so far.
  var roundsDone = 0
  /// Instructions that a call of `advance` carries out before others have their turn.
  private static let atOnce = 10_000
  /// The instructions of a command whose variables have their values by now, while it is carried out.
  var made: [SessionFileProgram.Instruction]?
  var isBegun = false
  var isDone = false
  /// What stands at `position` has been allowed to begin.
  var mayBegin = false
  var failuresAtRest = 0
  let started = ContinuousClock().now
  /// A moment, and the recording's time that it corresponds to; and the newest of its times.
  var pacing: (start: ContinuousClock.Instant, recorded: Int64, newest: Int64)?
  var wakeTime: ContinuousClock.Instant?
  /// Replies that no step has taken yet.
  var waiting: [TranscriptEntry.Received] = []
  var last: TranscriptEntry.Received?
  var level = MatchLevel.code
  var allowed: Set<Rule> = []
  /// Each once.
  var found: [Rule] = []
  /// What was found when the file was recorded, and where it says so.
  var recorded: [Rule: SourcePosition] = [:]
  var pieceSize: Int?
  var skipsWait = false
  /// The newest instruction that stands somewhere in the file.
  var current: SessionFileProgram.Instruction?
  /// The newest lines that were sent, and their octets where variables had to be filled in.
  var sent: [SessionFileProgram.Line] = []
  var filled: [Outgoing] = []
  /// Messages out of files, those that have gone out whole.
  var messagesSent = 0
  /// Their number when the newest `:data` began.
  var messagesBefore = 0
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

  var place: SourcePosition { current?.place ?? SourcePosition(file: program.file, line: 0, text: "") }

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
  mutating func forgetConnection() {
    waiting.removeAll()
    last = nil
    sent.removeAll()
    filled.removeAll()
  }

  /// Where the line stands that an entry is about.
  func place(of entry: TranscriptEntry) -> SourcePosition {
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
      var rest = Self.atOnce
      while position < instructions.count {
        // A loop in which nothing waits may take long: whoever wants to stop it has to be heard.
        rest -= 1
        if rest < 0 { return .waiting(until: ContinuousClock().now + .milliseconds(1)) }
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
      if let text = missingOctets {
        note(text)
        finish(.connection)
      } else {
        finish(.passed)
      }
    } catch {
      finish(error.outcome)
    }
    return .done
  }

  /// What is said of a chunk whose octets have not all been sent; nil: there is none.
  var missingOctets: String? {
    guard status.connection == .open, let chunk = status.dialogue?.openChunk else { return nil }
    return Event.chunkStopped(announced: chunk.announced, sent: chunk.sent).text
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
  var pauses: Bool {
    // A message is one step.
    if mayBegin || status.phase == .mailText { return false }
    switch pace {
    case .all: return false
    case .step: return true
    case .failure: return result.failed > failuresAtRest
    }
  }

  mutating func finish(_ outcome: RunOutcome) {
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
        session.took(update)
      }
    }
    return result
  }

  // MARK: Waiting

  var isHandled: Bool { status.handled >= session.requested }
  var isSettled: Bool { isHandled && !status.isBusy }
  /// Whether a line can go out, whatever is owed: not in the middle of a handshake.
  var isReachable: Bool {
    isHandled && status.connection != .connecting && status.connection != .handshaking
  }

  /// Whether a time has come; the first question sets it.
  mutating func hasCome(_ time: ContinuousClock.Instant) -> Bool {
    let wanted = wakeTime ?? time
    wakeTime = wanted
    return ContinuousClock().now >= wanted
  }

  /// False: it has to wait.
  mutating func perform(_ instruction: SessionFileProgram.Instruction) throws(Stop) -> Bool {
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
        roundsDone += 1
        guard roundsDone <= SessionFileLoader.mostRounds else {
          note("more than \(SessionFileLoader.mostRounds) rounds of :repeat in all")
          throw Stop(outcome: .failed)
        }
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
  mutating func perform(_ command: LateCommand, _ part: Int) throws(Stop) -> Bool {
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
  mutating func make(_ command: LateCommand) throws(Stop) -> SessionFileCommand? {
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
  mutating func keepPace(_ time: Int64) -> Bool {
    guard options.keepsPace else { return true }
    // Where time goes back, another recorded session begins.
    var pacing = pacing ?? (started, time, time)
    if time < pacing.newest { pacing = (ContinuousClock().now, time, time) }
    pacing.newest = time
    self.pacing = pacing
    return hasCome(pacing.start + .nanoseconds(time - pacing.recorded))
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
