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
    if let escaped = escaped(text) { body(escaped) }
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
      guard digits.count >= 8 else {
        place = max(place, start + 1)
        continue
      }
      while place < text.endIndex, text[place] == ASCII.equals { place += 1 }
      for skipped in 0..<4 {
        var found = Disguise()
        found.octets = Base64.decode(digits: digits[skipped...])
        found.run = start..<place
        body(found)
      }
    }
  }

  // MARK: Hexadecimal

  /// Runs of at least 12 digits, with one sign between them or none; from the first digit and from the second.
  private static func eachHexadecimal(in text: ArraySlice<UInt8>, _ body: (Disguise) -> Void) {
    var places: [Int] = []
    func end() {
      guard places.count >= 12 else { return }
      for first in 0..<2 {
        var found = Disguise()
        for index in stride(from: first, to: places.count - 1, by: 2) {
          let octet = hexadecimal(text[places[index]]) << 4 | hexadecimal(text[places[index + 1]])
          found.append(octet, from: places[index], to: places[index + 1] + 1)
        }
        body(found)
      }
    }
    for place in text.indices {
      if text[place].isHexDigit {
        if let last = places.last, place - last > 2 {
          end()
          places = []
        }
        places.append(place)
      }
    }
    end()
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit.isASCIIDigit ? digit - 0x30 : (digit | 0x20) - 0x61 + 10
  }

  // MARK: Escapes

  /// `%3x`, `=3x` of quoted-printable, `\x3x`, `\u003x`, `\"`, `&amp;`; nil: there are none.
  private static func escaped(_ text: ArraySlice<UInt8>) -> Disguise? {
    let signs: [UInt8] = [0x25, ASCII.equals, ASCII.backslash, 0x26]
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

  private static func escape(_ text: ArraySlice<UInt8>) -> (octets: [UInt8], length: Int)? {
    func code(_ digits: ArraySlice<UInt8>, radix: Int = 16, _ length: Int) -> ([UInt8], Int)? {
      guard !digits.isEmpty, let value = UInt32(digits.text, radix: radix), let scalar = Unicode.Scalar(value)
      else { return nil }
      return (length <= 4 ? [UInt8(truncatingIfNeeded: value)] : Array(String(scalar).utf8), length)
    }
    let behind = text.dropFirst()
    switch text.first {
    case 0x25, ASCII.equals: return behind.count < 2 ? nil : code(behind.prefix(2), 3)
    case ASCII.backslash:
      guard let sign = behind.first else { return nil }
      let digits = behind.dropFirst()
      if sign == UInt8(ascii: "x"), digits.count >= 2 { return code(digits.prefix(2), 4) }
      if sign == UInt8(ascii: "u"), digits.count >= 4 { return code(digits.prefix(4), 6) }
      return sign.isLetDig ? nil : ([sign], 2)
    default:
      guard let end = behind.prefix(10).firstIndex(of: 0x3B) else { return nil }
      let name = behind[..<end]
      let length = name.count + 2
      if let octet = entities[name.text] { return ([octet], length) }
      guard name.first == 0x23 else { return nil }
      let number = name.dropFirst()
      if (number.first ?? 0) | 0x20 == UInt8(ascii: "x") { return code(number.dropFirst(), max(5, length)) }
      return code(number, radix: 10, max(5, length))
    }
  }

  private static let entities: [String: UInt8] = [
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27,
  ]
}
