// What a target asks for, and the end of the process where it is not so: libFuzzer keeps the input then.

import Transcript

import Glibc

/// A finding ends the process, with its words on standard error.
enum Finding {
  static func stop(_ text: String) -> Never {
    // The words may quote what is wrong with them.
    let shown = text.unicodeScalars.map {
      $0.value == 0x0A || (0x20..<0x7F).contains($0.value) ? "\($0)" : "{\($0.value)}"
    }
    let line = Array("FINDING: \(shown.joined())\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    abort()
  }

  /// Two things that have to be the same.
  static func expect(_ a: String, equals b: String, _ what: @autoclosure () -> String) {
    guard a != b else { return }
    let left = a.split(separator: "\n", omittingEmptySubsequences: false)
    let right = b.split(separator: "\n", omittingEmptySubsequences: false)
    let place =
      zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(left.count, right.count)
    let first = place < left.count ? String(left[place]) : "nothing"
    let second = place < right.count ? String(right[place]) : "nothing"
    stop("\(what()): line \(place + 1) is\n  \(first)\nand then\n  \(second)")
  }

  static func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { stop(what()) }
  }

  /// A text that is printed has nothing in it that a terminal or a reader would take for something else: no control
  /// character but the line feed, nothing that turns the direction of writing, nothing that cannot be seen. Written
  /// apart from `Escaping`, which it judges.
  static func expectClean(_ text: String, _ what: @autoclosure () -> String) {
    guard !isPlain(text) else { return }
    if let scalar = text.unicodeScalars.first(where: isRaw) {
      stop("\(what()) has U+\(String(scalar.value, radix: 16)) in it: \(text.prefix(2000))")
    }
  }

  /// The same of a text that goes to a terminal: the last thing that is done to it there makes what is raw visible.
  static func expectClean(shown text: String, _ what: @autoclosure () -> String) {
    guard !isPlain(text) else { return }
    expectClean(Escaping.visible(text), what())
  }

  /// Whether a text is certainly nothing but printable ASCII and line feeds. Eight octets at a time, and without a
  /// comparison for each: the fuzzer notes all of them.
  private static func isPlain(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { octets in
      let ones: UInt64 = 0x0101_0101_0101_0101
      let high = ones &* 0x80
      var found: UInt64 = 0
      let all = UnsafeRawBufferPointer(octets)
      func look(_ word: UInt64) {
        let feeds = word ^ (ones &* 0x0A)
        let isFeed = (feeds &- ones) & ~feeds & high
        let isLow = (word &- (ones &* 0x20)) & ~word & high
        let deletes = word ^ (ones &* 0x7F)
        found |= isLow & ~isFeed | word & high | (deletes &- ones) & ~deletes & high
      }
      var place = 0
      while place + 8 <= all.count {
        look(all.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        place += 8
      }
      var rest = ones &* 0x20
      for octet in all[place...] { rest = rest << 8 | UInt64(octet) }
      look(rest)
      return found == 0
    }
  }

  static func isRaw(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x20...0x7E: return false
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE0FFF, 0xE000...0xF8FF:
      return true
    default: return false
    }
  }
}

/// Octets that are read one after the other; behind the end there are zeroes.
struct Octets {
  private var rest: ArraySlice<UInt8>

  init(_ octets: [UInt8]) { rest = octets[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func next() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func next(below limit: Int) -> Int { Int(next()) % limit }

  /// As many octets as the next one says.
  mutating func piece() -> [UInt8] {
    let count = Int(next())
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func text() -> String { String(decoding: piece(), as: UTF8.self) }

  mutating func all() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }
}
