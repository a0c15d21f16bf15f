// The form of the files of knowledge (Sources/CKnowledge/Data): rows that begin at the margin, and under each its
// fields, indented, `key: value`. A line that begins with # is a remark. What the fields of each file are is said at
// the file's head; what they come to is the tables' business.

import CKnowledge
import SMTP

/// A file of knowledge.
package enum KnowledgeFile: Int32, CaseIterable, Sendable {
  // In the order of CKnowledge.h.
  case replies, enhanced, extensions, products, wordings, lists, advice, session, english

  /// A row of a file.
  package struct Row: Sendable {
    package struct Field: Sendable {
      package let key: String
      package let value: String
    }

    package let name: String
    /// From 1.
    package let line: Int
    package fileprivate(set) var fields: [Field] = []

    /// The first field of a name.
    package func value(_ key: String) -> String? { fields.first { $0.key == key }?.value }

    /// All fields of a name.
    package func values(_ key: String) -> [String] {
      fields.compactMap { $0.key == key ? $0.value : nil }
    }

    /// A field whose value is a list with commas.
    package func list(_ key: String) -> [String] {
      value(key)?.split(separator: ",").map { $0.trimmed } ?? []
    }

    /// The document that the row rests on.
    package var source: Source? { value("source").flatMap { Source(parsing: $0) } }
  }

  /// The octets; they stay as long as the program runs.
  var octets: UnsafeBufferPointer<UInt8> {
    var count = 0
    let start = knowledge_octets(rawValue, &count)
    return UnsafeBufferPointer(start: start, count: count)
  }

  /// All rows. Not kept: the tables keep what they make of them.
  package var rows: [Row] {
    var rows: [Row] = []
    var number = 0
    for line in octets.split(separator: ASCII.lf, omittingEmptySubsequences: false) {
      number += 1
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      if first != ASCII.space {
        rows.append(Row(name: line.text, line: number))
        continue
      }
      let body = line.drop { $0 == ASCII.space }
      guard let colon = body.firstIndex(of: ASCII.colon), !rows.isEmpty else { continue }
      let value = body[(colon + 1)...].drop { $0 == ASCII.space }
      rows[rows.count - 1].fields.append(Row.Field(key: body[..<colon].text, value: value.text))
    }
    return rows
  }
}

extension Source {
  /// Reads `RFC 5321 §4.2.3`, `RFC 5321 Appendix D.1`, or the name of another document.
  init?(parsing text: String) {
    guard text.hasPrefix("RFC ") else {
      self = .document(text)
      return
    }
    let words = text.split(separator: " ")
    guard words.count >= 3, let number = Int(words[1]) else { return nil }
    let section = words[words.count - 1]
    if words.count == 3, section.hasPrefix("§") {
      self = .rfc(number, String(section.dropFirst()))
    } else if words.count == 4, words[2] == "Appendix" {
      self = .rfc(number, String(section))
    } else {
      return nil
    }
  }
}

extension Substring {
  /// Without spaces around it.
  var trimmed: String {
    var text = self
    while text.last == " " { text = text.dropLast() }
    return String(text.drop { $0 == " " })
  }
}
