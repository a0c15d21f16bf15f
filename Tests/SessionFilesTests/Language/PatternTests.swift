import SMTP
import SessionFiles
import Testing

struct PatternTests {
  private func match(_ pattern: String, _ text: String) throws -> [String?]? {
    let octets = Array(text.utf8)
    return try Pattern(pattern).firstMatch(in: octets)?.map { range in
      range.map { String(decoding: octets[$0], as: UTF8.self) }
    }
  }

  @Test(arguments: [
    ("queued as (\\S+)", "250 2.0.0 Ok: queued as 4XyZ1", ["queued as 4XyZ1", "4XyZ1"]),
    ("^250", "250 Ok", ["250"]), ("Ok$", "250 Ok", ["Ok"]),
    ("a|ab", "ab", ["a"]), ("a*", "aaa", ["aaa"]), ("a*?b", "aab", ["aab"]), ("a+?", "aaa", ["a"]),
    ("(?i)relay ACCESS", "Relay access denied", ["Relay access"]),
    ("[0-9]{3}", "x 250", ["250"]), ("x{2,3}", "xxxx", ["xxx"]), ("x{2,}", "xxxx", ["xxxx"]),
    ("[^ ]+", "ab cd", ["ab"]), ("[]a]+", "]a", ["]a"]), ("\\d\\.\\d", "5.7.1", ["5.7"]),
    ("(?:ab)+", "abab", ["abab"]), ("", "x", [""]),
  ])
  func whatMatches(_ pattern: String, _ text: String, _ groups: [String]) throws {
    #expect(try match(pattern, text) == groups.map { $0 })
  }

  @Test func aGroupThatTookNoPart() throws {
    #expect(try match("(a)|(b)", "b") == ["b", nil, "b"])
  }

  @Test(arguments: [("^Ok", "250 Ok"), ("a{3}", "aa"), ("ok", "OK"), ("a$", "ab")])
  func whatDoesNot(_ pattern: String, _ text: String) throws { #expect(try match(pattern, text) == nil) }

  @Test(arguments: [
    ("(a", 0, "without its )"), ("a)", 1, "without its ("), ("*a", 0, "nothing stands before"),
    ("[a", 0, "without its ]"), ("a{2", 1, "without its }"), ("a{3,2}", 1, "the smaller one first"),
    ("\\q", 1, "not known"), ("(?=a)", 1, "only (?:"), ("(?:a{1000}){1000}", 17, "too large"),
  ])
  func problemsHaveAPlace(_ pattern: String, _ offset: Int, _ text: String) {
    do {
      _ = try Pattern(pattern)
      Issue.record("\(pattern) was taken")
    } catch let problem {
      #expect(problem.offset == offset && problem.text.contains(text), "\(problem)")
    }
  }

  /// What a match may cost is known when the file is read: more is refused there, whatever makes it so much.
  @Test(arguments: [
    "(a?){1000}b", "(?:a{40}){40}", "a{1000}", "[ab]{0,600}",
    "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)(q)(r)",
    String(repeating: "a", count: 1001), (0..<400).map { "a\($0)" }.joined(separator: "|"),
  ]) func whatCostsTooMuchIsRefused(_ pattern: String) {
    do {
      _ = try Pattern(pattern)
      Issue.record("\(pattern) was taken")
    } catch let problem {
      #expect(problem.text.hasPrefix("the pattern is too large") && problem.text.contains("1000 steps"))
    }
  }

  @Test(arguments: ["a{990}", "(?:a?){330}b", "(\\S{1,100}) (\\S+)"]) func whatIsLargeButBoundedIsTaken(
    _ pattern: String
  )
    throws
  {
    _ = try Pattern(pattern)
  }

  /// Beside a matcher that tries one way after the other: random small patterns and texts.
  @Test func theSameAsBacktracking() throws {
    var random = SplitMix(state: 7)
    var compared = 0
    for _ in 0..<1_500 {
      var groups = 0
      let tree = Tree.random(&random, depth: 3, &groups)
      let pattern = try Pattern(tree.source)
      for _ in 0..<4 {
        let text = (0..<Int.random(in: 0...7, using: &random)).map { _ in
          Array("abc".utf8).randomElement(using: &random) ?? 0
        }
        var reference = Backtracking(text, groups: groups)
        guard let expected = reference.firstMatch(tree) else { continue }
        compared += 1
        let got = pattern.firstMatch(in: text)
        if tree.hasLoopAroundNothing {
          // How often such a loop goes round is nobody's business; where there is a match is.
          #expect(got?[0]?.lowerBound == expected.first??.lowerBound, "\(tree.source) in \(text.text)")
        } else {
          #expect(got ?? [] == expected, "\(tree.source) in \(text.text)")
        }
      }
    }
    #expect(compared > 5_000)
  }

  /// A loop that can go round with nothing does so once.
  @Test(arguments: [
    ("(?:|a)*", "aa", [""]), ("(?:|a)+", "aa", [""]), ("(?:a*)*", "aab", ["aa"]),
    ("(?:a|b*)*c", "abbac", ["abbac"]),
  ]) func loopsAroundNothing(_ pattern: String, _ text: String, _ groups: [String]) throws {
    #expect(try match(pattern, text) == groups.map { $0 })
  }

  /// A backtracking engine would not come back from this one.
  @Test func nothingExplodes() throws {
    #expect(try match("(a*)*b", String(repeating: "a", count: 5_000)) == nil)
    #expect(try match("(x+x+)+y", String(repeating: "x", count: 5_000)) == nil)
  }
}

/// Random numbers that are the same every time.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A pattern as a tree.
private indirect enum Tree {
  case octet(UInt8)
  /// `[ab]`, or `[^ab]`.
  case set([UInt8], isInverted: Bool)
  case start
  case end
  case sequence([Tree])
  case either(Tree, Tree)
  /// Its number counts opening parentheses, from 1.
  case group(Int, Tree)
  case repeated(Tree, least: Int, most: Int?, isLazy: Bool)

  static func random(_ random: inout SplitMix, depth: Int, _ groups: inout Int) -> Tree {
    let letters = Array("abc".utf8)
    func letter() -> UInt8 { letters.randomElement(using: &random) ?? 0 }
    switch Int.random(in: 0..<(depth > 0 ? 12 : 4), using: &random) {
    case 0, 1: return .octet(letter())
    case 2: return .set([letter(), letter()], isInverted: Bool.random(using: &random))
    case 3:
      return Int.random(in: 0..<3, using: &random) > 0
        ? .octet(letter()) : Bool.random(using: &random) ? .start : .end
    case 4, 5, 6:
      return .sequence(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in Tree.random(&random, depth: depth - 1, &groups) }
      )
    case 7:
      return .either(.random(&random, depth: depth - 1, &groups), .random(&random, depth: depth - 1, &groups))
    case 8:
      groups += 1
      let number = groups
      return .group(number, .random(&random, depth: depth - 1, &groups))
    default:
      let bounds: [(Int, Int?)] = [(0, nil), (1, nil), (0, 1), (2, 2), (1, 3), (0, 2), (2, nil)]
      let (least, most) = bounds.randomElement(using: &random) ?? (0, nil)
      return .repeated(
        .random(&random, depth: depth - 1, &groups), least: least, most: most,
        isLazy: Bool.random(using: &random))
    }
  }

  var source: String {
    switch self {
    case .octet(let octet): return [octet].text
    case .set(let octets, let isInverted): return "[\(isInverted ? "^" : "")\(octets.text)]"
    case .start: return "^"
    case .end: return "$"
    case .sequence(let parts): return "(?:\(parts.map(\.source).joined()))"
    case .either(let a, let b): return "(?:\(a.source)|\(b.source))"
    case .group(_, let inner): return "(\(inner.source))"
    case .repeated(let inner, let least, let most, let isLazy):
      let sign: String
      switch (least, most) {
      case (0, nil): sign = "*"
      case (1, nil): sign = "+"
      case (0, 1): sign = "?"
      case (_, nil): sign = "{\(least),}"
      case (_, let most?): sign = least == most ? "{\(least)}" : "{\(least),\(most)}"
      }
      return "(?:\(inner.source))\(sign)\(isLazy ? "?" : "")"
    }
  }

  private var canBeNothing: Bool {
    switch self {
    case .octet, .set: return false
    case .start, .end: return true
    case .sequence(let parts): return parts.allSatisfy(\.canBeNothing)
    case .either(let a, let b): return a.canBeNothing || b.canBeNothing
    case .group(_, let inner): return inner.canBeNothing
    case .repeated(let inner, let least, _, _): return least == 0 || inner.canBeNothing
    }
  }

  var hasLoopAroundNothing: Bool {
    switch self {
    case .octet, .set, .start, .end: return false
    case .sequence(let parts): return parts.contains(where: \.hasLoopAroundNothing)
    case .either(let a, let b): return a.hasLoopAroundNothing || b.hasLoopAroundNothing
    case .group(_, let inner): return inner.hasLoopAroundNothing
    case .repeated(let inner, _, let most, _):
      return most == nil && inner.canBeNothing || inner.hasLoopAroundNothing
    }
  }
}

/// Matches a tree as its definition says, by trying.
private struct Backtracking {
  private let text: [UInt8]
  private var groups: [Range<Int>?]
  /// What may still be tried: some trees would take for ever.
  private var budget = 20_000

  init(_ text: [UInt8], groups: Int) {
    self.text = text
    self.groups = Array(repeating: nil, count: groups + 1)
  }

  /// The ranges of the first match, empty where there is none; nil: it takes too long to find out.
  mutating func firstMatch(_ tree: Tree) -> [Range<Int>?]? {
    for start in 0...text.count {
      var end: Int?
      if match(
        tree, at: start,
        then: { _, place in
          end = place; return true
        }), let end
      {
        groups[0] = start..<end
        return groups
      }
    }
    return budget > 0 ? [] : nil
  }

  private mutating func match(_ tree: Tree, at place: Int, then next: (inout Backtracking, Int) -> Bool) -> Bool
  {
    budget -= 1
    guard budget > 0 else { return false }
    switch tree {
    case .octet(let octet): return place < text.count && text[place] == octet && next(&self, place + 1)
    case .set(let octets, let isInverted):
      return place < text.count && octets.contains(text[place]) != isInverted && next(&self, place + 1)
    case .start: return place == 0 && next(&self, place)
    case .end: return place == text.count && next(&self, place)
    case .sequence(let parts): return match(parts[...], at: place, then: next)
    case .either(let a, let b): return match(a, at: place, then: next) || match(b, at: place, then: next)
    case .group(let number, let inner):
      let before = groups[number]
      if match(
        inner, at: place,
        then: { matcher, end in
          let inside = matcher.groups[number]
          matcher.groups[number] = place..<end
          if next(&matcher, end) { return true }
          matcher.groups[number] = inside
          return false
        })
      {
        return true
      }
      groups[number] = before
      return false
    case .repeated(let inner, let least, let most, let isLazy):
      return go(round: inner, least, most, isLazy, at: place, then: next)
    }
  }

  private mutating func match(
    _ parts: ArraySlice<Tree>, at place: Int, then next: (inout Backtracking, Int) -> Bool
  )
    -> Bool
  {
    guard let first = parts.first else { return next(&self, place) }
    return match(first, at: place) { matcher, end in matcher.match(parts.dropFirst(), at: end, then: next) }
  }

  private mutating func go(
    round inner: Tree, _ least: Int, _ most: Int?, _ isLazy: Bool, at place: Int,
    then next: (inout Backtracking, Int) -> Bool
  ) -> Bool {
    if most == 0 { return next(&self, place) }
    func again(_ matcher: inout Backtracking) -> Bool {
      matcher.match(inner, at: place) { matcher, end in
        // What took nothing ends a loop without a bound.
        if end == place, most == nil, least <= 1 { return next(&matcher, end) }
        return matcher.go(round: inner, max(0, least - 1), most.map { $0 - 1 }, isLazy, at: end, then: next)
      }
    }
    if least > 0 { return again(&self) }
    return isLazy ? next(&self, place) || again(&self) : again(&self) || next(&self, place)
  }
}
