// Plain mode: a line at a time on any terminal or pipe. Each line waits for the reply to the one before it.

import NetworkFacts
import Platform
import Runner
import SMTP
import SMTPCore
import SMTPSession
import SessionFiles
import Transcript

import Glibc

/// The front end without a screen.
struct PlainFront {
  private let session: Session
  private let updates: UpdateQueue<SessionUpdate>
  private let format: PlainFormat
  /// Somebody types: there is a prompt, and the guard asks.
  private let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
  private var status: SessionStatus
  private var store = TranscriptStore()
  private var input = LineReader(descriptor: STDIN_FILENO)
  private var held: [UInt8]?
  /// What was wrong with files and commands, of which the session knows nothing.
  private var problems: SessionStatus.Problems = []
  private var outputIsGone = false
  private var isPrompting = false
  /// A session file did not get what it expects.
  private var hasFailedRun = false

  init(
    _ session: Session, _ updates: UpdateQueue<SessionUpdate>, _ options: SessionOptions, format: PlainFormat
  ) {
    self.session = session
    self.updates = updates
    self.format = format
    status = SessionStatus(options: options)
  }

  /// Runs until the input ends, somebody quits, or nobody reads the output any more.
  func run() -> ExitStatus {
    var front = self
    let exit = front.loop()
    guard let problem = front.status.recordProblem else { return exit }
    Output.complain("smtpscope: \(problem)\n")
    return exit == .interrupted ? exit : .output
  }

  private mutating func loop() -> ExitStatus {
    let interrupts = InterruptWatch()
    while true {
      receive()
      if outputIsGone { return .output }
      if interrupts.drain() {
        if status.isBusy, isInteractive {
          session.interrupt()
        } else {
          interrupts.leave()
          return .interrupted
        }
      }
      let mayRead = !status.isBusy && status.handled >= session.requested
      if mayRead {
        switch input.next() {
        case .line(let line):
          isPrompting = false
          if !handle(line) { return finish() }
          continue
        case .tooLong:
          print(["! line-too-long: a line of more than \(Limits.sentLine) octets was left out"])
          problems.insert(.file)
          continue
        case .wide(let encoding):
          print(["! the input is \(encoding), and nothing of it was sent: \(TextEncoding.advice)"])
          problems.insert(.file)
          return finish()
        case .end: return finish()
        case .none: prompt()
        }
      }
      wait(forInput: mayRead)
    }
  }

  private mutating func finish() -> ExitStatus {
    receive()
    // The end of the connection is the last that is said; its own end is no reason to wait long.
    session.close()
    let latest = ContinuousClock().now + .seconds(2)
    while status.handled < session.requested, !outputIsGone, ContinuousClock().now < latest {
      wait(forInput: false)
      receive()
    }
    var last = status
    last.problems.formUnion(problems)
    let exit = ExitStatus(last)
    return exit == .ok && hasFailedRun ? .refused : exit
  }

  private mutating func prompt() {
    guard isInteractive, !isPrompting else { return }
    isPrompting = true
    write(status.phase == .mailText ? "C> " : "C: ")
  }

  private func wait(forInput: Bool) {
    var polls = [pollfd(fd: updates.descriptor, events: Int16(POLLIN), revents: 0)]
    if forInput { polls.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
    // A signal ends the wait; one that comes just before it is seen a second later.
    _ = poll(&polls, nfds_t(polls.count), 1000)
  }

  private mutating func receive() {
    for update in updates.drain() {
      show(update)
      session.took(update)
    }
  }

  private mutating func show(_ update: SessionUpdate) {
    status = update.status
    if !update.entries.isEmpty, isPrompting {
      write("\n")
      isPrompting = false
    }
    store.append(update.entries)
    var lines: [String] = []
    for entry in update.entries {
      switch format {
      case .text: lines += NotationWriter.annotated(entry)
      case .json: lines.append(JSONWriter.line(entry))
      }
    }
    if !lines.isEmpty { write(lines.joined(separator: "\n") + "\n") }
  }

  // MARK: Lines

  /// False: leave.
  private mutating func handle(_ line: [UInt8]) -> Bool {
    let isText = status.phase == .mailText
    if isInteractive {
      if !isText, line.isEmpty, let held {
        self.held = nil
        return carryOut(held, isText, isHeld: true)
      }
      if holds(line, isText) { return true }
    }
    return carryOut(line, isText)
  }

  /// Whether the guard holds a line back, as it or what a command sends breaks something.
  private mutating func holds(_ line: [UInt8], _ isText: Bool) -> Bool {
    let isHeld = held == line
    held = nil
    var sent = line
    if !isText, line.first == UInt8(ascii: "#") { return false }
    if !isText, line.first == ASCII.colon {
      let text = String(decoding: line.dropFirst(), as: UTF8.self)
      guard case .success(let command) = CommandTable.parse(text), let its = command.line else { return false }
      sent = its
    }
    // In a message only the dot asks, and only where that makes one of a text that broke off.
    if isText, line != [ASCII.dot] { return false }
    let findings = status.connection == .open ? status.dialogue.map { $0.check($0.read(sent)) } ?? [] : []
    guard !isHeld, findings.contains(where: { $0.severity > .notice }) else { return false }
    let again = isText ? "the dot again" : "Enter"
    print(findings.map { NotationWriter.finding($0, in: .line(sent)) } + ["* \(again) sends it all the same"])
    held = line
    return true
  }

  /// False: leave.
  ///
  /// - Parameters:
  ///   - isHeld: the guard has held it, and somebody wants it all the same.
  private mutating func carryOut(_ line: [UInt8], _ isText: Bool, isHeld: Bool = false) -> Bool {
    if !isText, line.first == ASCII.colon {
      return command(String(decoding: line.dropFirst(), as: UTF8.self), isHeld: isHeld)
    }
    if !isText, line.first == UInt8(ascii: "#") {
      session.note(remark: String(decoding: line.dropFirst().drop { $0 == ASCII.space }, as: UTF8.self))
      return true
    }
    send(line)
    return true
  }

  private mutating func send(_ line: [UInt8]) {
    session.send([Outgoing(line)])
  }

  /// - Parameters:
  ///   - isHeld: the guard has held it, and somebody wants it all the same.
  private mutating func command(_ text: String, isHeld: Bool = false) -> Bool {
    let command: ConsoleCommand
    switch CommandTable.parse(text) {
    case .success(let parsed): command = parsed
    case .failure(let problem):
      print(["! \(problem.text): \(problem.advice)"])
      problems.insert(.file)
      return true
    }
    switch command {
    case .quit: return false
    case .caps: print(InfoPages.capabilities(status))
    case .tls: print(InfoPages.tls(status))
    case .timing: print(InfoPages.timing(status, store.entries))
    case .explain(let topic): print(InfoPages.explain(topic, last: store.lastReply))
    case .help(let name): print(InfoPages.help(name))
    case .set(let name, nil): print(InfoPages.settings(status.options, name))
    case .save(let path), .saveScreen(let path):
      do throws(FileProblem) {
        try TextFile.create(path, store.notation())
        print(["saved in \(path)"])
      } catch {
        print(["! \(error)"])
        problems.insert(.output)
      }
    case .auth(let mechanism, let user):
      if mayLogIn(mechanism, user, isHeld: isHeld) { authenticate(mechanism, user) }
    case .run(nil, _): print(["which file? :run FILE"])
    case .run(let file?, let server): run(file, server)
    case .compare(let file): compare(file)
    default:
      CommandRunner.run(command, session)
    }
    return true
  }

  /// Runs all of a file.
  private mutating func run(_ file: String, _ server: Target?) {
    var prepared: FileRun
    do throws(FileRun.Refusal) { prepared = try FileRun(file, server: server, status) } catch {
      print(error.lines + ["nothing was sent"])
      problems.insert(.file)
      return
    }
    if !prepared.warnings.isEmpty { print(prepared.warnings) }
    for name in prepared.missingSecrets {
      guard let secret = PasswordPrompt.ask("secret \(name): ") else {
        print(["no secret \(name): set \(Variables.environmentName(secret: name)), or use a terminal"])
        return
      }
      prepared.give(secret: name, secret)
    }
    // A remark: what it sends is in the recording, and would be sent twice.
    session.note(remark: ":run \(file)")
    var runner = prepared.runner(session, status, .all)
    runner.onCheck = { [session] check in
      if let event = FileRun.event(check) { session.note(event: event) }
    }
    let interrupts = InterruptWatch()
    let result = runner.run(updates, isInterrupted: interrupts.drain) { show($0) }
    session.note(event: FileRun.event(result))
    if result.outcome == .failed { hasFailedRun = true }
  }

  private mutating func compare(_ path: String) {
    switch RecordingDiff.pair(path, session: store.notation()) {
    case .failure(let problems):
      print(problems.list.flatMap { "\($0)".split(separator: "\n").map(String.init) })
      self.problems.insert(.file)
    case .success(let (recorded, mine)):
      let differences = RecordingDiff.differences(recorded, mine)
      print(differences.isEmpty ? ["nothing differs"] : RecordingDiff.lines(differences))
    }
  }

  /// What the guard says to a login: a person is asked, a script gets no login over a connection that is not encrypted.
  private mutating func mayLogIn(_ mechanism: SASLMechanism?, _ user: String?, isHeld: Bool) -> Bool {
    let isClear = LoginGuard.needsConsent(status)
    if !isInteractive, isClear {
      print(["! " + LoginGuard.refusal])
      problems.insert(.file)
      return false
    }
    guard isInteractive, !isHeld, let user, let mechanism = mechanism ?? CommandRunner.mechanism(status) else {
      return true
    }
    let findings = LoginGuard.findings(mechanism, status)
    guard isClear || findings.contains(where: { $0.severity > .notice }) else { return true }
    held = Array(CommandTable.login(mechanism, user: user).utf8)
    print(findings.map { NotationWriter.finding($0, in: .line(LoginGuard.line(mechanism))) })
    let first = LoginGuard.canStartTLS(status) ? "STARTTLS first? " : ""
    print([(isClear ? "\(LoginGuard.question) \(first)" : "") + "Enter logs in all the same"])
    return false
  }

  private mutating func authenticate(_ mechanism: SASLMechanism?, _ user: String?) {
    guard let user, !user.isEmpty else { return print(["which user? :auth MECHANISM USER"]) }
    guard let mechanism = mechanism ?? CommandRunner.mechanism(status) else {
      return print([CommandRunner.noMechanism])
    }
    guard
      let password = Environment.secret("SMTPSCOPE_PASSWORD")
        ?? PasswordPrompt.ask("password of \(Escaping.escape(user)): ")
    else { return print(["no password: set SMTPSCOPE_PASSWORD, or use a terminal"]) }
    // A remark: what it sends is in the recording, and would be sent twice.
    session.note(remark: CommandTable.login(mechanism, user: user))
    session.authenticate(mechanism, user: user, password: password)
  }

  // MARK: Output

  /// Lines of ours, as remarks of the notation or as events in JSON.
  private mutating func print(_ lines: [String]) {
    switch format {
    case .text:
      write(lines.map { ($0.hasPrefix("!") || $0.hasPrefix("*") ? $0 : "* " + $0) + "\n" }.joined())
    case .json:
      let value = JSONValue.object([
        ("type", .string("output")), ("lines", .array(lines.map(JSONValue.string))),
      ])
      write(value.text + "\n")
    }
  }

  private mutating func write(_ text: String) {
    if !Output.write(text) { outputIsGone = true }
  }
}
