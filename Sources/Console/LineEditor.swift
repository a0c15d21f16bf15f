// The command line being typed, as a value with the usual readline keys.

/// A line with a cursor.
package struct LineEditor: Sendable, Equatable {
  /// At most `limit`, unless completion has made them more.
  package private(set) var characters: [Character] = []
  /// How many characters stand in front of it.
  package private(set) var cursor = 0
  private var killed: [Character] = []
  /// Longer than this nothing is typed; a longer line goes through `:send` or a file.
  package static let limit = 16_384

  /// The cursor stands at the end.
  package init(_ text: String = "") { set(text) }

  package var text: String { String(characters) }
  package var isEmpty: Bool { characters.isEmpty }
  /// The text in front of the cursor.
  package var head: String { String(characters[..<cursor]) }

  /// Replaces the line, cut to `limit` characters; the cursor goes to its end.
  package mutating func set(_ text: String) {
    characters = Array(text.prefix(Self.limit))
    cursor = characters.count
  }

  /// Replaces the text in front of the cursor.
  package mutating func replaceHead(_ text: String) {
    let tail = characters[cursor...]
    let head = Array(text)
    characters = head + tail
    cursor = head.count
  }

  /// Puts text in at the cursor, which goes behind it; what is over `limit` is left out.
  package mutating func insert(_ text: String) {
    let new = Array(text.prefix(Self.limit - min(Self.limit, characters.count)))
    characters.insert(contentsOf: new, at: cursor)
    cursor += new.count
  }

  /// Takes a key.
  ///
  /// - Returns: false for a key that edits nothing.
  package mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .backspace, .control("h"): if cursor > 0 { remove(cursor - 1..<cursor) }
    case .delete, .control("d"): if cursor < characters.count { remove(cursor..<cursor + 1) }
    case .control("k"): kill(cursor..<characters.count)
    case .control("u"): kill(0..<cursor)
    case .control("w"), .alt("\u{7F}"): kill(wordStart()..<cursor)
    case .alt("d"): kill(cursor..<wordEnd())
    case .alt("b"): cursor = wordStart()
    case .alt("f"): cursor = wordEnd()
    case .control("y"): insert(String(killed))
    case .control("t"):
      guard characters.count > 1, cursor > 0 else { break }
      let place = min(cursor, characters.count - 1)
      characters.swapAt(place - 1, place)
      cursor = place + 1
    default: return false
    }
    return true
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  private mutating func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    killed = Array(characters[range])
    remove(range)
  }

  private func wordStart() -> Int {
    var place = cursor
    while place > 0, !isWord(characters[place - 1]) { place -= 1 }
    while place > 0, isWord(characters[place - 1]) { place -= 1 }
    return place
  }

  private func wordEnd() -> Int {
    var place = cursor
    while place < characters.count, !isWord(characters[place]) { place += 1 }
    while place < characters.count, isWord(characters[place]) { place += 1 }
    return place
  }

  private func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
