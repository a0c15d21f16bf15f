// How servers put back what they were sent: inside more Base64, in hexadecimal, with the escapes of URLs, of JSON or of
// HTML. Each reading is one of the same octets, with the places they came from.

import SMTP

/// A text read as an encoding of another one.
struct Disguise {
  /// What it says.
  var octets: [UInt8] = []
  /// Where each octet of it came from, and where that ends.
  private var starts: [Int] = []
  private var ends: [Int] = []
  /// What is hidden when a secret is in it; nil: only where the secret stands.
  private var run: Range<Int>?

  /// Where in the text a range of what it says came from.
  func source(of range: Range<Int>) -> Range<Int> {
    guard run == nil, let first = range.first, let last = range.last else { return run ?? 0..<0 }
    return starts[first]..<ends[last]
  }

  private mutating func append(_ octet: UInt8, from start: Int, to end: Int) {
    octets.append(octet)
    starts.append(start)
    ends.append(end)
  }

  /// Calls `body` with every other reading of a text.
  static func each(in text: ArraySlice<UInt8>, _ body: (Disguise) -> Void) {
    eachBase64(in: text, body)
    eachHexadecimal(in: text, body)
    eachDecimal(in: text, body)
    if let escaped = escaped(text) { body(escaped) }
  }

  /// Calls `body` with a reading, and with the one that UTF-16 gives: every other octet of it is NUL.
  private static func give(_ found: Disguise, _ body: (Disguise) -> Void) {
    body(found)
    guard found.octets.count >= 8, found.octets.count(where: { $0 == 0 }) * 3 >= found.octets.count else {
      return
    }
    var narrow = Disguise(run: found.run)
    for (index, octet) in found.octets.enumerated() where octet != 0 {
      if found.run == nil {
        narrow.append(octet, from: found.starts[index], to: found.ends[index])
      } else {
        narrow.octets.append(octet)
      }
    }
    body(narrow)
  }

  /// Whether it can be one more encoding: those are of letters and signs, but for what stood in front of it.
  var isText: Bool {
    octets.count(where: { $0 < ASCII.space || $0 >= ASCII.del }) * 4 <= octets.count
  }

  // MARK: Base64

  /// Runs of at least 8 characters. What stands in front may be of the alphabet, too, so a run is read from each of its
  /// first four characters.
  private static func eachBase64(in text: ArraySlice<UInt8>, _ body: (Disguise) -> Void) {
    var place = text.startIndex
    while place < text.endIndex {
      var digits: [UInt8] = []
      let start = place
      while place < text.endIndex, let digit = Base64.digit(text[place]) {
        digits.append(digit)
        place += 1
      }
      // Without a capital it is a word of the text.
      guard digits.count >= 8, digits.contains(where: { $0 < 26 }) else {
        place = max(place, start + 1)
        continue
      }
      while place < text.endIndex, text[place] == ASCII.equals { place += 1 }
      for skipped in 0..<4 {
        var found = Disguise()
        found.octets = Base64.decode(digits: digits[skipped...])
        found.run = start..<place
        give(found, body)
      }
    }
  }

  // MARK: Numbers

  /// What an octet is in a list of numbers: a digit, what stands between two, the letters of `0x`, `\\x` and `U+` too, or
  /// what ends the list.
  private enum Sign: UInt8 {
    case end, between, decimal, hexadecimal
  }

  private static let signs: [Sign] = {
    var signs = Array(repeating: Sign.end, count: 256)
    for octet in " \t,;:.-_|/\\%&#+xXuU{}<>()[]'\"=".utf8 { signs[Int(octet)] = .between }
    for octet in "ABCDEFabcdef".utf8 { signs[Int(octet)] = .hexadecimal }
    for octet in "0123456789".utf8 { signs[Int(octet)] = .decimal }
    return signs
  }()
  private static let mostBetween = 4

  /// Calls `body` with each run of a text that may be a list of numbers: of at least so many digits, with nothing or a few
  /// signs between two.
  private static func eachList(
    in text: ArraySlice<UInt8>, of kind: Sign, least: Int, _ body: (Range<Int>) -> Void
  ) {
    let octets = text.span
    let signs = signs.span
    let first = text.startIndex
    var start = 0
    var count = 0
    var gap = 0
    var place = 0
    func end(_ place: Int) {
      if count >= least { body(first + start..<first + place) }
      count = 0
    }
    while place < octets.count {
      let sign = signs[Int(octets[place])]
      if octets[place] == 0x30, place + 1 < octets.count, octets[place + 1] | 0x20 == UInt8(ascii: "x") {
        gap += 2
        place += 2
        continue
      }
      if sign == .decimal || sign == kind {
        if gap > mostBetween { end(place) }
        if count == 0 { start = place }
        count += 1
        gap = 0
      } else if sign == .between {
        gap += 1
      } else {
        end(place)
        gap = 0
      }
      place += 1
    }
    end(octets.count)
  }

  /// Runs of at least 12 digits; from the first digit and from the second.
  private static func eachHexadecimal(in text: ArraySlice<UInt8>, _ body: (Disguise) -> Void) {
    eachList(in: text, of: .hexadecimal, least: 12) { list in
      let places = list.filter { place in
        let isPrefix =
          text[place] == 0x30 && place + 1 < list.upperBound && text[place + 1] | 0x20 == UInt8(ascii: "x")
        return text[place].isHexDigit && !isPrefix
      }
      for first in 0..<2 {
        var found = Disguise()
        for index in stride(from: first, to: places.count - 1, by: 2) {
          let octet = hexadecimal(text[places[index]]) << 4 | hexadecimal(text[places[index + 1]])
          found.append(octet, from: places[index], to: places[index + 1] + 1)
        }
        give(found, body)
      }
    }
  }

  /// Lists of at least six numbers that are an octet each: `84, 114, 48`.
  private static func eachDecimal(in text: ArraySlice<UInt8>, _ body: (Disguise) -> Void) {
    eachList(in: text, of: .decimal, least: 12) { list in
      var found = Disguise()
      func end() {
        if found.octets.count >= 6 { give(found, body) }
        found = Disguise()
      }
      var place = list.lowerBound
      while place < list.upperBound {
        let start = place
        while place < list.upperBound, text[place].isASCIIDigit { place += 1 }
        if place == start {
          place += 1
        } else if place - start <= 3, let octet = UInt8(text[start..<place].text) {
          found.append(octet, from: start, to: place)
        } else {
          end()
        }
      }
      end()
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit.isASCIIDigit ? digit - 0x30 : (digit | 0x20) - 0x61 + 10
  }

  // MARK: Escapes

  /// `%3x`, `=3x` of quoted-printable, `+3X` of xtext (RFC 3461 §4), `\x3x`, `\073`, `\u003x`, `\"`, `&amp;`; nil: there
  /// are none.
  private static func escaped(_ text: ArraySlice<UInt8>) -> Disguise? {
    let signs: [UInt8] = [percent, ASCII.equals, ASCII.backslash, ampersand, plus]
    guard text.contains(where: signs.contains) else { return nil }
    var found = Disguise()
    var hasEscape = false
    var place = text.startIndex
    while place < text.endIndex {
      let rest = text[place...]
      if signs.contains(text[place]), let (octets, length) = escape(rest) {
        for octet in octets { found.append(octet, from: place, to: place + length) }
        place += length
        hasEscape = true
      } else {
        found.append(text[place], from: place, to: place + 1)
        place += 1
      }
    }
    return hasEscape ? found : nil
  }

  private static let percent: UInt8 = 0x25
  private static let ampersand: UInt8 = 0x26
  private static let plus: UInt8 = 0x2B

  private typealias Escape = (octets: [UInt8], length: Int)

  private static func escape(_ text: ArraySlice<UInt8>) -> Escape? {
    let behind = text.dropFirst()
    switch text.first {
    case percent where behind.first.map({ $0 | 0x20 }) == UInt8(ascii: "u"):
      return scalar(behind.dropFirst().prefix(4), 6)
    case percent, ASCII.equals: return octet(behind.prefix(2), radix: 16, 3)
    case plus: return behind.prefix(2).allSatisfy { $0 < 0x60 } ? octet(behind.prefix(2), radix: 16, 3) : nil
    case ASCII.backslash: return backslash(behind)
    default: return entity(behind)
    }
  }

  /// A number of two digits, or three octal ones, as an octet.
  private static func octet(_ digits: ArraySlice<UInt8>, radix: Int, _ length: Int) -> Escape? {
    guard digits.count == (radix == 16 ? 2 : 3), digits.allSatisfy(\.isHexDigit),
      let value = UInt8(digits.text, radix: radix)
    else { return nil }
    return ([value], length)
  }

  private static func scalar(_ digits: ArraySlice<UInt8>, radix: Int = 16, _ length: Int) -> Escape? {
    guard !digits.isEmpty, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits.text, radix: radix),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return (Array(String(scalar).utf8), length)
  }

  private static func backslash(_ text: ArraySlice<UInt8>) -> Escape? {
    guard let sign = text.first else { return nil }
    let digits = text.dropFirst()
    switch sign {
    case UInt8(ascii: "x"): return octet(digits.prefix(2), radix: 16, 4)
    case UInt8(ascii: "U"): return digits.count < 8 ? nil : scalar(digits.prefix(8), 10)
    case UInt8(ascii: "u"):
      if digits.first == UInt8(ascii: "{"), let end = digits.prefix(9).firstIndex(of: UInt8(ascii: "}")) {
        return scalar(digits[(digits.startIndex + 1)..<end], end - text.startIndex + 2)
      }
      guard digits.count >= 4 else { return nil }
      // Two of them are one character (RFC 8259 §7).
      let low = digits.dropFirst(6).prefix(4)
      if low.count == 4, digits.dropFirst(4).starts(with: "\\u".utf8),
        let high = UInt32(digits.prefix(4).text, radix: 16), let low = UInt32(low.text, radix: 16),
        0xD800..<0xDC00 ~= high, 0xDC00..<0xE000 ~= low,
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        return (Array(String(scalar).utf8), 12)
      }
      return scalar(digits.prefix(4), 6)
    case 0x30...0x33: return octet(text.prefix(3), radix: 8, 4)
    default:
      if let control = controls[sign] { return ([control], 2) }
      return sign.isLetDig ? nil : ([sign], 2)
    }
  }

  /// The letters of JSON (RFC 8259 §7) and C.
  private static let controls: [UInt8: UInt8] = [
    UInt8(ascii: "t"): ASCII.tab, UInt8(ascii: "n"): ASCII.lf, UInt8(ascii: "r"): ASCII.cr,
  ]

  /// `&amp;`, `&#38;`, and `&#38` as browsers take it.
  private static func entity(_ text: ArraySlice<UInt8>) -> Escape? {
    let semicolon: UInt8 = 0x3B
    if text.first != 0x23 {
      guard let end = text.prefix(10).firstIndex(of: semicolon) else { return nil }
      return entities[text[..<end].text].map { ([$0], end - text.startIndex + 2) }
    }
    let isHexadecimal = text.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
    let digits = text.dropFirst(isHexadecimal ? 2 : 1).prefix(8).prefix {
      isHexadecimal ? $0.isHexDigit : $0.isASCIIDigit
    }
    let isEnded = digits.endIndex < text.endIndex && text[digits.endIndex] == semicolon
    let length = digits.endIndex - text.startIndex + (isEnded ? 2 : 1)
    return scalar(digits, radix: isHexadecimal ? 16 : 10, length)
  }

  private static let entities: [String: UInt8] = [
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27,
  ]
}
