// A screen as a value: a grid of styled cells with a cursor. Views draw it, tests read it as text, and
// Terminal paints it. Nothing that is not safe to print gets into a cell.

import CNcurses
import SMTP
import Transcript

/// What a piece of text is; a theme says how it looks.
package enum Style: UInt8, CaseIterable, Sendable {
  case normal, dim, title, status, good, bad, warning, sent, received, event, remark, note, selected, prompt,
    key,
    separator, mark
}

/// Text with one style.
package struct StyledText: Sendable, Equatable {
  /// One line; what is not safe to print is replaced when it is drawn.
  package let text: String
  package let style: Style

  package init(_ text: String, _ style: Style = .normal) {
    self.text = text
    self.style = style
  }
}

/// Columns and rows.
package struct Size: Sendable, Equatable {
  package let columns: Int
  package let rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// The widths of text on a terminal.
package enum TextWidth {
  /// Columns of one character: its widest scalar, because marks are drawn over their base.
  package static func of(_ character: Character) -> Int {
    if character.isASCII { return 1 }
    return character.unicodeScalars.map { max(0, Int(cnc_width($0.value))) }.max() ?? 0
  }

  /// Columns of a text.
  package static func of(_ text: String) -> Int {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + of($1) }
  }

  /// The beginning of `text` that fits, with an ellipsis where something is left out.
  package static func cut(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    guard width > 0 else { return "" }
    var out = ""
    var used = 0
    for character in text {
      let columns = of(character)
      if used + columns > width - 1 { break }
      out.append(character)
      used += columns
    }
    return out + "…"
  }

  /// Lines of at most `width` columns, broken at spaces where there are any.
  ///
  /// - Parameter most: after so many lines the last one is cut.
  package static func wrap(_ text: String, to width: Int, most: Int = .max) -> [String] {
    guard width > 0 else { return [] }
    if text.utf8.first != ASCII.space {
      // Most text is short, and most of the rest is ASCII.
      if of(text) <= width { return [text] }
      if text.utf8.allSatisfy({ $0 < 0x80 }) { return wrap(ascii: Array(text.utf8), width, most) }
    }
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      var rest = String(word)
      let gap = line.isEmpty ? 0 : 1
      if used + gap + of(rest) > width, used > 0 {
        lines.append(line)
        line = ""
        used = 0
      }
      while of(rest) > width {
        var piece = ""
        var columns = 0
        while let character = rest.first, columns + max(1, of(character)) <= max(width, 2) {
          piece.append(rest.removeFirst())
          columns += of(character)
        }
        lines.append(piece)
        if lines.count > most { break }
      }
      if used > 0 || !line.isEmpty {
        line += " "
        used += 1
      }
      line += rest
      used += of(rest)
      if lines.count > most { break }
    }
    lines.append(line)
    return cut(lines, to: width, most)
  }

  /// The same where a column is an octet.
  private static func wrap(ascii octets: [UInt8], _ width: Int, _ most: Int) -> [String] {
    var lines: [String] = []
    var start = 0
    while octets.count - start > width, lines.count <= most {
      // The last space that leaves a line that fits; without one the word is cut.
      let window = octets[start...(start + width)]
      let space = window.lastIndex(of: ASCII.space).flatMap { $0 > start ? $0 : nil }
      let end = space ?? start + width
      lines.append(octets[start..<end].text)
      start = space.map { $0 + 1 } ?? end
    }
    lines.append(octets[start...].text)
    return cut(lines, to: width, most)
  }

  private static func cut(_ lines: [String], to width: Int, _ most: Int) -> [String] {
    guard lines.count > most, most > 0 else { return lines }
    var kept = Array(lines.prefix(most))
    let last = kept[most - 1]
    kept[most - 1] = of(last) < width ? last + "…" : cut(last + " ", to: width)
    return kept
  }
}

/// A grid of cells.
package struct Screen: Sendable, Equatable {
  /// One column of one row. A wide character has an empty cell behind it.
  package struct Cell: Sendable, Equatable {
    /// Nil: the second half of the wide character in front of it.
    package var character: Character?
    /// A theme says how it looks.
    package var style: Style
  }

  /// Does not change: another size is another screen.
  package let size: Size
  /// Row after row, each from left to right.
  package private(set) var cells: [Cell]
  /// Row and column; nil: no cursor.
  package var cursor: (row: Int, column: Int)?

  /// Spaces in the normal style, and no cursor.
  package init(_ size: Size) {
    self.size = size
    cells = Array(repeating: Cell(character: " ", style: .normal), count: max(0, size.columns * size.rows))
  }

  package static func == (a: Screen, b: Screen) -> Bool {
    a.size == b.size && a.cells == b.cells && a.cursor?.row == b.cursor?.row
      && a.cursor?.column == b.cursor?.column
  }

  /// The cell of a row and a column, both from 0, which have to be on the screen.
  package subscript(row: Int, column: Int) -> Cell { cells[row * size.columns + column] }

  /// Draws text from a place to the right, at most to column `limit`.
  ///
  /// - Returns: the column behind it.
  @discardableResult
  package mutating func put(_ text: String, row: Int, column: Int, style: Style = .normal, limit: Int? = nil)
    -> Int
  {
    guard row >= 0, row < size.rows else { return column }
    let end = min(limit ?? size.columns, size.columns)
    var column = column
    if text.utf8.allSatisfy({ $0 >= ASCII.space && $0 < ASCII.del }) {
      for octet in text.utf8 {
        guard column >= 0, column < end else { break }
        cells[row * size.columns + column] = Cell(character: Character(Unicode.Scalar(octet)), style: style)
        column += 1
      }
      return column
    }
    for character in text {
      let isSafe =
        character.isASCII
        ? character >= " " && character != "\u{7F}" : character.unicodeScalars.allSatisfy(Escaping.isSafe)
      let shown: Character = isSafe ? character : "\u{FFFD}"
      let width = TextWidth.of(shown)
      guard width > 0 else { continue }
      guard column >= 0, column + width <= end else { break }
      cells[row * size.columns + column] = Cell(character: shown, style: style)
      if width == 2 { cells[row * size.columns + column + 1] = Cell(character: nil, style: style) }
      column += width
    }
    return column
  }

  /// Draws a line of one character that is one column wide.
  package mutating func rule(_ character: Character, row: Int, style: Style = .normal) {
    guard row >= 0, row < size.rows else { return }
    for column in 0..<size.columns {
      cells[row * size.columns + column] = Cell(character: character, style: style)
    }
  }

  /// Draws spans one behind the other.
  @discardableResult
  package mutating func put(_ spans: [StyledText], row: Int, column: Int, limit: Int? = nil) -> Int {
    spans.reduce(column) { put($1.text, row: row, column: $0, style: $1.style, limit: limit) }
  }

  /// Gives every cell of a part of a row a style.
  package mutating func fill(row: Int, from: Int = 0, to: Int? = nil, style: Style) {
    guard row >= 0, row < size.rows else { return }
    for column in max(0, from)..<max(max(0, from), min(to ?? size.columns, size.columns)) {
      cells[row * size.columns + column].style = style
    }
  }

  /// The rows as text, without spaces at their ends.
  package var lines: [String] {
    (0..<size.rows).map { row in
      var line = ""
      for column in 0..<size.columns {
        if let character = self[row, column].character { line.append(character) }
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The rows, each with a line feed behind it.
  package var text: String { lines.joined(separator: "\n") + "\n" }
}
