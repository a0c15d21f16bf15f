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
  package init?(_ text: some StringProtocol) { self.init(octets: text.utf8) }

  init?(octets: some Collection<UInt8>) {
    var parts: [[UInt8]] = []
    var part: [UInt8] = []
    // Spaces at the outer ends are none of the phrase's; beside an ellipsis they are none either.
    func close() {
      while part.last == ASCII.space { part.removeLast() }
      if !part.isEmpty { parts.append(part) }
      part.removeAll()
    }
    for octet in octets {
      if octet == ASCII.space, part.isEmpty { continue }
      part.append(PhraseIndex.folded(octet))
      if octet == 0xA6, part.count >= 3, part[part.count - 2] == 0x80, part[part.count - 3] == 0xE2 {
        // The ellipsis.
        part.removeLast(3)
        close()
      }
    }
    close()
    guard parts.contains(where: { $0.count >= PhraseIndex.gram }) else { return nil }
    self.parts = parts
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

  /// A phrase under the hash of four of its octets.
  private struct Entry: Sendable {
    let phrase: Int32
    /// The part that has the octets: its place in `octets`, its length, and how far before the four it begins.
    let start: Int32
    let count: Int32
    let before: Int32
    /// The phrase is that part alone.
    let isWhole: Bool
  }

  private let phrases: [Phrase]
  /// The noted parts, one behind the other.
  private var octets: [UInt8] = []
  /// Entries by hash: where each bucket begins in `entries`.
  private var starts: [Int32] = []
  private var entries: [Entry] = []
  /// A bit for each hash that some phrase has: most octets of a text are done with after looking here.
  private var filter: [UInt64]

  /// How far a hash is shifted to be the number of a bucket: there are 32 and more for each phrase.
  private let shift: UInt32

  /// Numbers the phrases by their places in the list: matches are given as such numbers.
  package init(_ phrases: [Phrase]) {
    self.phrases = phrases
    var bits: UInt32 = 8
    while bits < 16, 1 << bits < phrases.count * 32 { bits += 1 }
    shift = 32 - bits
    let buckets = 1 << Int(bits)
    filter = [UInt64](repeating: 0, count: buckets / 64)
    // What many phrases have, many texts have.
    var counts = [UInt16](repeating: 0, count: buckets)
    for phrase in phrases {
      for part in phrase.parts where part.count >= Self.gram {
        for start in 0...(part.count - Self.gram) { counts[bucket(part, start)] += 1 }
      }
    }
    var noted: [(bucket: Int, entry: Entry)] = []
    for (number, phrase) in phrases.enumerated() {
      var best: (part: Int, start: Int, bucket: Int)?
      for (index, part) in phrase.parts.enumerated() where part.count >= Self.gram {
        for start in 0...(part.count - Self.gram) {
          let bucket = bucket(part, start)
          if best.map({ counts[bucket] < counts[$0.bucket] }) ?? true { best = (index, start, bucket) }
        }
      }
      guard let best else { continue }
      let part = phrase.parts[best.part]
      noted.append(
        (
          best.bucket,
          Entry(
            phrase: Int32(number), start: Int32(octets.count), count: Int32(part.count),
            before: Int32(best.start),
            isWhole: phrase.parts.count == 1)
        ))
      octets += part
      filter[best.bucket / 64] |= 1 << UInt64(best.bucket % 64)
    }
    noted.sort { $0.bucket < $1.bucket }
    entries = noted.map(\.entry)
    starts.reserveCapacity(buckets + 1)
    var next = 0
    for bucket in 0...buckets {
      while next < noted.count, noted[next].bucket < bucket { next += 1 }
      starts.append(Int32(next))
    }
  }

  private static let factor: UInt32 = 2_654_435_761

  private func bucket(_ word: UInt32) -> Int { Int((word &* Self.factor) >> shift) }

  private func bucket(_ octets: [UInt8], _ start: Int) -> Int {
    bucket(
      UInt32(octets[start]) | UInt32(octets[start + 1]) << 8 | UInt32(octets[start + 2]) << 16
        | UInt32(octets[start + 3]) << 24)
  }

  /// ASCII letters in lower case, tabs as spaces.
  package static func folded(_ octet: UInt8) -> UInt8 {
    octet.isASCIILetter ? octet | 0x20 : octet == ASCII.tab ? ASCII.space : octet
  }

  /// Folds each octet of a text, or of its end: ASCII letters in lower case, tabs as spaces.
  package static func fold(_ text: inout [UInt8], from start: Int = 0) {
    var octets = text.mutableSpan
    for place in start..<octets.count { octets[place] = folded(octets[place]) }
  }

  /// The first phrase that stands in a folded text.
  ///
  /// - Parameter accept: asked of a phrase that stands there.
  package func first(in text: [UInt8], accept: (Int) -> Bool) -> Int? {
    guard text.count >= Self.gram else { return nil }
    var best = Int.max
    let octets = text.span
    var next = Self.gram - 1
    while let (place, bucket) = candidate(octets, from: next) {
      next = place + 1
      for entry in Int(starts[bucket])..<Int(starts[bucket + 1]) {
        let entry = entries[entry]
        let number = Int(entry.phrase)
        guard number < best, stands(entry, octets, place + 1 - Self.gram),
          entry.isWhole || phrases[number].stands(in: text), accept(number)
        else { continue }
        best = number
      }
    }
    return best == Int.max ? nil : best
  }

  /// The next four octets that some phrase may have: where the last of them stands, and their bucket. By itself, so
  /// that the loop which sees every octet holds nothing else.
  @inline(never)
  private func candidate(_ octets: Span<UInt8>, from start: Int) -> (place: Int, bucket: Int)? {
    let filter = filter.span
    let shift = shift
    var word =
      UInt32(octets[start - 3]) << 8 | UInt32(octets[start - 2]) << 16 | UInt32(octets[start - 1]) << 24
    for place in start..<octets.count {
      word = word >> 8 | UInt32(octets[place]) << 24
      let bucket = Int((word &* Self.factor) &>> shift)
      if filter[bucket &>> 6] & (1 &<< UInt64(bucket & 63)) != 0 { return (place, bucket) }
    }
    return nil
  }

  /// Whether the noted part of a phrase stands around its four octets.
  private func stands(_ entry: Entry, _ text: Span<UInt8>, _ place: Int) -> Bool {
    let from = place - Int(entry.before)
    guard from >= 0, from + Int(entry.count) <= text.count else { return false }
    for index in 0..<Int(entry.count) where text[from + index] != octets[Int(entry.start) + index] {
      return false
    }
    return true
  }

  /// Where a run of octets begins in a text.
  package static func first(_ run: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    first(run, in: text.span, from: start)
  }

  /// Where a run of octets begins in a text.
  static func first(_ run: [UInt8], in text: Span<UInt8>, from start: Int) -> Int? {
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
