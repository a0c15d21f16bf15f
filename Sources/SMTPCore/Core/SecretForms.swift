// What is known to be secret, in the forms in which it may be met again.

import SMTP

/// SecretForms of secrets, each once, the newest of them; bounded in octets.
struct SecretForms: Sendable {
  struct Form: Sendable {
    let octets: [UInt8]
    /// What stands for it.
    let variable: String
  }

  /// The longest first: one that contains another is found whole.
  private(set) var byLength: [Form] = []
  /// Their order of age, oldest first.
  private var ages: [[UInt8]] = []
  private var octets = 0
  /// What more than a hundred long tokens come to, in all their forms.
  private static let most = 4 << 20
  /// Those that an octet begins, in either case.
  private var byFirst: [[Form]] = []
  /// A bit for the first two octets of each, in capitals: without it no form begins there. Of one octet both bits count.
  private var sieve: [UInt64] = []

  var isEmpty: Bool { byLength.isEmpty }

  mutating func insert(_ form: Form) {
    guard !ages.contains(form.octets) else { return }
    ages.append(form.octets)
    octets += form.octets.count
    byLength.insert(
      form, at: byLength.firstIndex { $0.octets.count < form.octets.count } ?? byLength.count)
    if byFirst.isEmpty {
      byFirst = Array(repeating: [], count: 256)
      sieve = Array(repeating: 0, count: 1024)
    }
    note(form)
    while octets > Self.most, ages.count > 1 {
      forget(ages.removeFirst())
    }
  }

  /// Forgets a form; nothing where it is not known.
  mutating func remove(_ form: [UInt8]) {
    guard let age = ages.firstIndex(of: form) else { return }
    ages.remove(at: age)
    forget(form)
  }

  private mutating func forget(_ form: [UInt8]) {
    octets -= form.count
    byLength.removeAll { $0.octets == form }
    for index in byFirst.indices { byFirst[index].removeAll { $0.octets == form } }
  }

  private mutating func note(_ form: Form) {
    guard let first = form.octets.first?.asciiUppercased else { return }
    for octet in UInt8.min...UInt8.max where octet.asciiUppercased == first { byFirst[Int(octet)].append(form) }
    let second = form.octets.dropFirst().first?.asciiUppercased
    for octet in (second ?? .min)...(second ?? .max) {
      let bit = Int(first) << 8 | Int(octet)
      sieve[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  /// Whether octets end with the beginning of a form, which what comes behind them may complete.
  func isBegun(atEndOf octets: [UInt8]) -> Bool {
    guard let longest = byLength.first?.octets.count else { return false }
    for start in max(0, octets.count - longest)..<octets.count {
      for form in byFirst[Int(octets[start])] where start + form.octets.count > octets.count {
        let length = octets.count - start
        if (1..<length).allSatisfy({ octets[start + $0].asciiUppercased == form.octets[$0].asciiUppercased }) {
          return true
        }
      }
    }
    return false
  }

  /// Whether a form may begin with these two octets.
  @inline(__always)
  private static func mayBegin(_ first: UInt8, _ second: UInt8, _ sieve: Span<UInt64>) -> Bool {
    let bit = Int(first.asciiUppercased) << 8 | Int(second.asciiUppercased)
    return sieve[bit >> 6] & 1 << UInt64(bit & 63) != 0
  }

  /// Calls `body` with each place of each form, in whatever case: servers put back in lower case what they took for a
  /// command's. One pass, whatever the number of forms.
  func eachMatch(in octets: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard !byFirst.isEmpty else { return }
    let span = octets.span
    let sieve = sieve.span
    for start in range {
      let second = start + 1 < range.upperBound ? span[start + 1] : 0
      guard Self.mayBegin(span[start], second, sieve) else { continue }
      for form in byFirst[Int(span[start])] where start + form.octets.count <= range.upperBound {
        var length = 1
        while length < form.octets.count,
          span[start + length].asciiUppercased == form.octets[length].asciiUppercased
        {
          length += 1
        }
        if length == form.octets.count { body(start..<start + length) }
      }
    }
  }

  /// Octets that may stand between one letter and the next of what is spelled out.
  private static let mostBetween = 4

  /// The same of forms of letters and digits alone, whatever stands between those: blanks, dashes, control characters.
  func eachSpelledMatch(in octets: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard !byFirst.isEmpty else { return }
    let span = octets.span
    let sieve = sieve.span
    /// The next letter behind a place; nil: none stands near.
    func next(_ place: Int) -> Int? {
      var place = place + 1
      let end = min(range.upperBound, place + Self.mostBetween + 1)
      while place < end {
        if span[place].isLetDig { return place }
        place += 1
      }
      return nil
    }
    for start in range where span[start].isLetDig {
      guard let second = next(start), Self.mayBegin(span[start], span[second], sieve) else { continue }
      for form in byFirst[Int(span[start])] where start + form.octets.count <= range.upperBound {
        var length = 1
        var place = start
        while length < form.octets.count, let following = next(place),
          span[following].asciiUppercased == form.octets[length].asciiUppercased
        {
          length += 1
          place = following
        }
        if length == form.octets.count { body(start..<place + 1) }
      }
    }
  }
}
