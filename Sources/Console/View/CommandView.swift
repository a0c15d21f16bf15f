// The command region: what the typed line would break, the prompt, and what makes sense next.

import SMTP
import SMTPCore
import SMTPGuide
import Transcript

/// Draws the command region.
enum CommandView {
  /// The row above the prompt: candidates, the guard, a message or a finding.
  static func judgement(_ model: Model) -> [StyledText] {
    if let message = model.message { return [StyledText(Escaping.escape(message), .warning)] }
    if !model.candidates.isEmpty {
      // Where they begin alike, the last word tells them apart.
      let words = model.candidates.prefix(12).map { $0.split(separator: " ", omittingEmptySubsequences: false) }
      let isAlike = Set(words.map { $0.dropLast() }).count == 1
      return words.enumerated().flatMap { index, words -> [StyledText] in
        let word = isAlike ? words.last.map(String.init) ?? "" : words.joined(separator: " ")
        return [
          StyledText(index == 0 ? "" : "   "),
          StyledText(Escaping.escape(word), index == model.candidate ? .selected : .key),
        ]
      }
    }
    if case .cleartext? = model.ask {
      let offer = LoginGuard.canStartTLS(model.status) ? "" : " STARTTLS is not offered."
      return [StyledText(LoginGuard.question + offer, .warning)]
    }
    let findings = model.judgement
    if let worst = findings.max(by: { $0.severity < $1.severity }) {
      let style: Style = worst.severity == .error ? .bad : worst.severity == .warning ? .warning : .note
      let line = model.typedLogin.map(LoginGuard.line) ?? Array(model.editor.text.utf8)
      let count = findings.count > 1 ? "1 of \(findings.count): " : ""
      return [
        StyledText(
          "! \(count)\(FindingTexts.sentence(worst, in: .line(line))) (\(worst.rule.row.source))",
          style)
      ]
    }
    if model.editor.text.hasPrefix(":"), !model.isMailText {
      let name = model.editor.text.dropFirst().prefix { $0 != " " }
      if let row = CommandTable.row(String(name)) { return [StyledText("\(row.usage)   \(row.help)", .note)] }
    }
    return []
  }

  /// The prompt and the text behind it, with the cursor's column in the text.
  static func prompt(_ model: Model) -> (lead: String, text: String, cursor: Int, style: Style) {
    if let ask = model.ask {
      let typed = model.answer.text
      let cursor = TextWidth.of(model.answer.head)
      switch ask {
      case .search: return ("/", typed, cursor, .normal)
      case .historySearch(let match):
        let shown = match.map { model.history.lines[$0] } ?? ""
        return ("history \"\(typed)\": ", shown, 0, .normal)
      case .cleartext:
        return (
          LoginGuard.canStartTLS(model.status)
            ? "STARTTLS first? y  a all the same  Esc " : "a logs in all the same  Esc does not ", "", 0,
          .warning
        )
      case .password(_, let user):
        let hidden = String(repeating: "•", count: typed.count)
        return ("password of \(Escaping.escape(user)): ", hidden, hidden.count, .normal)
      case .drop: return ("drop the connection? y or n ", "", 0, .warning)
      case .leave: return ("leave and drop the connection? y or n ", "", 0, .warning)
      case .secret(let name):
        let hidden = String(repeating: "•", count: typed.count)
        return ("secret \(Escaping.escape(name)): ", hidden, hidden.count, .normal)
      case .script:
        guard let script = model.script else { return ("", "", 0, .normal) }
        let (lead, text) = RunUpdate.prompt(script)
        return (Escaping.escape(lead), text, 0, script.isAtStep ? .normal : .warning)
      case .paste(let lines):
        return (
          "\(lines.count) lines pasted: o sends one by one, p all in one group, Esc none ", "", 0, .warning
        )
      }
    }
    let text = model.editor.text
    let lead = model.isMailText ? "C> " : text.hasPrefix(":") ? "" : "C: "
    return (lead, text, TextWidth.of(model.editor.head), .normal)
  }

  /// The last row: what makes sense next, and the keys.
  static func hints(_ model: Model) -> (left: String, right: String) {
    if model.ask == .script {
      guard model.script?.isAtStep == true else { return ("Ctrl-C ends the run", "") }
      return ("Enter step   a all   f to the next failure   Esc aside   Ctrl-C end", "")
    }
    if model.focus == .transcript {
      return ("Enter open  / search  y copy  c edit  1-9 try  Esc back", "? help")
    }
    if model.held != nil, model.held == model.editor.text {
      return ("Enter again sends it all the same", "F1 help")
    }
    if model.isMailText {
      return ("mail text as typed; a line with a single dot ends it; Esc : commands", "F1 help")
    }
    let advice = model.editor.text.isEmpty ? model.suggestions.compactMap(\.command).first : nil
    let next = model.status.dialogue.map(\.nextCommands) ?? []
    let enter = advice.map { next.contains($0) ? "" : "Enter \(Escaping.escape($0))   " } ?? ""
    guard model.status.connection == .open, !next.isEmpty else {
      return (
        model.status.connection == .closed ? enter + "next  :connect SERVER   :help   :quit" : "",
        "F1 help  Tab complete"
      )
    }
    return (
      enter + "next  " + next.map { $0.hasSuffix("<") ? $0 + "…>" : $0 }.joined(separator: "   "),
      "F1 help  Tab complete"
    )
  }

  static func draw(_ model: Model, _ layout: ScreenLayout, on screen: inout Screen) {
    let columns = screen.size.columns
    if let row = layout.judgementRow {
      let spans = judgement(model)
      if spans.count == 1 {
        screen.put(TextWidth.cut(spans[0].text, to: columns), row: row, column: 0, style: spans[0].style)
      } else {
        screen.put(spans, row: row, column: 0)
      }
    }
    let (lead, text, cursor, style) = prompt(model)
    let leadWidth = TextWidth.of(lead)
    let end = screen.put(lead, row: layout.promptRow, column: 0, style: style == .normal ? .prompt : style)
    // A line longer than the screen scrolls so that the cursor stays on it.
    let room = max(1, columns - min(end, columns - 1) - 1)
    let shown = visible(text, cursor: cursor, room: room)
    screen.put(shown.text, row: layout.promptRow, column: min(end, columns - 1), style: .normal)
    mark(model, screen: &screen, row: layout.promptRow, column: leadWidth - shown.skipped)
    if model.focus == .line || model.ask != nil {
      screen.cursor = (layout.promptRow, min(columns - 1, max(0, end + cursor - shown.skipped)))
    }
    if let row = layout.hintsRow {
      let (left, right) = hints(model)
      screen.put(left, row: row, column: 0, style: .dim)
      let start = columns - TextWidth.of(right)
      if TextWidth.of(left) + 2 <= start { screen.put(right, row: row, column: start, style: .dim) }
    }
  }

  /// Underlines the place that the worst finding means.
  private static func mark(_ model: Model, screen: inout Screen, row: Int, column: Int) {
    guard model.ask == nil, model.typedLogin == nil,
      let worst = model.judgement.max(by: { $0.severity < $1.severity }),
      let offset = worst.offset
    else { return }
    let place = column + TextWidth.of(String(decoding: model.editor.text.utf8.prefix(offset), as: UTF8.self))
    if place >= 0, place < screen.size.columns {
      screen.fill(row: row, from: place, to: place + 1, style: .mark)
    }
  }

  /// The part of a long line that has the cursor in it.
  private static func visible(_ text: String, cursor: Int, room: Int) -> (text: String, skipped: Int) {
    guard cursor > room else { return (text, 0) }
    var skipped = 0
    var rest = Substring(text)
    while cursor - skipped > room, let first = rest.first {
      skipped += TextWidth.of(first)
      rest = rest.dropFirst()
    }
    return (String(rest), skipped)
  }
}
