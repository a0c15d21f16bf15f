// What people read, by key: `key: text`, a line each, in Data/english.txt. The tables say which key; another language
// is another file of this form.

import SMTP

/// Texts by key.
package enum Texts {
  /// Where the line of each key begins, by the hash of the key; -1: nothing. Twice as large as it has to be.
  private static let index: [Int32] = {
    let octets = KnowledgeFile.english.octets
    var lines: [(hash: UInt32, start: Int32)] = []
    eachLine(of: octets) { start, key in lines.append((FNV.hash(octets[start..<(start + key)]), Int32(start))) }
    var size = 1024
    while size < lines.count * 2 { size *= 2 }
    var index = [Int32](repeating: -1, count: size)
    for (hash, start) in lines {
      var place = Int(hash) & (size - 1)
      while index[place] >= 0 { place = (place + 1) & (size - 1) }
      index[place] = start
    }
    return index
  }()

  /// The text under a key; nil: there is none.
  package static func text(_ key: String) -> String? {
    let octets = KnowledgeFile.english.octets
    let wanted = Array(key.utf8)
    var place = Int(FNV.hash(wanted)) & (index.count - 1)
    while index[place] >= 0 {
      let line = octets[Int(index[place])...]
      if line.starts(with: wanted), line.dropFirst(wanted.count).first == ASCII.colon {
        let text = line.dropFirst(wanted.count + 1).drop { $0 == ASCII.space }.prefix { $0 != ASCII.lf }
        return text.text
      }
      place = (place + 1) & (index.count - 1)
    }
    return nil
  }

  /// The text under a key, with values in place of their names in braces. Without such a text the key, which a test
  /// finds.
  package static func say(_ key: String, _ values: (name: String, value: String)...) -> String {
    guard let text = text(key) else { return key }
    guard !values.isEmpty else { return text }
    var out: [UInt8] = []
    var rest = Array(text.utf8)[...]
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
