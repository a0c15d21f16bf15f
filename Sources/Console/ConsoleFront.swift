// The console's loop: waits for keys, news and signals; feeds them to `update`; carries the effects out; paints
// what `view` gives. Waits without a timer unless something is being waited for.

import CNcurses
import Platform
import SessionFiles
import SMTP
import SMTPCore
import SMTPSession
import Transcript

import Glibc

/// Why the console could not open.
package enum NoTerminal: Error, CustomStringConvertible {
  case noTerminal
  /// ncurses does not know the terminal that $TERM names.
  case unknownTerminal(String)
  /// ncurses cannot be opened; the loader's words.
  case noLibrary(String)

  package var description: String {
    switch self {
    case .noTerminal: return "there is no terminal to draw on; --plain works without one"
    case .unknownTerminal(let name):
      return "the screen library knows no terminal called \"\(name)\" (TERM); --plain works without it, "
        + "or install ncurses-term, or try TERM=xterm-256color"
    case .noLibrary(let problem):
      return "the screen needs ncurses, which cannot be opened: \(problem); --plain works without it, "
        + "or install libncursesw6 (Debian, Ubuntu), ncurses-libs (Fedora) or ncurses (Arch)"
    }
  }
}

/// The front end with a screen.
@MainActor
package final class ConsoleFront {
  private let session: Session
  private let updates: UpdateQueue<SessionUpdate>
  private let terminal: Terminal
  private let history: HistoryFile
  private let runs: RunController
  private let archive: RecordingArchive?
  private var model: Model
  private var isLeaving = false
  /// The clock that the session's times go by: set by the newest entry.
  private var clockOffset: Int64 = 0

  private init(
    _ session: Session, _ updates: UpdateQueue<SessionUpdate>, _ options: SessionOptions, theme: Theme,
    tour: Bool,
    recording: Bool, isReading: Bool, archive: RecordingArchive?
  ) throws {
    self.session = session
    self.archive = archive
    self.updates = updates
    runs = RunController(session)
    history = HistoryFile(isOn: recording)
    model = Model(options: options, history: History(history.load()), tour: tour ? Tour() : nil)
    if isReading { model.focus = .transcript }
    terminal = try Terminal(theme: theme)
    if archive != nil { carryOut(.archive(.around(.max, .last))) }
  }

  /// Runs the console until somebody leaves, or a signal ends it.
  ///
  /// - Parameters:
  ///   - isReading: keys move in the transcript at first, as there is a recording to be read.
  ///   - archive: a recording that is looked at through a window.
  /// - Returns: the session's last status, and the signal that ended it.
  package static func run(
    _ session: Session, _ updates: UpdateQueue<SessionUpdate>, _ options: SessionOptions, theme: Theme,
    tour: Bool,
    recording: Bool, isReading: Bool = false, archive: RecordingArchive? = nil
  ) throws -> (status: SessionStatus, signal: Int32?) {
    let front = try ConsoleFront(
      session, updates, options, theme: theme, tour: tour, recording: recording, isReading: isReading,
      archive: archive)
    let signal = front.loop()
    front.keepTyped()
    return (front.model.status, signal)
  }

  /// What was typed last is kept once the session has taken it, which takes no time worth speaking of.
  private func keepTyped() {
    let latest = ContinuousClock().now + .milliseconds(500)
    while !model.typed.isEmpty, ContinuousClock().now < latest {
      var descriptor = pollfd(fd: updates.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&descriptor, 1, 100)
      for update in updates.drain() {
        handle(.session(update))
        session.took(update)
      }
    }
  }

  private func loop() -> Int32? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    cnc_watch_signals(ends[1])
    defer {
      terminal.close()
      cnc_watch_signals(-1)
      Glibc.close(ends[0])
      Glibc.close(ends[1])
    }
    model.size = terminal.size
    paint()
    while !isLeaving {
      var polls = [
        pollfd(fd: terminal.input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: updates.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0),
      ]
      let isWaiting =
        model.status.connection == .open && (model.status.wait != nil || model.status.progress != nil)
      var timeout: Int32 = isWaiting ? 1000 : -1
      if let wake = runs.wakeTime {
        let rest = Int32(max(0, min(1000, (wake - ContinuousClock().now) / .milliseconds(1)))) + 1
        timeout = timeout < 0 ? rest : min(timeout, rest)
      }
      let result = poll(&polls, nfds_t(polls.count), timeout)
      if polls[2].revents != 0 {
        var number: UInt8 = 0
        if read(ends[0], &number, 1) == 1 { return Int32(number) }
      }
      // The terminal is gone: no key will ever come.
      if polls[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return SIGHUP }
      if result == 0, isWaiting { handle(.tick(now)) }
      if let wake = runs.wakeTime, wake <= ContinuousClock().now { handle(runs.advance()) }
      while let input = terminal.next() {
        switch input {
        case .resize: handle(.resize(terminal.size))
        case .key(let key): handle(.key(key))
        }
        if isLeaving { break }
      }
      for update in updates.drain() {
        if let newest = update.entries.last { clockOffset = Self.clock() - newest.time }
        handle(.session(update))
        runs.isPaused = model.isScriptPaused
        handle(runs.receive(update))
        session.took(update)
      }
      if !isLeaving { paint() }
    }
    return nil
  }

  private var now: Int64 { Self.clock() - clockOffset }

  private static func clock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private func paint() { terminal.paint(ConsoleView.view(model)) }

  private func handle(_ event: ConsoleEvent) {
    for effect in ConsoleUpdate.update(&model, event) { carryOut(effect) }
    model.requested = session.requested
    switch model.ask {
    case .password, .secret: ProcessMemory.keepPrivate()
    default: break
    }
  }

  private func handle(_ news: RunNews?) { if let news { handle(.script(news)) } }

  private func carryOut(_ effect: Effect) {
    switch effect {
    case .send(let lines): session.send(lines.map { Outgoing($0) })
    case .command(let command): CommandRunner.run(command, session)
    case .remark(let remark): session.note(remark: remark)
    case .authenticate(let mechanism, let user, let password):
      session.authenticate(mechanism, user: user, password: password)
    case .interrupt: session.interrupt()
    case .close: session.close()
    case .save(let path, let text):
      do throws(FileProblem) {
        try TextFile.create(path, text)
        handle(.notice("saved in \(path)"))
      } catch {
        handle(.notice("\(error)"))
      }
    case .copy(let text): terminal.copy(text)
    case .script(let order): handle(runs.handle(order, model.status))
    case .compare(let file, let text): compare(file, text)
    case .archive(let order): if let archive { look(order, archive) }
    case .keep(let line): history.keep(line)
    case .suspend: terminal.suspend()
    case .repaint: terminal.repaint()
    case .leave: isLeaving = true
    }
  }

  private func look(_ order: ArchiveOrder, _ archive: RecordingArchive) {
    switch order {
    case .around(let offset, let place):
      handle(.window(archive.window(around: offset), size: archive.size, place))
    case .find(let text, let forward, let from):
      guard let found = archive.find(text, forward: forward, from: from) else {
        return handle(.notice("not found: \(Escaping.escape(text))"))
      }
      handle(.window(archive.window(around: found), size: archive.size, .found(found, text: text)))
    }
  }

  private func compare(_ path: String, _ text: String) {
    let pair = RecordingDiff.pair(path, session: text)
    switch pair {
    case .failure(let problems):
      let lines = problems.list.flatMap { "\($0)".split(separator: "\n").map(String.init) }
      handle(.page(Overlay(title: "Not compared", lines: lines)))
    case .success(let (recorded, mine)):
      let count = RecordingDiff.differences(recorded, mine).count
      handle(
        .page(
          Overlay(
            title: "\(Escaping.escape(path)) and this session: \(count) difference\(count == 1 ? "" : "s")",
            pairs: Array(RecordingDiff.rows(recorded, mine).prefix(Overlay.mostPairs)))))
    }
  }
}

/// The history on disk: appended line by line, mode 0600, cut when it has grown. Its name is ours, so nothing is followed
/// that somebody else may have put there.
struct HistoryFile {
  private let path: String?

  init(isOn: Bool) { path = isOn ? RecordingPolicy.folder.map { $0 + "/history" } : nil }

  func load() -> [String] {
    guard let path else { return [] }
    // Whatever is no file is not waited for.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { Glibc.close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return [] }
    var octets: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while octets.count < 4 << 20 {
      let count = read(descriptor, &piece, piece.count)
      if count <= 0 { break }
      octets += piece.prefix(count)
    }
    let lines = octets.split(separator: ASCII.lf).map { Escaping.unescape($0.text).octets.text }
    if lines.count > History.limit * 2 { rewrite(Array(lines.suffix(History.limit))) }
    return lines
  }

  func keep(_ line: String) {
    guard path != nil, let folder = RecordingPolicy.folder else { return }
    // The status bar tells of a recording that is not made for the same reason; a history is not worth a word.
    do throws(FileProblem) {
      let place = try Recorder.openFolder(folder)
      defer { Glibc.close(place) }
      let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
      let descriptor = openat(place, "history", flags, 0o600)
      guard descriptor >= 0 else { return }
      defer { Glibc.close(descriptor) }
      var info = stat()
      guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_uid == geteuid() else {
        return
      }
      if info.st_mode & 0o7777 != 0o600 { fchmod(descriptor, 0o600) }
      _ = TextFile.write(Escaping.escape(line) + "\n", to: descriptor)
    } catch { return }
  }

  private func rewrite(_ lines: [String]) {
    guard let path else { return }
    // A history that cannot be cut stays as long as it is.
    do throws(FileProblem) {
      try TextFile.replace(path, lines.map { Escaping.escape($0) + "\n" }.joined())
    } catch { return }
  }
}
