// The transcript region: what each entry looks like in rows, and which rows are on the screen. Only entries
// that are on the screen are laid out.

import SMTP
import SMTPGuide
import Transcript

/// Draws the transcript.
package enum TranscriptView {
  /// One row: spans behind the mark of the selection.
  struct Row {
    let spans: [StyledText]
    let position: Position?
  }

  /// The region's size.
  package static func area(_ model: Model) -> Size {
    let layout = ScreenLayout(model)
    return Size(columns: layout.transcriptColumns, rows: layout.transcriptRows)
  }

  // MARK: Rows of an entry

  /// How many rows an item takes.
  package static func rowCount(_ model: Model, _ position: Position) -> Int { rows(model, position).count }

  static func rows(_ model: Model, _ position: Position) -> [Row] {
    let width = area(model).columns - 1
    let entry = model.store.entries[position.entry]
    let showsTime = width >= 60
    let indent = showsTime ? 9 : 0
    let builder = RowBuilder(width: max(1, width), indent: indent, position: position)
    let isLastLine = position.line == model.lineCount(position.entry) - 1
    var rows: [Row]
    switch entry.content {
    case .sent(let sent):
      rows = builder.wire("", NotationWriter.line(sent), .sent, note: nil)
    case .received(let received):
      let time =
        isLastLine && showsTime && received.lastOctet >= 0
        ? DurationText.text(nanoseconds: received.lastOctet) : ""
      let note = Guide.note(line: position.line, of: received.reply, received.context)
      rows = builder.wire(
        time, NotationWriter.line(received.reply, position.line), style(received.reply), note: note)
      if isLastLine {
        let summary = Guide.summary(received.reply, received.context)
        rows += builder.text(summary, received.reply.isNegative ? .bad : .note, most: 3)
      }
    case .command(let text): rows = builder.wire("", ":" + Escaping.escape(text), .prompt, note: nil)
    case .event(let event):
      let style: Style = event.level == .good ? .good : event.level == .bad ? .bad : .event
      rows = builder.wire("", "* " + Escaping.escape(event.text), style, note: nil)
      for line in event.notices.prefix(4) {
        rows += builder.text(Escaping.escape(line), style, most: 3)
      }
    case .remark(let text): rows = builder.wire("", "# " + Escaping.escape(text), .remark, note: nil)
    }
    if isLastLine {
      // Notices stand in the guide and in the entry's page; here they would only be noise.
      for finding in entry.findings where finding.severity > .notice {
        rows += builder.text(
          NotationWriter.finding(finding, in: entry.subject), finding.severity == .error ? .bad : .warning,
          most: 3)
      }
    }
    if !model.hasGuidePane, model.guided == position { rows += folded(model, entry, builder) }
    return rows
  }

  private static func style(_ reply: Reply) -> Style {
    reply.isRefusal ? .bad : .received
  }

  /// The guide under the selected line, where there is no column for it.
  private static func folded(_ model: Model, _ entry: TranscriptEntry, _ builder: RowBuilder) -> [Row] {
    guard case .received(let received) = entry.content, received.reply.isNegative || model.selection != nil,
      let explanation = entry.explanation
    else { return [] }
    var rows: [Row] = []
    // The sentence stands in the transcript already.
    for line in explanation.adviceFirst.paragraphs {
      switch line.role {
      case .summary: continue
      case .side, .retry: rows += builder.text(ExplanationLayout.text(line), .title, most: 2)
      case .here:
        let citation = line.citation.map { " (\($0))" } ?? ""
        rows += builder.text(Escaping.escape(line.text) + citation, .warning, most: 3)
      case .advice:
        let command = line.command.map { ": " + Escaping.escape($0) } ?? ""
        rows += builder.text("• " + Escaping.escape(line.text) + command, .key, most: 2)
      case .part, .cause, .server: rows += builder.text(ExplanationLayout.text(line), .dim, most: 3)
      }
    }
    return rows
  }

  /// Makes rows of one item.
  private struct RowBuilder {
    let width: Int
    let indent: Int
    let position: Position

    /// A line of the notation, with the time in front of it and a note behind.
    func wire(_ time: String, _ text: String, _ style: Style, note: String?) -> [Row] {
      let room = max(1, width - indent)
      let lines = TextWidth.wrap(text, to: room, most: 6)
      var rows = lines.enumerated().map { index, line -> Row in
        let lead = index == 0 ? padLeft(time, indent - 1) : String(repeating: " ", count: max(0, indent - 1))
        return Row(
          spans: [StyledText(indent > 0 ? lead + " " : "", .dim), StyledText(line, style)], position: position)
      }
      guard let note else { return rows }
      let used = TextWidth.of(lines[lines.count - 1])
      if used + 3 + TextWidth.of(note) <= room, let last = rows.popLast() {
        rows.append(Row(spans: last.spans + [StyledText("   " + note, .note)], position: position))
      } else {
        rows += self.text(note, .note, most: 3)
      }
      return rows
    }

    /// Text that belongs to the line above it.
    func text(_ text: String, _ style: Style, most: Int) -> [Row] {
      let lead = String(repeating: " ", count: min(indent + 3, max(0, width - 8)))
      return TextWidth.wrap(text, to: max(1, width - lead.count), most: most).map {
        Row(spans: [StyledText(lead), StyledText($0, style)], position: position)
      }
    }

    private func padLeft(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
  }

  // MARK: The window

  /// Moves the window so that the selection is in it.
  package static func keepVisible(_ model: inout Model) {
    guard let selection = model.selection else { return }
    let height = area(model).rows
    let first = firstVisible(model)
    if selection <= first.position {
      model.top = Model.Top(position: selection, skipped: 0)
      return
    }
    // Down from the first row, as far as the window reaches.
    var place: Position? = first.position
    var row = -first.skipped
    while let current = place, row < height {
      let count = rowCount(model, current)
      if current == selection, row + count <= height {
        model.top = first
        return
      }
      row += count
      place = model.after(current)
    }
    showLast(&model, selection)
  }

  /// Moves the window so that `position` ends in its last row.
  package static func showLast(_ model: inout Model, _ position: Position) {
    model.top = ending(at: position, model, area(model).rows)
  }

  /// What has to be the first row for `position` to end in the last one.
  private static func ending(at position: Position, _ model: Model, _ height: Int) -> Model.Top {
    var place = position
    var row = height - rowCount(model, position)
    while row > 0, let previous = model.before(place) {
      place = previous
      row -= rowCount(model, previous)
    }
    return Model.Top(position: place, skipped: max(0, row < 0 && place != position ? -row : 0))
  }

  /// The first row of the window.
  static func firstVisible(_ model: Model) -> Model.Top {
    if let top = model.top { return top }
    guard let last = model.last else { return Model.Top(position: Position(entry: 0, line: 0), skipped: 0) }
    let pending = pendingRows(model).count
    return ending(at: last, model, max(1, area(model).rows - pending))
  }

  /// Lines of a reply that has not ended.
  private static func pendingRows(_ model: Model) -> [Row] {
    let lead = area(model).columns > 60 ? String(repeating: " ", count: 9) : ""
    return model.pendingLines.suffix(5).map {
      Row(spans: [StyledText(lead), StyledText("S: " + Escaping.escape($0) + " …", .received)], position: nil)
    }
  }

  /// The rows that are on the screen.
  static func visible(_ model: Model) -> [Row] {
    let height = area(model).rows
    guard height > 0, let last = model.last else { return [] }
    guard let first = model.top else {
      // At the end: from the newest row back, as far as the window reaches.
      var groups = [pendingRows(model)]
      var count = groups[0].count
      var place: Position? = last
      while let current = place, count < height {
        groups.append(rows(model, current))
        count += groups[groups.count - 1].count
        place = model.before(current)
      }
      return Array(groups.reversed().joined().suffix(height))
    }
    var out: [Row] = []
    var place: Position? = first.position
    while let current = place, out.count < height + first.skipped {
      out += rows(model, current)
      place = model.after(current)
    }
    out = Array(out.dropFirst(first.skipped))
    if place == nil { out += pendingRows(model) }
    return Array(out.prefix(height))
  }

  /// Draws the region with its first row at `row`.
  static func draw(_ model: Model, on screen: inout Screen, row: Int) {
    let columns = area(model).columns
    let selected = model.focus == .transcript ? model.selection : nil
    if model.store.isEmpty {
      let text = "No connection yet. Type :connect SERVER, or press F1 for help."
      for (index, line) in TextWidth.wrap(text, to: max(1, columns - 2), most: 3).enumerated()
      where index < area(model).rows {
        screen.put(line, row: row + index, column: 1, style: .dim, limit: columns)
      }
      return
    }
    for (index, line) in visible(model).enumerated() {
      let isSelected = selected != nil && line.position == selected
      if isSelected { screen.put("▌", row: row + index, column: 0, style: .selected) }
      screen.put(line.spans, row: row + index, column: 1, limit: columns)
    }
  }
}
