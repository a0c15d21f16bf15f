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
    /// One line under a row.
    package struct Field: Sendable {
      /// What stands in front of the colon; a row may have several fields with one name.
      package let key: String
      /// What stands behind the colon.
      package let value: String
    }

    /// The line at the margin, whole.
    package let name: String
    /// Where it begins in the file.
    let head: Int
    /// In the file's order.
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
    package var source: Citation? { value("source").flatMap { Citation(parsing: $0) } }
  }

  /// The octets; they stay as long as the program runs.
  var octets: UnsafeBufferPointer<UInt8> {
    var count = 0
    let start = knowledge_octets(rawValue, &count)
    return UnsafeBufferPointer(start: start, count: count)
  }

  /// Where each row begins, from the start of the file: one pass that makes nothing else.
  var heads: [Int32] {
    var heads: [Int32] = []
    eachLine(from: 0) { line, start in
      if let first = line.first, first != ASCII.space, first != UInt8(ascii: "#") { heads.append(Int32(start)) }
      return true
    }
    return heads
  }

  /// The name of a row.
  func name(at head: Int) -> Slice<UnsafeBufferPointer<UInt8>> { octets[head..<lineEnd(head)] }

  /// The row that begins at a place.
  func row(at head: Int) -> Row {
    var row = Row(name: name(at: head).text, head: head)
    eachField(at: head) { key, value in row.fields.append(Row.Field(key: key.text, value: value.text)) }
    return row
  }

  /// Calls with name and value of each field of the row that begins at a place.
  func eachField(
    at head: Int, _ body: (Slice<UnsafeBufferPointer<UInt8>>, Slice<UnsafeBufferPointer<UInt8>>) -> Void
  ) {
    eachLine(from: lineEnd(head) + 1) { line, _ in
      guard let first = line.first else { return true }
      guard first == ASCII.space else { return first == UInt8(ascii: "#") }
      let field = line.drop { $0 == ASCII.space }
      guard let colon = field.firstIndex(of: ASCII.colon) else { return true }
      body(field[..<colon], field[(colon + 1)...].drop { $0 == ASCII.space })
      return true
    }
  }

  private func lineEnd(_ start: Int) -> Int {
    let octets = UnsafeRawBufferPointer(octets)
    return ASCII.firstLF(octets, from: start, to: octets.count) ?? octets.count
  }

  /// Calls with each line and its place, until it is told to stop.
  private func eachLine(from start: Int, _ body: (Slice<UnsafeBufferPointer<UInt8>>, Int) -> Bool) {
    let count = octets.count
    var start = start
    while start < count {
      let end = lineEnd(start)
      guard body(octets[start..<end], start) else { return }
      start = end + 1
    }
  }

  /// All rows. Not kept: the tables keep what they make of them.
  package var rows: [Row] { heads.map { row(at: Int($0)) } }
}

extension Citation {
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
