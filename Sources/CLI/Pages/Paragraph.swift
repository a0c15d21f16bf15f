// Text in lines of a given width, for what is read on a terminal.

/// Text in lines.
enum Paragraph {
  /// Breaks at spaces.
  static func wrap(_ text: String, _ columns: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > columns {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { String(repeating: " ", count: indent) + $0 }
  }

  /// A term, and its text in a column of its own.
  static func item(_ term: String, _ text: String, _ columns: Int) -> [String] {
    let indent = 26
    var lines = wrap(text, columns, indent: indent)
    let head = "  " + term
    if head.count + 2 > indent {
      lines.insert(head, at: 0)
    } else if !lines.isEmpty {
      lines[0] = head + String(repeating: " ", count: indent - head.count) + lines[0].dropFirst(indent)
    }
    return lines
  }
}
