// The guide: what the selected line, or the newest reply, means.

import SMTP
import SMTPCore
import SMTPGuide
import Transcript

/// Draws the guide column.
enum GuideView {
  /// The guide's rows.
  static func rows(_ model: Model, width: Int) -> [[StyledText]] {
    var rows: [[StyledText]] = []
    func add(_ text: String, _ style: Style = .normal, _ lead: String = "", _ most: Int = 8) {
      let room = max(1, width - lead.count)
      for (index, line) in TextWidth.wrap(text, to: room, most: most).enumerated() {
        rows.append([
          StyledText(index == 0 ? lead : String(repeating: " ", count: lead.count)), StyledText(line, style),
        ])
      }
    }
    if let tour = model.tour {
      add(tour.title, .title)
      add(tour.text, .key)
      rows.append([])
    }
    guard let place = model.guided else { return rows }
    let entry = model.store.entries[place.entry]
    switch entry.content {
    case .received(let received): reply(received, place.line, add)
    case .sent(let sent):
      add(sent.kind == .command ? "Command" : "Sent", .title)
      if sent.kind == .command, let annotation = Guide.annotate(verb: Command(sent.octets).verb) {
        add(annotation.cited)
        for part in annotation.parts { add("\(part.label)  \(part.text) (\(part.source))", .dim) }
      }
    case .event(let event):
      add(Escaping.escape(event.text), event.level == .bad ? .bad : .title)
      for line in event.details { add(Escaping.escape(line), .normal, "", 3) }
    case .command(let text):
      if let row = CommandTable.row(String(text.prefix { $0 != " " })) {
        add(row.usage, .title)
        add(row.detail)
      }
    case .remark: add("A remark")
    }
    for finding in entry.findings {
      let annotation = Guide.annotate(finding)
      rows.append([])
      add(finding.id, finding.severity == .error ? .bad : .warning)
      add("\(annotation.summary) (\(finding.rule.row.source))")
    }
    return rows
  }

  private static func reply(
    _ received: TranscriptEntry.Received, _ line: Int, _ add: (String, Style, String, Int) -> Void
  ) {
    let reply = received.reply
    let annotation = Guide.annotate(reply, received.context)
    let code = reply.code.map { String($0) } ?? "No reply code"
    let enhanced = reply.enhanced.map { " \($0)" } ?? ""
    add("\(code)\(enhanced) answers \(received.context.answers.name)", .title, "", 2)
    // A line of an EHLO reply: its extension.
    if let row = Guide.extensionRow(line: line, of: reply, received.context) {
      add(row.keyword, .title, "", 1)
      add(row.text, .normal, "", 8)
      if row.standing != .current { add("\(row.standing.rawValue)", .warning, "", 1) }
      add("\(row.source)", .dim, "", 1)
      if let use = row.use {
        add("", .normal, "", 1)
        add("Use it", .title, "", 1)
        add(use, .key, "  ", 2)
      }
      return
    }
    add(annotation.cited, reply.isNegative ? .bad : .normal, "", 8)
    let verdict = NotationWriter.verdict(annotation)
    if !verdict.isEmpty { add(verdict, .normal, "", 3) }
    for remark in annotation.remarks {
      add("", .normal, "", 1)
      add(Escaping.escape(remark.text), .warning, "", 5)
      add("\(remark.source)", .dim, "  ", 1)
    }
    // What to do stands where it is seen on a low screen, too.
    if !annotation.tries.isEmpty {
      add("", .normal, "", 1)
      add("Try", .title, "", 1)
      var number = 0
      for suggestion in annotation.tries {
        guard let command = suggestion.command else {
          add(suggestion.text, .normal, "• ", 4)
          continue
        }
        number += 1
        add(suggestion.text, .normal, "\(number) ", 4)
        add(command, .key, "  ", 1)
      }
    }
    add("", .normal, "", 1)
    for part in annotation.parts {
      add("\(part.label)  \(Escaping.escape(part.text))", .normal, "", 5)
      add("\(part.source)", .dim, "  ", 1)
    }
  }

  static func draw(_ model: Model, on screen: inout Screen, row: Int, column: Int, height: Int) {
    let width = screen.size.columns - column - 1
    for (index, spans) in rows(model, width: width).prefix(height).enumerated() {
      screen.put(spans, row: row + index, column: column)
    }
  }
}
