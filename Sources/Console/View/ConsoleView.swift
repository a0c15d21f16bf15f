// The whole screen:
//
//     status bar                                   server, TLS, phase, what is waited for
//     ────────────────────────────────┬─────────
//     transcript                      │ guide     (one column below 100 columns: the guide is folded in)
//     ────────────────────────────────┴─────────
//     judgement                                    what the typed line would break
//     C: prompt
//     hints                                        what makes sense next
//
// A pure function of the model.

import SMTP
import SMTPCore
import Transcript

/// Which row is what, for a size. Rows go in the order of what can be spared.
struct ScreenLayout {
  let statusRow: Int?
  let upperRule: Int?
  let lowerRule: Int?
  let judgementRow: Int?
  let promptRow: Int
  let hintsRow: Int?
  let transcriptRow: Int
  let transcriptRows: Int
  let transcriptColumns: Int
  /// Where the guide begins; nil without a guide column.
  let guideColumn: Int?
  /// Rows of the tour where there is no guide column.
  let tourRow: Int?
  let tourRows: Int

  init(_ model: Model) {
    let rows = model.size.rows
    let hasRules = rows >= 14
    statusRow = rows >= 3 ? 0 : nil
    upperRule = hasRules ? 1 : nil
    hintsRow = rows >= 8 ? rows - 1 : nil
    promptRow = max(0, rows - (rows >= 8 ? 2 : 1))
    judgementRow = rows >= 5 ? promptRow - 1 : nil
    let bottom = (judgementRow ?? promptRow) - (hasRules ? 1 : 0)
    lowerRule = hasRules ? bottom : nil
    transcriptRow = hasRules ? 2 : statusRow == nil ? 0 : 1
    let hasTourRows = model.tour != nil && !model.hasGuidePane && rows >= 12
    tourRows = hasTourRows ? min(3, ScreenLayout.tourLines(model).count) : 0
    tourRow = hasTourRows ? bottom - tourRows : nil
    transcriptRows = max(0, bottom - tourRows - transcriptRow)
    guideColumn = model.hasGuidePane ? model.size.columns - min(52, model.size.columns * 2 / 5) : nil
    transcriptColumns = guideColumn.map { $0 - 2 } ?? model.size.columns
  }

  /// Rows of a page that is laid over the transcript, below its title.
  var overlayRows: Int { max(0, transcriptRows + tourRows - 1) }

  static func tourLines(_ model: Model) -> [String] {
    guard let tour = model.tour else { return [] }
    return TextWidth.wrap("\(tour.title): \(tour.text)", to: max(1, model.size.columns - 2), most: 3)
  }
}

/// Draws the console.
package enum ConsoleView {
  /// The whole screen, as large as the model says; empty where that is nothing.
  package static func view(_ model: Model) -> Screen {
    var screen = Screen(model.size)
    guard model.size.rows > 0, model.size.columns > 0 else { return screen }
    let layout = ScreenLayout(model)
    if let row = layout.statusRow { StatusView.draw(model, on: &screen, row: row) }
    rules(layout, on: &screen)
    if let overlay = model.overlay {
      page(overlay, layout, on: &screen)
    } else {
      TranscriptView.draw(model, on: &screen, row: layout.transcriptRow)
      if let column = layout.guideColumn {
        GuideView.draw(
          model, on: &screen, row: layout.transcriptRow, column: column, height: layout.transcriptRows)
      }
      if let row = layout.tourRow {
        for (index, line) in ScreenLayout.tourLines(model).prefix(layout.tourRows).enumerated() {
          screen.put(line, row: row + index, column: 1, style: .key)
        }
      }
    }
    CommandView.draw(model, layout, on: &screen)
    return screen
  }

  private static func rules(_ layout: ScreenLayout, on screen: inout Screen) {
    for (row, joint) in [(layout.upperRule, "┬"), (layout.lowerRule, "┴")] {
      guard let row else { continue }
      screen.rule("─", row: row, style: .separator)
      if let column = layout.guideColumn { screen.put(joint, row: row, column: column - 2, style: .separator) }
    }
    guard let column = layout.guideColumn else { return }
    for row in layout.transcriptRow..<(layout.transcriptRow + layout.transcriptRows) {
      screen.put("│", row: row, column: column - 2, style: .separator)
    }
  }

  private static func page(_ overlay: Overlay, _ layout: ScreenLayout, on screen: inout Screen) {
    let columns = screen.size.columns
    let height = layout.transcriptRows + layout.tourRows
    guard height > 0 else { return }
    for row in layout.transcriptRow..<(layout.transcriptRow + height) {
      screen.rule(" ", row: row)
    }
    let lines = overlay.rows(columns: columns)
    screen.put(overlay.title, row: layout.transcriptRow, column: 1, style: .title)
    let room = layout.overlayRows
    let top = max(0, min(overlay.top, lines.count - room))
    for (index, line) in lines.dropFirst(top).prefix(room).enumerated() {
      screen.put(line, row: layout.transcriptRow + 1 + index, column: 2)
    }
    let more = lines.count - top - room
    let note = more > 0 ? "\(more) more lines, PgDn; Esc closes" : "Esc closes"
    let column = columns - TextWidth.of(note) - 1
    if column > TextWidth.of(overlay.title) + 2 {
      screen.put(note, row: layout.transcriptRow, column: column, style: .dim)
    }
  }
}

/// Draws the status bar.
enum StatusView {
  static func draw(_ model: Model, on screen: inout Screen, row: Int) {
    screen.fill(row: row, style: .status)
    let columns = screen.size.columns
    var parts: [String] = []
    if columns >= 100 { parts.append("smtpscope") }
    // In front of all that can be cut off.
    if model.status.options.showsSecrets { parts.append("secrets shown") }
    parts.append(target(model.status))
    parts.append(phase(model.status))
    if let wait = waiting(model) { parts.append(wait) }
    if let tls = tls(model.status, isShort: columns < 100) { parts.append(tls) }
    if columns >= 100, model.status.recordPath != nil { parts.append("● rec") }
    screen.put(
      TextWidth.cut(parts.joined(separator: "   "), to: columns - 1), row: row, column: 0, style: .status)
  }

  private static func target(_ status: SessionStatus) -> String {
    guard let target = status.target else { return "not connected" }
    let address = status.address.flatMap { $0 == target.host ? nil : " (\($0))" } ?? ""
    return Escaping.escape("\(target)\(address)")
  }

  private static func tls(_ status: SessionStatus, isShort: Bool) -> String? {
    guard let report = status.tls else { return status.connection == .open ? "no TLS" : nil }
    if report.nameCheck == nil { return "\(report.version) not verified" }
    if report.isTrusted { return "\(report.version) ✓ verified" }
    return "\(report.version) ✗ \(isShort ? "not verified" : report.verdict.text)"
  }

  private static func phase(_ status: SessionStatus) -> String {
    switch status.connection {
    case .closed: return "closed"
    case .connecting: return "connecting"
    case .handshaking: return "TLS handshake"
    case .open: break
    }
    guard let dialogue = status.dialogue else { return "" }
    let login = dialogue.answered.isAuthenticated ? ", logged in" : ""
    switch dialogue.phase {
    case .greeting: return "waiting for the greeting"
    case .connected: return "say EHLO" + login
    case .ready: return "ready" + login
    case .transaction(let accepted): return "transaction, \(accepted) rcpt" + login
    case .mailText: return "mail text"
    case .chunk(let remaining): return "chunk, \(remaining) octets to go"
    case .challenge: return "AUTH challenge"
    case .handshake: return "TLS handshake"
    case .over: return "session over"
    }
  }

  private static func waiting(_ model: Model) -> String? {
    if let progress = model.status.progress {
      let percent = progress.total > 0 ? progress.sent * 100 / progress.total : 100
      let filled = max(0, min(10, percent / 10))
      return
        "sending \(String(repeating: "█", count: filled))\(String(repeating: "░", count: 10 - filled)) \(percent) %"
    }
    guard let wait = model.status.wait else { return nil }
    let seconds = max(0, model.now - model.status.waitStart) / 1_000_000_000
    guard seconds > 0 else { return nil }
    let limit = DurationText.text(nanoseconds: Int64(wait.seconds) * 1_000_000_000)
    let rule = wait.source.map { " (\($0))" } ?? ""
    return "⧖ \(wait.name) \(seconds) s of \(limit)\(rule)"
  }
}
