// A page that is laid over the transcript: lines, or two conversations beside each other.

import SessionFiles

/// A page laid over the transcript.
package struct Overlay: Sendable {
  /// What the page is made of.
  package enum Content: Sendable {
    case lines([String])
    /// Two conversations, line beside line.
    case pairs([RecordingDiff.Row])
  }

  /// Stands in the first row of the page.
  package let title: String
  /// Not wrapped yet: that depends on the screen.
  package let content: Content
  /// The row of the page that stands first on the screen, from 0.
  package var top = 0
  /// From so many columns up two conversations stand beside each other.
  static let columnsForTwo = 72
  /// Lines of two conversations at most; more are for `smtpscope compare`.
  static let mostPairs = 5_000

  init(title: String, lines: [String]) {
    self.title = title
    content = .lines(lines)
  }

  init(title: String, pairs: [RecordingDiff.Row]) {
    self.title = title
    content = .pairs(pairs)
  }

  /// The page as text, for copying.
  var text: String {
    switch content {
    case .lines(let lines): return lines.joined(separator: "\n")
    case .pairs(let pairs): return pairs.flatMap(Self.stacked).map(\.text).joined(separator: "\n")
    }
  }

  /// The rows as they stand on a screen of so many columns.
  func rows(columns: Int) -> [[StyledText]] {
    let width = max(1, columns - 4)
    switch content {
    case .lines(let lines):
      return lines.flatMap { $0.isEmpty ? [""] : TextWidth.wrap($0, to: width) }.map { [StyledText($0)] }
    case .pairs(let pairs) where columns < Self.columnsForTwo:
      return pairs.flatMap(Self.stacked).flatMap { span in
        TextWidth.wrap(String(span.text.dropFirst(2)), to: max(1, width - 2)).map {
          [StyledText(span.text.prefix(2) + $0, span.style)]
        }
      }
    case .pairs(let pairs): return pairs.flatMap { Self.beside($0, width: (width - 3) / 2) }
    }
  }

  /// One under the other, as `diff -u` has it.
  private static func stacked(_ row: RecordingDiff.Row) -> [StyledText] {
    guard row.differs else { return [StyledText("  " + (row.first ?? ""))] }
    return [row.first.map { StyledText("- " + $0, .bad) }, row.second.map { StyledText("+ " + $0, .good) }]
      .compactMap {
        $0
      }
  }

  private static func beside(_ row: RecordingDiff.Row, width: Int) -> [[StyledText]] {
    let left = row.first.map { TextWidth.wrap($0, to: width) } ?? []
    let right = row.second.map { TextWidth.wrap($0, to: width) } ?? []
    return (0..<max(1, left.count, right.count)).map { index in
      let a = index < left.count ? left[index] : ""
      let b = index < right.count ? right[index] : ""
      let gap = String(repeating: " ", count: max(0, width - TextWidth.of(a)))
      let style: Style = row.differs ? .warning : .normal
      let mark = !row.differs ? " │ " : row.second == nil ? " < " : row.first == nil ? " > " : " ≠ "
      return [
        StyledText(a + gap, style), StyledText(mark, row.differs ? .bad : .separator), StyledText(b, style),
      ]
    }
  }
}
