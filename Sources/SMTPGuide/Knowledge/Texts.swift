// What people read, by key: `key: text`, a line each, in Data/english.txt. The tables say which key; another language
// is another file of this form.

import SMTP

/// Texts by key.
package enum Texts {
  /// Where the line of each key begins.
  private static let index: HashIndex = {
    let octets = KnowledgeFile.english.octets
    var lines: [(hash: UInt32, value: Int32)] = []
    eachLine(of: octets) { start, key in
      lines.append((HashIndex.hash(octets[start..<(start + key)]), Int32(start)))
    }
    return HashIndex(lines)
  }()

  /// The text under a key; nil: there is none.
  package static func text(_ key: String) -> String? {
    let octets = KnowledgeFile.english.octets
    let wanted = Array(key.utf8)
    var found: String?
    index.each(HashIndex.hash(wanted)) { start in
      let line = octets[Int(start)...]
      guard line.starts(with: wanted), line.dropFirst(wanted.count).first == ASCII.colon else { return true }
      found = line.dropFirst(wanted.count + 1).drop { $0 == ASCII.space }.prefix { $0 != ASCII.lf }.text
      return false
    }
    return found
  }

  /// The text under a key, with values in place of their names in braces. Without such a text the key, which a test
  /// finds.
  package static func say(_ key: String, _ values: (name: String, value: String)...) -> String {
    text(key)?.filled(values) ?? key
  }

  /// All keys, in the order of the file.
  package static var keys: [String] {
    let octets = KnowledgeFile.english.octets
    var keys: [String] = []
    eachLine(of: octets) { start, key in keys.append(octets[start..<(start + key)].text) }
    return keys
  }

  /// Calls with the start of each line that has a key, and the length of the key.
  private static func eachLine(of octets: UnsafeBufferPointer<UInt8>, _ body: (Int, Int) -> Void) {
    var start = 0
    while start < octets.count {
      let end = ASCII.firstLF(UnsafeRawBufferPointer(octets), from: start, to: octets.count) ?? octets.count
      if end > start, octets[start] != UInt8(ascii: "#"),
        let colon = octets[start..<end].firstIndex(of: ASCII.colon)
      {
        body(start, colon - start)
      }
      start = end + 1
    }
  }
}

extension String {
  /// The text with values in place of their names in braces; a name without a value stays.
  func filled(_ values: [(name: String, value: String)]) -> String {
    guard !values.isEmpty, utf8.contains(UInt8(ascii: "{")) else { return self }
    var out: [UInt8] = []
    var rest = Array(utf8)[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "{")),
      let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      let name = rest[(open + 1)..<close]
      out += rest[..<open]
      if let value = values.first(where: { name.elementsEqual($0.name.utf8) })?.value {
        out += value.utf8
      } else {
        out += rest[open...close]
      }
      rest = rest[(close + 1)...]
    }
    return (out + rest).text
  }

  /// With a capital letter in front.
  package var capitalized: String { prefix(1).uppercased() + dropFirst() }
  /// With a capital letter in front and a period behind it.
  var sentence: String { capitalized + "." }
}
