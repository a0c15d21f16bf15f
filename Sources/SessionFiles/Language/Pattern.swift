// Regular expressions that cannot explode: the pattern becomes a list of instructions, and all ways through it
// are followed side by side, octet by octet, so that the time is at most pattern × text; the pattern's size is bounded,
// and the text's is by the parser of replies. What is left out for that: back references and look-around.

import SMTP

/// A compiled regular expression over octets.
package struct Pattern: Sendable, Equatable {
  /// Why a pattern cannot be read.
  package struct Problem: Error, Equatable {
    /// Octets from its start.
    package let offset: Int
    /// What is wrong at that place, in a few words; no advice.
    package let text: String
  }

  private enum Instruction: Sendable, Equatable {
    case octet(OctetSet)
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case start
    case end
    case match
  }

  /// A set of octets.
  private struct OctetSet: Sendable, Equatable {
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

    mutating func formUnion(_ other: OctetSet) {
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

    var inverted: OctetSet { OctetSet(bits: (~bits.0, ~bits.1, ~bits.2, ~bits.3)) }

    static func == (a: OctetSet, b: OctetSet) -> Bool { a.bits == b.bits }

    static func of(_ isIn: (UInt8) -> Bool) -> OctetSet {
      var set = OctetSet()
      for octet in UInt8.min...UInt8.max where isIn(octet) { set.insert(octet) }
      return set
    }
  }

  /// What a pattern may cost for each octet of a line: its instructions, counted repetitions written out, and each of
  /// them once more for every group, whose place goes along. A line of a reply has at most `Limits.replyLineCut` octets,
  /// so this bounds every match: the worst takes about a second, and 10 ms on a line as long as RFC 5321 allows.
  package static let largest = 1_000

  /// As it was written, `(?i)` included.
  package let source: String
  private let program: [Instruction]
  private let groups: Int

  /// Compiles a pattern: characters, `.`, classes, `\d \w \s` and their opposites, `^ $`, groups, `|`, and
  /// `* + ? {n} {n,} {n,m}`, each of them lazy with a `?` behind it. Letters match as they are written unless
  /// the pattern begins with `(?i)`.
  ///
  /// - Throws: where it is none, or costs more than `largest`.
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
    var search = Search(program, slots: 2 * (groups + 1), length: text.count)
    return search.run(text).map { slots in
      stride(from: 0, to: slots.count, by: 2).map { index in
        slots[index] >= 0 && slots[index + 1] >= slots[index] ? slots[index]..<slots[index + 1] : nil
      }
    }
  }

  // MARK: Matching

  /// The ways through the program that are followed at one place, the preferred one first.
  private struct Branches {
    /// The instruction of each.
    var at: [Int] = []
    /// The slots of one behind those of the other.
    var slots: [Int] = []

    mutating func removeAll() {
      at.removeAll(keepingCapacity: true)
      slots.removeAll(keepingCapacity: true)
    }
  }

  /// One match. All its memory is made once.
  private struct Search {
    /// What is still to be done while everything is followed that takes no octet.
    private enum Task {
      case follow(Int)
      /// A slot gets back what was in it.
      case restore(slot: Int, Int)
    }

    private let program: [Instruction]
    private let length: Int
    private var now = Branches()
    private var next = Branches()
    /// The place at which each instruction was last come to: a second way to it has less right than the first.
    private var mark: [Int]
    private var tasks: [Task] = []
    /// The slots of the way that is followed.
    private var slots: [Int]

    init(_ program: [Instruction], slots count: Int, length: Int) {
      self.program = program
      self.length = length
      mark = [Int](repeating: -1, count: program.count)
      slots = [Int](repeating: -1, count: count)
    }

    /// The slots of the match; nil: there is none.
    mutating func run(_ text: [UInt8]) -> [Int]? {
      var best: [Int]?
      let width = slots.count
      for position in 0...length {
        if best == nil {
          for slot in 0..<width { slots[slot] = -1 }
          swap(&now, &next)
          add(0, position)
          swap(&now, &next)
        }
        next.removeAll()
        branches: for index in now.at.indices {
          let at = now.at[index]
          switch program[at] {
          case .octet(let set):
            guard position < length, set.contains(text[position]) else { continue }
            for slot in 0..<width { slots[slot] = now.slots[index * width + slot] }
            add(at + 1, position + 1)
          case .match:
            best = Array(now.slots[(index * width)..<((index + 1) * width)])
            // Ways behind one that has matched have less right than it.
            break branches
          case .split, .jump, .save, .start, .end: continue
          }
        }
        swap(&now, &next)
        if now.at.isEmpty, best != nil { break }
      }
      return best
    }

    /// Follows everything that takes no octet, from an instruction on, and appends to `next` where that leads; the
    /// order is that of preference.
    private mutating func add(_ start: Int, _ position: Int) {
      tasks.append(.follow(start))
      while let task = tasks.popLast() {
        switch task {
        case .restore(let slot, let value): slots[slot] = value
        case .follow(let at):
          if mark[at] == position { continue }
          mark[at] = position
          switch program[at] {
          case .jump(let to): tasks.append(.follow(to))
          case .split(let first, let second):
            tasks.append(.follow(second))
            tasks.append(.follow(first))
          case .save(let slot):
            tasks.append(.restore(slot: slot, slots[slot]))
            tasks.append(.follow(at + 1))
            slots[slot] = position
          case .start: if position == 0 { tasks.append(.follow(at + 1)) }
          case .end: if position == length { tasks.append(.follow(at + 1)) }
          case .octet, .match:
            next.at.append(at)
            for value in slots { next.slots.append(value) }
          }
        }
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
      let program = [.save(0)] + Self.shifted(body, 1) + [.save(1), .match]
      guard program.count * (groups + 1) <= Pattern.largest else {
        throw Problem(offset: 0, text: Self.tooLarge)
      }
      return program
    }

    func problem(_ text: String) -> Problem { Problem(offset: index, text: text) }

    static let tooLarge =
      "the pattern is too large: with its counts written out, and once more for every group, it has more than "
      + "\(Pattern.largest) steps; use smaller counts, and (?: ) for a group that nobody asks for"

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
        guard out.count <= Pattern.largest else { throw problem(Self.tooLarge) }
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
        return [.octet(OctetSet.of { $0 != ASCII.lf })]
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

    func single(_ octet: UInt8) -> OctetSet {
      OctetSet.of { $0 == octet || (ignoresCase && octet.isASCIILetter && $0 ^ 0x20 == octet) }
    }

    mutating func escape() throws(Problem) -> OctetSet {
      index += 1
      guard index < octets.count else { throw problem("a \\ with nothing behind it") }
      let octet = octets[index]
      index += 1
      switch octet {
      case UInt8(ascii: "d"): return OctetSet.of(\.isASCIIDigit)
      case UInt8(ascii: "D"): return OctetSet.of(\.isASCIIDigit).inverted
      case UInt8(ascii: "w"): return OctetSet.of { $0.isLetDig || $0 == UInt8(ascii: "_") }
      case UInt8(ascii: "W"): return OctetSet.of { $0.isLetDig || $0 == UInt8(ascii: "_") }.inverted
      case UInt8(ascii: "s"): return OctetSet.of { $0 == ASCII.space || (0x09...0x0D).contains($0) }
      case UInt8(ascii: "S"): return OctetSet.of { $0 == ASCII.space || (0x09...0x0D).contains($0) }.inverted
      case UInt8(ascii: "t"): return single(ASCII.tab)
      case UInt8(ascii: "r"): return single(ASCII.cr)
      case UInt8(ascii: "n"): return single(ASCII.lf)
      case let octet where octet.isLetDig:
        index -= 1
        throw problem("\\\(String(UnicodeScalar(octet))) is not known")
      default: return single(octet)
      }
    }

    mutating func set() throws(Problem) -> OctetSet {
      let open = index
      index += 1
      var out = OctetSet()
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
      guard atom.count * max(least, most ?? least) <= Pattern.largest else { throw problem(Self.tooLarge) }
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
        // split L1, end; L1: atom; split L1, end. What matches nothing must be able to end the loop, so the loop stands
        // behind what is repeated; the first split is for none at all.
        if least == 0 {
          out.append(choice(1, atom.count + 2))
          out += Self.shifted(atom, 1)
        }
        out.append(choice(out.count - atom.count, out.count + 1))
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
