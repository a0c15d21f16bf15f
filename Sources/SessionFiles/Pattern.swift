// Regular expressions that cannot explode: the pattern becomes a list of instructions, and all ways through it
// are followed side by side, octet by octet, so that the time is at most pattern × text. What is left out for
// that: back references and look-around.

import SMTP

/// A compiled regular expression over octets.
package struct Pattern: Sendable, Equatable {
  /// Why a pattern cannot be read.
  package struct Problem: Error, Equatable {
    /// Octets from its start.
    package let offset: Int
    package let text: String
  }

  private enum Instruction: Sendable, Equatable {
    case octet(Set)
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case start
    case end
    case match
  }

  /// A set of octets.
  private struct Set: Sendable, Equatable {
    var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    mutating func insert(_ octet: UInt8) {
      let bit = UInt64(1) << UInt64(octet & 63)
      switch octet >> 6 {
      case 0: bits.0 |= bit
      case 1: bits.1 |= bit
      case 2: bits.2 |= bit
      default: bits.3 |= bit
      }
    }

    mutating func formUnion(_ other: Set) {
      bits = (bits.0 | other.bits.0, bits.1 | other.bits.1, bits.2 | other.bits.2, bits.3 | other.bits.3)
    }

    func contains(_ octet: UInt8) -> Bool {
      let word: UInt64
      switch octet >> 6 {
      case 0: word = bits.0
      case 1: word = bits.1
      case 2: word = bits.2
      default: word = bits.3
      }
      return word >> UInt64(octet & 63) & 1 == 1
    }

    var inverted: Set { Set(bits: (~bits.0, ~bits.1, ~bits.2, ~bits.3)) }

    static func == (a: Set, b: Set) -> Bool { a.bits == b.bits }

    static func of(_ isIn: (UInt8) -> Bool) -> Set {
      var set = Set()
      for octet in UInt8.min...UInt8.max where isIn(octet) { set.insert(octet) }
      return set
    }
  }

  /// Instructions at most: what a counted repetition of a counted repetition could make of a short pattern.
  private static let limit = 5_000

  package let source: String
  private let program: [Instruction]
  private let groups: Int

  /// Compiles a pattern: characters, `.`, classes, `\d \w \s` and their opposites, `^ $`, groups, `|`, and
  /// `* + ? {n} {n,} {n,m}`, each of them lazy with a `?` behind it. Letters match as they are written unless
  /// the pattern begins with `(?i)`.
  package init(_ source: String) throws(Problem) {
    self.source = source
    var compiler = Compiler(source)
    program = try compiler.compile()
    groups = compiler.groups
  }

  /// Matches anywhere in `octets`, leftmost first.
  ///
  /// - Returns: the ranges of the whole match and of each group, nil for a group that took no part.
  package func firstMatch(in octets: some Collection<UInt8>) -> [Range<Int>?]? {
    let text = Array(octets)
    let slots = 2 * (groups + 1)
    var now: [Thread] = []
    var next: [Thread] = []
    var seen = [Int](repeating: -1, count: program.count)
    var best: [Int]?
    for position in 0...text.count {
      if best == nil {
        add(0, [Int](repeating: -1, count: slots), position, text.count, &now, &seen)
      }
      next.removeAll(keepingCapacity: true)
      var mark = [Int](repeating: -1, count: program.count)
      for thread in now {
        switch program[thread.at] {
        case .octet(let set):
          guard position < text.count, set.contains(text[position]) else { continue }
          add(thread.at + 1, thread.slots, position + 1, text.count, &next, &mark)
        case .match:
          best = thread.slots
        case .split, .jump, .save, .start, .end: continue
        }
        // Threads behind one that has matched have less right than it.
        if case .match = program[thread.at] { break }
      }
      swap(&now, &next)
      seen = mark
      if now.isEmpty, best != nil { break }
    }
    return best.map { slots in
      stride(from: 0, to: slots.count, by: 2).map { index in
        slots[index] >= 0 && slots[index + 1] >= slots[index] ? slots[index]..<slots[index + 1] : nil
      }
    }
  }

  /// One way through the program.
  private struct Thread {
    let at: Int
    let slots: [Int]
  }

  /// Follows everything that takes no octet; the order is that of preference.
  private func add(
    _ start: Int, _ slots: [Int], _ position: Int, _ length: Int, _ list: inout [Thread], _ seen: inout [Int]
  ) {
    var stack = [(start, slots)]
    while let (at, slots) = stack.popLast() {
      if seen[at] == position { continue }
      seen[at] = position
      switch program[at] {
      case .jump(let to): stack.append((to, slots))
      case .split(let first, let second):
        stack.append((second, slots))
        stack.append((first, slots))
      case .save(let slot):
        var slots = slots
        slots[slot] = position
        stack.append((at + 1, slots))
      case .start: if position == 0 { stack.append((at + 1, slots)) }
      case .end: if position == length { stack.append((at + 1, slots)) }
      case .octet, .match: list.append(Thread(at: at, slots: slots))
      }
    }
  }

  // MARK: Compiling

  private struct Compiler {
    let octets: [UInt8]
    var index = 0
    var groups = 0
    var ignoresCase = false
    var depth = 0

    init(_ source: String) { octets = Array(source.utf8) }

    mutating func compile() throws(Problem) -> [Instruction] {
      if octets.starts(with: "(?i)".utf8) {
        ignoresCase = true
        index = 4
      }
      let body = try alternatives()
      guard index == octets.count else { throw problem("a ) without its (") }
      return [.save(0)] + Self.shifted(body, 1) + [.save(1), .match]
    }

    func problem(_ text: String) -> Problem { Problem(offset: index, text: text) }

    static func shifted(_ program: [Instruction], _ by: Int) -> [Instruction] {
      program.map { instruction in
        switch instruction {
        case .split(let a, let b): return .split(a + by, b + by)
        case .jump(let to): return .jump(to + by)
        case .octet, .save, .start, .end, .match: return instruction
        }
      }
    }

    mutating func alternatives() throws(Problem) -> [Instruction] {
      depth += 1
      defer { depth -= 1 }
      guard depth < 50 else { throw problem("groups in groups, more than 50 deep") }
      var out = try sequence()
      while index < octets.count, octets[index] == UInt8(ascii: "|") {
        index += 1
        let other = try sequence()
        // split L1, L2; L1: out; jump end; L2: other
        out =
          [.split(1, out.count + 2)] + Self.shifted(out, 1) + [.jump(out.count + 2 + other.count)]
          + Self.shifted(other, out.count + 2)
      }
      return out
    }

    mutating func sequence() throws(Problem) -> [Instruction] {
      var out: [Instruction] = []
      while index < octets.count, octets[index] != UInt8(ascii: "|"), octets[index] != UInt8(ascii: ")") {
        let piece = try repeated(atom())
        out += Self.shifted(piece, out.count)
        guard out.count <= Pattern.limit else { throw problem("the pattern is too large") }
      }
      return out
    }

    mutating func atom() throws(Problem) -> [Instruction] {
      let octet = octets[index]
      switch octet {
      case UInt8(ascii: "("):
        let open = index
        index += 1
        var slot: Int?
        if octets[index...].starts(with: "?:".utf8) {
          index += 2
        } else if index < octets.count, octets[index] == UInt8(ascii: "?") {
          throw problem("only (?: is known, and (?i) at the start")
        } else {
          groups += 1
          slot = groups
        }
        let body = try alternatives()
        guard index < octets.count else { throw Problem(offset: open, text: "a ( without its )") }
        index += 1
        guard let slot else { return body }
        return [.save(2 * slot)] + Self.shifted(body, 1) + [.save(2 * slot + 1)]
      case UInt8(ascii: "["): return [.octet(try set())]
      case UInt8(ascii: "."):
        index += 1
        return [.octet(Set.of { $0 != ASCII.lf })]
      case UInt8(ascii: "^"):
        index += 1
        return [.start]
      case UInt8(ascii: "$"):
        index += 1
        return [.end]
      case ASCII.backslash: return [.octet(try escape())]
      case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
        throw problem("nothing stands before it that could be repeated")
      default:
        index += 1
        return [.octet(single(octet))]
      }
    }

    func single(_ octet: UInt8) -> Set {
      Set.of { $0 == octet || (ignoresCase && octet.isASCIILetter && $0 ^ 0x20 == octet) }
    }

    mutating func escape() throws(Problem) -> Set {
      index += 1
      guard index < octets.count else { throw problem("a \\ with nothing behind it") }
      let octet = octets[index]
      index += 1
      switch octet {
      case UInt8(ascii: "d"): return Set.of(\.isASCIIDigit)
      case UInt8(ascii: "D"): return Set.of(\.isASCIIDigit).inverted
      case UInt8(ascii: "w"): return Set.of { $0.isLetDig || $0 == UInt8(ascii: "_") }
      case UInt8(ascii: "W"): return Set.of { $0.isLetDig || $0 == UInt8(ascii: "_") }.inverted
      case UInt8(ascii: "s"): return Set.of { $0 == ASCII.space || (0x09...0x0D).contains($0) }
      case UInt8(ascii: "S"): return Set.of { $0 == ASCII.space || (0x09...0x0D).contains($0) }.inverted
      case UInt8(ascii: "t"): return single(ASCII.tab)
      case UInt8(ascii: "r"): return single(ASCII.cr)
      case UInt8(ascii: "n"): return single(ASCII.lf)
      case let octet where octet.isLetDig:
        index -= 1
        throw problem("\\\(String(UnicodeScalar(octet))) is not known")
      default: return single(octet)
      }
    }

    mutating func set() throws(Problem) -> Set {
      let open = index
      index += 1
      var out = Set()
      let isInverted = index < octets.count && octets[index] == UInt8(ascii: "^")
      if isInverted { index += 1 }
      var isFirst = true
      while index < octets.count, isFirst || octets[index] != UInt8(ascii: "]") {
        isFirst = false
        if octets[index] == ASCII.backslash {
          out.formUnion(try escape())
          continue
        }
        let low = octets[index]
        index += 1
        if index + 1 < octets.count, octets[index] == ASCII.hyphen, octets[index + 1] != UInt8(ascii: "]") {
          let high = octets[index + 1]
          guard high >= low, high != ASCII.backslash else { throw problem("a range that goes backwards") }
          index += 2
          for octet in low...high { out.formUnion(single(octet)) }
        } else {
          out.formUnion(single(low))
        }
      }
      guard index < octets.count else { throw Problem(offset: open, text: "a [ without its ]") }
      index += 1
      return isInverted ? out.inverted : out
    }

    mutating func repeated(_ atom: [Instruction]) throws(Problem) -> [Instruction] {
      guard index < octets.count else { return atom }
      let least: Int
      let most: Int?
      switch octets[index] {
      case UInt8(ascii: "*"): (least, most) = (0, nil)
      case UInt8(ascii: "+"): (least, most) = (1, nil)
      case UInt8(ascii: "?"): (least, most) = (0, 1)
      case UInt8(ascii: "{"): (least, most) = try count()
      default: return atom
      }
      index += 1
      let isLazy = index < octets.count && octets[index] == UInt8(ascii: "?")
      if isLazy { index += 1 }
      guard atom.count * max(least, most ?? least) <= Pattern.limit else {
        throw problem("the pattern is too large")
      }
      var out: [Instruction] = []
      for _ in 0..<least { out += Self.shifted(atom, out.count) }
      func choice(_ here: Int, _ there: Int) -> Instruction {
        isLazy ? .split(there, here) : .split(here, there)
      }
      if let most {
        // Each one more is a choice that leads behind all of them.
        let end = out.count + (most - least) * (atom.count + 1)
        for _ in 0..<max(0, most - least) {
          out.append(choice(out.count + 1, end))
          out += Self.shifted(atom, out.count)
        }
      } else {
        // L1: split L2, end; L2: atom; jump L1
        let start = out.count
        out.append(choice(start + 1, start + atom.count + 2))
        out += Self.shifted(atom, start + 1)
        out.append(.jump(start))
      }
      return out
    }

    /// `{n}`, `{n,}` or `{n,m}`; ends on the brace.
    mutating func count() throws(Problem) -> (Int, Int?) {
      let open = index
      guard let close = octets[index...].firstIndex(of: UInt8(ascii: "}")) else {
        throw problem("a { without its }")
      }
      let parts = octets[(index + 1)..<close].split(
        separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
      index = close
      guard let least = parts.first?.decimalValue, least <= 1000 else {
        throw Problem(offset: open, text: "{ } holds a number up to 1000, or two")
      }
      guard parts.count == 2 else { return (least, least) }
      if parts[1].isEmpty { return (least, nil) }
      guard let most = parts[1].decimalValue, most >= least, most <= 1000 else {
        throw Problem(offset: open, text: "{ } holds a number up to 1000, or two, the smaller one first")
      }
      return (least, most)
    }
  }
}
