// Keys in the transcript: moving, searching, opening, copying. Every step costs what is on the screen, not what
// is in the transcript.

import SMTP
import Transcript

/// The transcript's part of the update.
enum TranscriptUpdate {
  /// Moves the focus into the transcript, onto its newest line.
  static func enter(_ model: inout Model) {
    guard let last = model.last else {
      model.message = "the transcript is empty"
      return
    }
    model.focus = .transcript
    model.selection = model.selection ?? last
  }

  private static func exit(_ model: inout Model) {
    model.focus = .line
    model.selection = nil
    model.top = nil
  }

  static func handle(_ key: Key, _ action: KeyAction?, _ model: inout Model) -> [Effect] {
    let steps = key == .wheelUp || key == .wheelDown ? 3 : 1
    switch action {
    case .up: move(-steps, &model)
    case .down: move(steps, &model)
    case .pageUp: page(forward: false, &model)
    case .pageDown: page(forward: true, &model)
    case .top where model.archive != nil: return [.archive(.around(0, .first))]
    case .bottom where model.archive != nil: return [.archive(.around(.max, .last))]
    case .top:
      if !model.store.isEmpty { model.selection = Position(entry: 0, line: 0) }
      TranscriptView.keepVisible(&model)
    case .bottom:
      model.selection = model.last
      model.top = nil
    case .search:
      model.ask = .search
      model.answer.set("")
    case .searchNext: return search(forward: true, &model)
    case .searchPrevious: return search(forward: false, &model)
    case .open: open(&model)
    case .copy: return copy(&model)
    case .edit: edit(&model)
    case .use: use(0, &model)
    case .commandLine: exit(&model)
    case .command:
      exit(&model)
      model.isCommandInText = model.status.phase == .mailText
      model.editor.set(":")
    default: return other(key, &model)
    }
    return []
  }

  private static func other(_ key: Key, _ model: inout Model) -> [Effect] {
    switch key {
    case .character(let character):
      if let digit = character.wholeNumberValue, (1...9).contains(digit) {
        use(digit - 1, &model)
      } else {
        // A letter without a meaning here is the beginning of a command.
        exit(&model)
        model.editor.insert(String(character))
      }
    case .paste:
      exit(&model)
      return LineUpdate.handle(key, nil, &model)
    default: model.message = "this key does nothing here; ? shows the keys"
    }
    return []
  }

  // MARK: Moving

  private static func move(_ steps: Int, _ model: inout Model) {
    guard var place = model.selection ?? model.last else { return }
    for _ in 0..<abs(steps) {
      guard let next = steps < 0 ? model.before(place) : model.after(place) else { break }
      place = next
    }
    model.selection = place
    TranscriptView.keepVisible(&model)
  }

  /// The last row of the screen becomes the first, or the first the last.
  private static func page(forward: Bool, _ model: inout Model) {
    let visible = TranscriptView.visible(model).compactMap(\.position)
    guard var place = forward ? visible.last : visible.first else { return }
    var rows = TranscriptView.area(model).rows - 1
    while rows > 0, let next = forward ? model.after(place) : model.before(place) {
      rows -= TranscriptView.rowCount(model, next)
      place = next
    }
    model.selection = place
    if forward { TranscriptView.showLast(&model, place) } else { TranscriptView.keepVisible(&model) }
  }

  /// The next or previous place whose line holds the text, whatever the case; round the end.
  static func search(forward: Bool, _ model: inout Model) -> [Effect] {
    let wanted = model.searchText.lowercased()
    guard !wanted.isEmpty else {
      model.message = "nothing to search for: / asks"
      return []
    }
    if model.archive != nil { return ArchiveUpdate.search(model.searchText, forward: forward, model) }
    guard let start = model.selection ?? model.last else { return [] }
    let count = model.store.entries.count
    for step in 1...count {
      let entry = ((start.entry + (forward ? step : -step)) % count + count) % count
      if let line = match(model.store.entries[entry], wanted) {
        model.focus = .transcript
        model.selection = Position(entry: entry, line: line)
        TranscriptView.keepVisible(&model)
        return []
      }
    }
    model.message = "not found: \(Escaping.escape(model.searchText))"
    return []
  }

  static func match(_ entry: TranscriptEntry, _ wanted: String) -> Int? {
    if case .received(let received) = entry.content {
      for index in received.reply.lines.indices
      where NotationWriter.line(received.reply, index).lowercased().contains(wanted) {
        return index
      }
    }
    return NotationWriter.shown(entry).contains { $0.lowercased().contains(wanted) } ? 0 : nil
  }

  // MARK: Doing

  private static func open(_ model: inout Model) {
    guard let place = model.selection else { return }
    model.overlay = Overlay(
      title: "Entry \(model.store.entries[place.entry].id)",
      lines: EntryPage.lines(model.store.entries[place.entry]))
  }

  private static func copy(_ model: inout Model) -> [Effect] {
    guard let place = model.selection else { return [] }
    model.message = "copied"
    return [.copy(NotationWriter.annotated(model.store.entries[place.entry]).joined(separator: "\n"))]
  }

  private static func edit(_ model: inout Model) {
    guard let place = model.selection else { return }
    for index in stride(from: place.entry, through: 0, by: -1) {
      switch model.store.entries[index].content {
      case .sent(let sent) where !sent.isMasked:
        exit(&model)
        model.editor.set(sent.octets.text)
        return
      case .command(let text):
        exit(&model)
        model.editor.set(":" + text)
        return
      default: continue
      }
    }
    model.message = "no command above this line"
  }

  private static func use(_ index: Int, _ model: inout Model) {
    let commands = model.suggestions.compactMap(\.command)
    guard index < commands.count else {
      model.message = "nothing to try here that could be typed"
      return
    }
    exit(&model)
    model.editor.set(commands[index])
  }
}
