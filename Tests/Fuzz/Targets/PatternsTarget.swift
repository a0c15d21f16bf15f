// The pattern engine against one that is as simple as can be: it tries every way, one after the other.

import SessionFiles

/// The octets are a pattern's tree and a text; or, behind an octet 0, a pattern as it is written, a line feed, and a text.
enum PatternsTarget {
  static func run(_ octets: [UInt8]) {
    guard octets.count <= 2_000 else { return }
    guard octets.first != 0 else { return written(octets.dropFirst()) }
    var input = Octets(octets)
    var maker = PatternMaker(input: input)
    let tree = maker.alternatives(depth: 0)
    input = maker.input
    let text = input.all().prefix(40).map { UInt8(ascii: "a") + $0 % 4 }
    let source = (maker.ignoresCase ? "(?i)" : "") + tree.source
    let pattern: Pattern
    do throws(Pattern.Problem) { pattern = try Pattern(source) } catch {
      Finding.expect(
        error.text.hasPrefix("the pattern is too large"), "\(source): \(error.text) at \(error.offset)")
      return
    }
    var matcher = SimpleMatcher(text, groups: maker.groups, ignoresCase: maker.ignoresCase)
    guard case .some(let expected) = matcher.firstMatch(tree) else { return }
    let found = pattern.firstMatch(in: text)
    // How far a loop goes that can match nothing each engine says otherwise; where a match begins they agree.
    func common(_ found: [Range<Int>?]) -> [Range<Int>?] {
      maker.hasEmptyLoop ? [found[0].map { $0.lowerBound..<$0.lowerBound }] : found
    }
    let a = found.map(common)
    let b = expected.map(common)
    Finding.expect(
      a == b,
      "/\(source)/ in \(String(decoding: text, as: UTF8.self)) is \(a.map { "\($0)" } ?? "none"), not \(b.map { "\($0)" } ?? "none")"
    )
  }

  private static func written(_ octets: ArraySlice<UInt8>) {
    let parts = octets.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    let source = String(decoding: parts.first ?? [], as: UTF8.self)
    let text = parts.count > 1 ? Array(parts[1]) : []
    do throws(Pattern.Problem) {
      let found = try Pattern(source).firstMatch(in: text)
      for range in found ?? [] {
        guard let range else { continue }
        Finding.expect(range.upperBound <= text.count, "/\(source)/ matches behind the end")
        if let whole = found?[0] {
          Finding.expect(whole.contains(range) || range.isEmpty, "/\(source)/: a group outside")
        }
      }
    } catch {
      Finding.expect(error.offset <= source.utf8.count, "/\(source)/: a mistake behind the end")
    }
  }
}

/// A pattern as a tree.
indirect enum PatternTree {
  /// As it is written, and the letters of `abcd` that it takes.
  case letter(String, Set<UInt8>)
  case start, end
  case group(PatternTree, Int?)
  case either([PatternTree])
  case sequence([PatternTree])
  case times(PatternTree, least: Int, most: Int?, isLazy: Bool)

  var source: String {
    switch self {
    case .letter(let text, _): return text
    case .start: return "^"
    case .end: return "$"
    case .group(let inner, nil): return "(?:\(inner.source))"
    case .group(let inner, _?): return "(\(inner.source))"
    case .either(let all): return all.map(\.source).joined(separator: "|")
    case .sequence(let all): return all.map(\.source).joined()
    case .times(let inner, let least, let most, let isLazy):
      let count: String
      switch (least, most) {
      case (0, nil): count = "*"
      case (1, nil): count = "+"
      case (0, 1): count = "?"
      case (_, nil): count = "{\(least),}"
      case (_, let most?): count = most == least ? "{\(least)}" : "{\(least),\(most)}"
      }
      return inner.source + count + (isLazy ? "?" : "")
    }
  }

  /// Whether it can match nothing.
  var canBeEmpty: Bool {
    switch self {
    case .letter: return false
    case .start, .end: return true
    case .group(let inner, _): return inner.canBeEmpty
    case .either(let all): return all.contains(where: \.canBeEmpty)
    case .sequence(let all): return all.allSatisfy(\.canBeEmpty)
    case .times(let inner, let least, _, _): return least == 0 || inner.canBeEmpty
    }
  }
}

/// Makes a tree of octets.
struct PatternMaker {
  var input: Octets
  private(set) var groups = 0
  private(set) var hasEmptyLoop = false
  let ignoresCase: Bool
  private var size = 0

  init(input: Octets) {
    self.input = input
    ignoresCase = self.input.next(below: 4) == 1
  }

  mutating func alternatives(depth: Int) -> PatternTree {
    let count = [1, 1, 1, 2, 3][input.next(below: 5)]
    return .either((0..<count).map { _ in sequence(depth) })
  }

  private mutating func sequence(_ depth: Int) -> PatternTree {
    .sequence((0..<input.next(below: 4)).map { _ in repeated(depth) })
  }

  private mutating func repeated(_ depth: Int) -> PatternTree {
    size += 1
    let atom = atom(depth)
    let kind = input.next(below: 12)
    guard kind > 5 else { return atom }
    let isLazy = input.next(below: 3) == 0
    let (least, most): (Int, Int?) = [(0, nil), (1, nil), (0, 1), (2, nil), (2, 2), (1, 3)][kind - 6]
    if atom.canBeEmpty { hasEmptyLoop = true }
    return .times(atom, least: least, most: most, isLazy: isLazy)
  }

  private mutating func atom(_ depth: Int) -> PatternTree {
    let all = Set("abcd".utf8)
    let a = UInt8(ascii: "a")
    switch input.next(below: depth < 4 && size < 30 ? 12 : 8) {
    case 0...3:
      let letter = a + input.next() % 4
      let name = String(UnicodeScalar(ignoresCase ? letter - 32 : letter))
      return .letter(name, [letter])
    case 4: return .letter(".", all)
    case 5:
      let first = input.next() % 4
      let last = first + input.next() % (4 - first)
      return .letter("[\(UnicodeScalar(a + first))-\(UnicodeScalar(a + last))]", Set(a + first...a + last))
    case 6:
      let letter = a + input.next() % 4
      return .letter("[^\(UnicodeScalar(letter))]", all.subtracting([letter]))
    case 7: return [.start, .end, .letter("\\w", all), .letter("\\d", [])][input.next(below: 4)]
    case 8, 9:
      groups += 1
      let number = groups
      return .group(alternatives(depth: depth + 1), number)
    default: return .group(alternatives(depth: depth + 1), nil)
    }
  }
}

/// Tries every way through a tree, the preferred one first.
struct SimpleMatcher {
  private let text: [UInt8]
  private let groups: Int
  private var steps = 0

  init(_ text: [UInt8], groups: Int, ignoresCase: Bool) {
    self.text = text
    self.groups = groups
  }

  private typealias Slots = [Range<Int>?]

  /// The match and its groups, `.some(nil)` for none; nil: it takes too long to say.
  mutating func firstMatch(_ tree: PatternTree) -> [Range<Int>?]?? {
    let none = Slots(repeating: nil, count: groups + 1)
    for start in 0...text.count {
      var found: Slots?
      let matches = match(tree, start, none) { _, end, slots in
        found = slots
        found?[0] = start..<end
        return true
      }
      if steps > 20_000 { return nil }
      if matches { return .some(found) }
    }
    return .some(nil)
  }

  private mutating func match(
    _ tree: PatternTree, _ place: Int, _ slots: Slots, _ then: (inout SimpleMatcher, Int, Slots) -> Bool
  ) -> Bool {
    steps += 1
    guard steps <= 20_000 else { return false }
    switch tree {
    case .letter(_, let letters):
      return place < text.count && letters.contains(text[place]) && then(&self, place + 1, slots)
    case .start: return place == 0 && then(&self, place, slots)
    case .end: return place == text.count && then(&self, place, slots)
    case .group(let inner, let number):
      return match(inner, place, slots) { matcher, end, slots in
        var slots = slots
        if let number { slots[number] = place..<end }
        return then(&matcher, end, slots)
      }
    case .either(let all):
      for one in all where match(one, place, slots, then) { return true }
      return false
    case .sequence(let all): return match(all[...], place, slots, then)
    case .times(let inner, let least, let most, let isLazy):
      return match(inner, least, most, isLazy, place, slots, then)
    }
  }

  private mutating func match(
    _ all: ArraySlice<PatternTree>, _ place: Int, _ slots: Slots,
    _ then: (inout SimpleMatcher, Int, Slots) -> Bool
  ) -> Bool {
    guard let first = all.first else { return then(&self, place, slots) }
    return match(first, place, slots) { $0.match(all.dropFirst(), $1, $2, then) }
  }

  private mutating func match(
    _ inner: PatternTree, _ least: Int, _ most: Int?, _ isLazy: Bool, _ place: Int, _ slots: Slots,
    _ then: (inout SimpleMatcher, Int, Slots) -> Bool
  ) -> Bool {
    func once(_ matcher: inout SimpleMatcher) -> Bool {
      guard most != 0 else { return false }
      return matcher.match(inner, place, slots) { matcher, end, slots in
        // A round that takes nothing is the last one.
        if end == place, least == 0, most == nil { return then(&matcher, end, slots) }
        return matcher.match(inner, max(0, least - 1), most.map { $0 - 1 }, isLazy, end, slots, then)
      }
    }
    if least > 0 { return once(&self) }
    return isLazy ? then(&self, place, slots) || once(&self) : once(&self) || then(&self, place, slots)
  }
}
