// Finds which of many phrases stand in a text without looking for each of them: of every phrase four octets are noted,
// and a text is asked only for phrases whose four octets it has.

import SMTP

/// A phrase: parts that stand in a text in this order, with anything in between.
package struct Phrase: Sendable, Equatable {
  /// In lower case.
  let parts: [[UInt8]]

  /// Reads `client host … blocked using`.
  ///
  /// - Returns: nil where no part has the four octets that the index needs.
  init?(_ text: some StringProtocol) {
    let pieces = text.split(separator: "…").map { part in
      Array(String(part).utf8).map(PhraseIndex.folded)
    }
    // Spaces at the outer ends are none of the phrase's; beside an ellipsis they are none either.
    parts = pieces.map { piece in
      var piece = piece[...]
      while piece.first == ASCII.space { piece = piece.dropFirst() }
      while piece.last == ASCII.space { piece = piece.dropLast() }
      return Array(piece)
    }.filter { !$0.isEmpty }
    guard parts.contains(where: { $0.count >= PhraseIndex.gram }) else { return nil }
  }

  /// Whether all parts stand in a folded text, one behind the other.
  func stands(in text: [UInt8]) -> Bool {
    var start = 0
    for part in parts {
      guard let found = PhraseIndex.first(part, in: text, from: start) else { return false }
      start = found + part.count
    }
    return true
  }
}

/// Phrases, ready to be looked for.
package struct PhraseIndex: Sendable {
  /// Octets of a phrase that are noted.
  static let gram = 4

  private let phrases: [Phrase]
  /// Phrases by a hash of their octets: where the list of each bucket begins in `entries`.
  private var starts: [Int32]
  private var entries: [Int32]
  private let mask: Int

  init(_ phrases: [Phrase]) {
    self.phrases = phrases
    var size = 1024
    while size < phrases.count * 4 { size *= 2 }
    mask = size - 1
    var buckets = [[Int32]](repeating: [], count: size)
    for (number, phrase) in phrases.enumerated() {
      // Of its longest part the four octets whose bucket is emptiest: usually a rare word.
      var best: Int?
      let part = phrase.parts.max { $0.count < $1.count } ?? []
      for start in stride(from: 0, through: part.count - Self.gram, by: 1) {
        let bucket = Self.bucket(part, start) & mask
        if best.map({ buckets[bucket].count < buckets[$0].count }) ?? true { best = bucket }
      }
      if let best { buckets[best].append(Int32(number)) }
    }
    starts = []
    entries = []
    for bucket in buckets {
      starts.append(Int32(entries.count))
      entries += bucket
    }
    starts.append(Int32(entries.count))
  }

  private static func bucket(_ octets: [UInt8], _ start: Int) -> Int {
    let word =
      UInt32(octets[start]) | UInt32(octets[start + 1]) << 8 | UInt32(octets[start + 2]) << 16
      | UInt32(octets[start + 3]) << 24
    return Int((word &* 2_654_435_761) >> 12)
  }

  /// ASCII letters in lower case, tabs as spaces.
  static func folded(_ octet: UInt8) -> UInt8 {
    octet.isASCIILetter ? octet | 0x20 : octet == ASCII.tab ? ASCII.space : octet
  }

  /// The phrases that stand in a folded text, each once, in no order.
  ///
  /// - Parameter accept: asked before a phrase is looked for.
  func matches(in text: [UInt8], accept: (Int) -> Bool) -> [Int] {
    guard text.count >= Self.gram else { return [] }
    var found: [Int] = []
    for start in 0...(text.count - Self.gram) {
      let bucket = Self.bucket(text, start) & mask
      let range = starts[bucket]..<starts[bucket + 1]
      if range.isEmpty { continue }
      for entry in range {
        let number = Int(entries[Int(entry)])
        if accept(number), !found.contains(number), phrases[number].stands(in: text) { found.append(number) }
      }
    }
    return found
  }

  /// Where a run of octets begins in a text.
  static func first(_ run: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard let head = run.first else { return start }
    var place = start
    while place + run.count <= text.count {
      if text[place] == head {
        var length = 1
        while length < run.count, text[place + length] == run[length] { length += 1 }
        if length == run.count { return place }
      }
      place += 1
    }
    return nil
  }
}
