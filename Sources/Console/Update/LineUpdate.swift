// Keys on the command line: editing, history, completion, the guard, and what Enter does.

import SMTP
import SMTPCore
import SMTPSession
import Transcript

/// The command line's part of the update.
enum LineUpdate {
  static func handle(_ key: Key, _ action: KeyAction?, _ model: inout Model) -> [Effect] {
    if action != .complete {
      model.candidates = []
      model.candidate = nil
    }
    switch action {
    case .send: return enter(&model)
    case .historyUp: if let line = model.history.up(from: model.editor.text) { model.editor.set(line) }
    case .historyDown: if let line = model.history.down() { model.editor.set(line) }
    case .historySearch:
      model.ask = .historySearch(match: nil)
      model.answer.set("")
    case .complete: complete(&model)
    case .transcript:
      if model.isCommandInText {
        model.isCommandInText = false
        model.editor.set("")
      } else {
        TranscriptUpdate.enter(&model)
      }
    case .pageUp:
      TranscriptUpdate.enter(&model)
      return TranscriptUpdate.handle(key, .pageUp, &model)
    default:
      if case .paste(let text) = key { return paste(text, &model) }
      if model.editor.handle(key) {
        if model.editor.text != model.held { model.held = nil }
      } else if case .wheelDown = key {
        break
      } else {
        model.message = "this key does nothing here; F1 shows the keys"
      }
    }
    return []
  }

  // MARK: Enter

  private static func enter(_ model: inout Model) -> [Effect] {
    let line = model.editor.text
    if model.isMailText {
      // Only what would make a message of a text that broke off is asked for once more.
      return line == "." && isHeld(line, &model) ? [] : send(line, &model)
    }
    if line.isEmpty {
      suggest(&model)
      return []
    }
    if line.hasPrefix(":") { return console(line, &model) }
    if line.hasPrefix("#") {
      model.editor.set("")
      return [.remark(String(line.dropFirst().drop { $0 == " " }))]
    }
    guard model.status.connection == .open else {
      model.message =
        model.status.connection == .closed
        ? "not connected: :connect SERVER" : "the connection is not ready yet"
      return []
    }
    return isHeld(line, &model) ? [] : send(line, &model)
  }

  /// Whether the guard holds a line back, as it breaks something: the same line again is sent.
  private static func isHeld(_ line: String, _ model: inout Model) -> Bool {
    guard model.held != line, model.judgement.contains(where: { $0.severity > .notice }) else { return false }
    model.held = line
    return true
  }

  /// What the guide advises, on the empty line; Tab goes on to the next.
  private static func suggest(_ model: inout Model) {
    let commands = model.suggestions.compactMap(\.command)
    guard let first = commands.first else { return }
    model.editor.set(first)
    model.message = "from the guide: Enter sends it\(commands.count > 1 ? ", Tab shows the next" : "")"
    if commands.count > 1 {
      model.candidates = commands
      model.candidate = 0
    }
  }

  private static func send(_ line: String, _ model: inout Model) -> [Effect] {
    // Whoever types faster than the session answers types behind what it has not taken yet.
    var dialogue = model.ahead ?? model.status.dialogue
    let read = dialogue?.read(Array(line.utf8))
    if case .command(let command)? = read, mayKeep(line, model) {
      // Where mail text may be due only what is a command beyond doubt is kept.
      let isCommand = command.verb != .other && command.findings.isEmpty
      if isCommand || dialogue?.mayTakeText != true { model.typed.append(line) }
    }
    if let read { dialogue?.sent(read) }
    model.ahead = dialogue
    model.editor.set("")
    model.held = nil
    model.selection = nil
    model.top = nil
    model.expectsNews = true
    return [.send([Array(line.utf8)])]
  }

  /// Whether a line may be kept, as far as can be told before the session has taken it.
  private static func mayKeep(_ line: String, _ model: Model) -> Bool {
    var status = model.status
    if let ahead = model.ahead { status.dialogue = ahead }
    return History.mayKeep(line, in: status)
  }

  /// Keeps the lines that the session has taken, except those of which it knows by now that they are secret.
  static func keepTyped(_ model: inout Model) -> [Effect] {
    let lines = model.typed.filter { model.status.masking?.knows(Array($0.utf8)) != true }
    (model.typed, model.ahead) = ([], nil)
    for line in lines { model.history.add(line) }
    return lines.map { .keep(history: $0) }
  }

  private static func console(_ line: String, _ model: inout Model) -> [Effect] {
    let command: ConsoleCommand
    switch CommandTable.parse(String(line.dropFirst())) {
    case .success(let parsed): command = parsed
    case .failure(let problem):
      model.message = "\(problem.text): \(problem.advice)"
      return []
    }
    // A login is judged where its mechanism is known.
    if case .auth = command {
    } else {
      if isHeld(line, &model) { return [] }
      model.held = nil
    }
    model.editor.set("")
    model.isCommandInText = false
    var effects: [Effect] = []
    if mayKeep(line, model) {
      if model.ahead != nil {
        model.typed.append(line)
      } else {
        model.history.add(line)
        effects.append(.keep(history: line))
      }
    }
    return effects + run(command, &model)
  }

  static func run(_ command: ConsoleCommand, _ model: inout Model) -> [Effect] {
    switch command {
    case .quit: return ConsoleUpdate.leave(&model)
    case .caps:
      model.overlay = Overlay(title: "The server's offer", lines: InfoPages.capabilities(model.status))
    case .tls: model.overlay = Overlay(title: "TLS", lines: InfoPages.tls(model.status))
    case .timing:
      model.overlay = Overlay(
        title: "Timing", lines: InfoPages.timing(model.status, model.store.entries.suffix(500)))
    case .explain(let topic):
      let last = model.selection.map { model.store.entries[$0.entry] } ?? model.store.lastReply
      model.overlay = Overlay(title: "Explanation", lines: InfoPages.explain(topic, last: last))
    case .help(let name):
      model.overlay = Overlay(title: "Help", lines: name.map { InfoPages.help($0) } ?? HelpPage.lines)
    case .set(let name, nil):
      model.overlay = Overlay(title: "Settings", lines: InfoPages.settings(model.status.options, name))
    case .save(let path): return [.save(path, text: model.store.notation())]
    case .saveScreen(let path): return [.save(path, text: ConsoleView.view(model).text)]
    case .auth(let mechanism, let user): return authenticate(mechanism, user, &model)
    case .run(nil, _): return RunUpdate.goOn(&model)
    case .run(let file?, let server): return [.script(.start(file: file, server: server))]
    case .compare(let file): return [.compare(file, text: model.store.notation())]
    case .connect, .close, .starttls, .data, .send, .mx, .set, .record: return [.command(command)]
    }
    return []
  }

  private static func authenticate(
    _ mechanism: SASLMechanism?, _ user: String?, _ model: inout Model
  ) -> [Effect] {
    guard let mechanism = mechanism ?? CommandRunner.mechanism(model.status) else {
      model.message = CommandRunner.noMechanism
      return []
    }
    guard let user, !user.isEmpty else {
      model.editor.set(":auth \(mechanism.name.rawValue.lowercased()) ")
      model.message = "which user?"
      return []
    }
    guard model.status.connection == .open else {
      model.message = "not connected: :connect SERVER"
      return []
    }
    let line = CommandTable.login(mechanism, user: user)
    if model.held != line,
      LoginGuard.findings(mechanism, model.status).contains(where: { $0.severity > .notice })
    {
      model.editor.set(line)
      model.held = line
      return []
    }
    model.held = nil
    model.answer.set("")
    model.ask =
      LoginGuard.needsConsent(model.status)
      ? .cleartext(mechanism, user: user) : .password(mechanism, user: user)
    return []
  }

  // MARK: Completion

  private static func complete(_ model: inout Model) {
    if !model.candidates.isEmpty {
      let next = ((model.candidate ?? -1) + 1) % model.candidates.count
      model.candidate = next
      model.editor.replaceHead(model.candidates[next])
      return
    }
    let found = Completion.candidates(model.editor.head, model.status, model.known)
    guard !found.isEmpty else {
      model.message = "nothing to complete here"
      return
    }
    if found.count == 1 {
      model.editor.replaceHead(found[0])
      return
    }
    let common = Completion.common(found)
    if common.count > model.editor.head.count { model.editor.replaceHead(common) }
    model.candidates = found
  }

  // MARK: Paste

  private static func paste(_ text: String, _ model: inout Model) -> [Effect] {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.map(
      String.init)
    if lines.count == 1 || (lines.count == 2 && lines[1].isEmpty) {
      model.editor.insert(lines[0])
      return []
    }
    let whole = lines.last?.isEmpty == true ? Array(lines.dropLast()) : lines
    model.ask = .paste(Array(whole.prefix(10_000)))
    return []
  }
}
