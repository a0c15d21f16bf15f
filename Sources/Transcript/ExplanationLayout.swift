// An explanation as text, HTML, Markdown and JSON: four layouts of the same lines, in the order that the guide gives
// them. What a server or a person said is escaped here.

import SMTP
import SMTPGuide

/// Lays out the lines of explanations.
package enum ExplanationLayout {
  /// Lines of text: the sentence, whose doing it is and whether asking again helps, and a line for each other thing.
  ///
  /// - Parameters:
  ///   - prefix: stands in front of every line.
  ///   - first: stands in front of the first line instead.
  package static func text(
    _ lines: [Explanation.Line], prefix: String = "", first: String? = nil
  ) -> [String] {
    lines.paragraphs.enumerated().map { index, line in
      (index == 0 ? first ?? prefix : prefix) + text(line)
    }
  }

  /// One line as text: `550  what it says (RFC …)`, `try: what to do  what to type`.
  package static func text(_ line: Explanation.Line) -> String {
    var out = ""
    if let label = line.label { out += Escaping.escape(label) + (isNamed(line) ? "  " : ": ") }
    out += Escaping.escape(line.text)
    if let citation = line.citation { out += " (\(citation))" }
    if let command = line.command { out += "  " + Escaping.escape(command) }
    return out
  }

  /// Whether the label names what the line is about; else it is a word in front of a sentence.
  private static func isNamed(_ line: Explanation.Line) -> Bool {
    switch line.role {
    case .part, .cause, .server: true
    case .summary, .side, .retry, .here, .advice: false
    }
  }

  /// A paragraph with what has no label, and a list of the rest.
  package static func html(_ lines: [Explanation.Line]) -> String {
    func escape(_ text: String) -> String { HTMLWriter.escape(text) }
    let opening = lines.filter { $0.label == nil }.map { escape(text($0)) }
    let items = lines.compactMap { line -> String? in
      guard let label = line.label else { return nil }
      let citation = line.citation.map { " <span class=\"source\">(\(escape($0.description)))</span>" } ?? ""
      let command = line.command.map { " <code>\(escape($0))</code>" } ?? ""
      let name = isNamed(line) ? "<b>\(escape(label))</b>" : "\(escape(label)):"
      return "<li>\(name) \(escape(line.text))\(citation)\(command)</li>\n"
    }
    return "<p>\(opening.joined(separator: " "))</p>\n<ul>\n\(items.joined())</ul>"
  }

  /// Lines of Markdown: a paragraph with what has no label, an empty line, and a list of the rest.
  package static func markdown(_ lines: [Explanation.Line]) -> [String] {
    func escape(_ text: String) -> String { MarkdownWriter.inline(text) }
    let opening = lines.filter { $0.label == nil }.map { line in
      escape(line.text) + (line.citation.map { " (\($0))" } ?? "")
    }
    return [opening.joined(separator: " "), ""]
      + lines.compactMap { line in
        guard let label = line.label else { return nil }
        let citation = line.citation.map { " (\($0))" } ?? ""
        let command = line.command.map { " " + MarkdownWriter.code($0) } ?? ""
        let name = isNamed(line) ? "**\(escape(label))**" : "\(escape(label)):"
        return "- \(name) \(escape(line.text))\(citation)\(command)"
      }
  }

  /// The fields of an object, as README.md documents them.
  package static func json(_ explanation: Explanation) -> [(String, JSONValue?)] {
    var here: [JSONValue] = []
    var parts: [JSONValue] = []
    var advice: [JSONValue] = []
    for line in explanation.lines {
      let text = ("text", JSONValue.string(line.text) as JSONValue?)
      let source = ("source", line.citation.map { JSONValue.string($0.description) })
      switch line.role {
      case .summary, .side, .retry: continue
      case .here: here.append(.object([("id", line.id.map(JSONValue.string)), text, source]))
      case .part, .cause, .server:
        parts.append(.object([("label", line.label.map(JSONValue.string)), text, source]))
      case .advice: advice.append(.object([text, ("command", line.command.map(JSONValue.string))]))
      }
    }
    return [
      ("meaning", .string(explanation.summary)),
      ("source", explanation.lines[0].citation.map { .string($0.description) }),
      ("party", explanation.fault.map { .string($0.rawValue) }),
      ("retry", .string(explanation.retry.rawValue)), ("cause", explanation.cause.map(JSONValue.string)),
      ("server", explanation.product.map(product)), ("here", here.isEmpty ? nil : .array(here)),
      ("parts", .array(parts)), ("try", advice.isEmpty ? nil : .array(advice)),
    ]
  }

  private static func product(_ guess: ProductGuess) -> JSONValue {
    .object([
      ("name", .string(guess.name)), ("certainty", .string(guess.certainty.rawValue)),
      ("evidence", .string(guess.evidence)),
    ])
  }
}
