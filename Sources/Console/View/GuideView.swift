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
      if let verb = sent.command?.verb, let explanation = Guide.explain(verb) {
        explain(explanation, add)
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
      rows.append([])
      add(finding.id, finding.severity == .error ? .bad : .warning)
      add("\(Escaping.escape(Guide.explain(finding).summary)) (\(finding.rule.row.source))")
    }
    return rows
  }

  private static func reply(
    _ received: TranscriptEntry.Received, _ line: Int, _ add: (String, Style, String, Int) -> Void
  ) {
    let reply = received.reply
    let code = reply.code.map { String($0) } ?? "No reply code"
    let enhanced = reply.enhanced.map { " \($0)" } ?? ""
    add("\(code)\(enhanced) answers \(received.context.answers.name)", .title, "", 2)
    explain(explanation(received, line: line), add)
  }

  /// What is said of a line of a reply: what it offers, where it is one of an EHLO reply, else what the reply means.
  static func explanation(_ received: TranscriptEntry.Received, line: Int) -> Explanation {
    Guide.explain(line: line, of: received.reply, received.context)
      ?? Guide.explain(received.reply, received.context)
  }

  /// The lines of an explanation with their styles; what to do stands where it is seen on a low screen, too.
  private static func explain(_ explanation: Explanation, _ add: (String, Style, String, Int) -> Void) {
    var last: Explanation.Role?
    var number = 0
    for line in explanation.adviceFirst.paragraphs {
      let text = Escaping.escape(line.text)
      switch line.role {
      case .summary:
        let cited = text + (line.citation.map { " (\($0))" } ?? "")
        add(cited, explanation.fault == nil ? .normal : .bad, "", 8)
      case .side, .retry: add(text, .normal, "", 3)
      case .here:
        add("", .normal, "", 1)
        add(text, .warning, "", 5)
        if let citation = line.citation { add("\(citation)", .dim, "  ", 1) }
      case .advice:
        if last != .advice {
          add("", .normal, "", 1)
          add(line.label?.capitalized ?? "", .title, "", 1)
        }
        if let command = line.command {
          number += 1
          add(text, .normal, "\(number) ", 4)
          add(Escaping.escape(command), .key, "  ", 1)
        } else {
          add(text, .normal, "• ", 4)
        }
      case .part, .cause, .server:
        if last != .part, last != .cause, last != .server { add("", .normal, "", 1) }
        add("\(line.label ?? "")  \(text)", .normal, "", 5)
        if let citation = line.citation { add("\(citation)", .dim, "  ", 1) }
      }
      last = line.role
    }
  }

  static func draw(_ model: Model, on screen: inout Screen, row: Int, column: Int, height: Int) {
    let width = screen.size.columns - column - 1
    for (index, spans) in rows(model, width: width).prefix(height).enumerated() {
      screen.put(spans, row: row + index, column: column)
    }
  }
}
