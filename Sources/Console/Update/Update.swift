// What an event does to the model, and what has to be done outside. Pure.

import SMTP
import SMTPCore
import Transcript

/// The console's update function.
package enum ConsoleUpdate {
  /// Takes an event.
  package static func update(_ model: inout Model, _ event: ConsoleEvent) -> [Effect] {
    switch event {
    case .key(let key):
      model.message = nil
      let effects = handle(key, &model)
      return effects + ArchiveUpdate.atEdge(model)
    case .session(let update): return receive(update, &model)
    case .resize(let size):
      model.size = size
      return []
    case .tick(let now):
      model.now = max(model.now, now)
      return []
    case .notice(let text):
      model.message = text
      return []
    case .script(let news):
      RunUpdate.receive(news, &model)
      return []
    case .page(let overlay): return show(overlay, &model)
    case .window(let window, let size, let place):
      ArchiveUpdate.receive(window, size: size, place, &model)
      return []
    }
  }

  private static func handle(_ key: Key, _ model: inout Model) -> [Effect] {
    if model.overlay != nil, let effects = overlay(key, &model) { return effects }
    if model.ask != nil { return AskUpdate.handle(key, &model) }
    let place: KeyRow.Place = model.focus == .line ? .line : .transcript
    let action = KeyTable.action(key, in: place)
    switch action {
    case .interrupt: return interrupt(&model)
    case .help: return show(Overlay(title: "Help", lines: HelpPage.lines), &model)
    case .caps:
      return show(Overlay(title: "The server's offer", lines: InfoPages.capabilities(model.status)), &model)
    case .tls: return show(Overlay(title: "TLS", lines: InfoPages.tls(model.status)), &model)
    case .suspend: return [.suspend]
    case .repaint: return [.repaint]
    case .leave where model.focus == .transcript || model.editor.isEmpty: return leave(&model)
    default: break
    }
    return model.focus == .line
      ? LineUpdate.handle(key, action, &model) : TranscriptUpdate.handle(key, action, &model)
  }

  private static func show(_ overlay: Overlay, _ model: inout Model) -> [Effect] {
    model.overlay = overlay
    return []
  }

  /// Keys on a page; nil for those that close it and go on.
  private static func overlay(_ key: Key, _ model: inout Model) -> [Effect]? {
    guard var overlay = model.overlay else { return nil }
    let page = max(1, ScreenLayout(model).overlayRows)
    switch KeyTable.action(key, in: .transcript) {
    case .down: overlay.top += 1
    case .up: overlay.top -= 1
    case .pageDown: overlay.top += page
    case .pageUp: overlay.top -= page
    case .top: overlay.top = 0
    case .bottom: overlay.top = .max - page
    case .copy:
      return [.copy(overlay.text)]
    default:
      model.overlay = nil
      // A key that has a page of its own opens that one.
      if case .function = key { return nil }
      return []
    }
    let rows = overlay.rows(columns: model.size.columns).count
    overlay.top = max(0, min(overlay.top, rows - page))
    model.overlay = overlay
    return []
  }

  private static func interrupt(_ model: inout Model) -> [Effect] {
    model.queue.removeAll()
    let isConnecting = model.status.connection == .connecting || model.status.connection == .handshaking
    if model.status.wait != nil || model.status.progress != nil || isConnecting { return [.interrupt] }
    if model.status.connection != .closed {
      model.ask = .drop
    } else {
      model.editor.set("")
      model.message = "Ctrl-D or :quit leaves"
    }
    return []
  }

  static func leave(_ model: inout Model) -> [Effect] {
    guard model.status.connection != .closed else { return [.leave] }
    model.ask = .leave
    return []
  }

  // MARK: News of the session

  private static func receive(_ update: SessionUpdate, _ model: inout Model) -> [Effect] {
    let dropped = model.store.dropped
    // A session of our own goes on behind what was shown of the recording.
    if !update.entries.isEmpty { model.archive = nil }
    model.status = update.status
    model.pendingLines = update.pendingLines
    var effects: [Effect] = []
    if update.status.handled >= model.requested {
      model.expectsNews = false
      effects = LineUpdate.keepTyped(&model)
    }
    model.store.append(update.entries)
    if let newest = update.entries.last { model.now = max(model.now, newest.time) }
    let gone = model.store.dropped - dropped
    if gone > 0 {
      model.selection = model.selection.map { Position(entry: max(0, $0.entry - gone), line: $0.line) }
      model.top = model.top.map {
        Model.Top(position: Position(entry: max(0, $0.position.entry - gone), line: 0), skipped: 0)
      }
    }
    remember(update.entries, &model)
    model.tour?.advance(model.status, model.store)
    if model.status.phase != .mailText { model.isCommandInText = false }
    // What it was held for may be over, as when the greeting has come meanwhile.
    if model.held == model.editor.text, !model.judgement.contains(where: { $0.severity > .notice }) {
      model.held = nil
    }
    return effects + nextOfQueue(&model)
  }

  /// Addresses and servers for completion.
  private static func remember(_ entries: [TranscriptEntry], _ model: inout Model) {
    for entry in entries {
      switch entry.content {
      case .sent(let sent) where sent.kind == .command:
        guard let path = sent.command?.path, !path.isNull else { continue }
        keep(path.address, &model.known.addresses)
      case .command(let text) where text.hasPrefix("connect "):
        keep(String(text.dropFirst(8)), &model.known.targets)
      default: continue
      }
    }
  }

  private static func keep(_ text: String, _ list: inout [String]) {
    list.removeAll { $0 == text }
    list.insert(text, at: 0)
    if list.count > 50 { list.removeLast() }
  }

  /// The next line of a paste, once the reply to the one before has come.
  static func nextOfQueue(_ model: inout Model) -> [Effect] {
    guard !model.queue.isEmpty, !model.status.isBusy, !model.expectsNews else { return [] }
    guard model.status.connection == .open else {
      model.message = "\(model.queue.count) pasted lines were not sent: there is no connection"
      model.queue.removeAll()
      return []
    }
    let line = model.queue.removeFirst()
    model.expectsNews = true
    return [.send([Array(line.utf8)])]
  }
}
