// The character classes of RFC 5234 and RFC 5321 over octets, and the few string helpers that the
// protocol needs. Nothing here knows what a command or a reply is.

/// Octets by their RFC 5234 names.
package enum ASCII {
  package static let nul: UInt8 = 0x00
  package static let tab: UInt8 = 0x09
  package static let lf: UInt8 = 0x0A
  package static let cr: UInt8 = 0x0D
  package static let space: UInt8 = 0x20
  package static let quote: UInt8 = 0x22
  package static let asterisk: UInt8 = 0x2A
  package static let hyphen: UInt8 = 0x2D
  package static let dot: UInt8 = 0x2E
  package static let colon: UInt8 = 0x3A
  package static let less: UInt8 = 0x3C
  package static let equals: UInt8 = 0x3D
  package static let greater: UInt8 = 0x3E
  package static let at: UInt8 = 0x40
  package static let openBracket: UInt8 = 0x5B
  package static let backslash: UInt8 = 0x5C
  package static let closeBracket: UInt8 = 0x5D
  package static let del: UInt8 = 0x7F
}

extension UInt8 {
  package var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
  package var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
  package var isLetDig: Bool { isASCIIDigit || isASCIILetter }
  package var isHexDigit: Bool { isASCIIDigit || ((self | 0x20) >= 0x61 && (self | 0x20) <= 0x66) }
  /// C0 control characters and DEL, the tab included.
  package var isControl: Bool { self < 0x20 || self == ASCII.del }
  /// `atext` of RFC 5322 §3.2.3.
  package var isAtext: Bool {
    if isLetDig { return true }
    switch self {
    case 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E, 0x5F, 0x60, 0x7B,
      0x7C, 0x7D, 0x7E:
      return true
    default: return false
    }
  }
  package var asciiUppercased: UInt8 { self >= 0x61 && self <= 0x7A ? self & 0xDF : self }
}

extension Collection where Element == UInt8 {
  /// The octets as text; what is not UTF-8 becomes U+FFFD. For people, never for the record.
  package var text: String { String(decoding: self, as: UTF8.self) }

  /// ASCII letters in upper case, everything else as it is.
  package var asciiUppercasedText: String { String(decoding: map(\.asciiUppercased), as: UTF8.self) }

  /// The number that the octets spell in decimal; nil for anything but digits, or past `Int.max`.
  package var decimalValue: Int? {
    guard !isEmpty else { return nil }
    var value = 0
    for octet in self {
      guard octet.isASCIIDigit else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(Int(octet - 0x30))
      guard !overflow, !overflow2 else { return nil }
      value = sum
    }
    return value
  }
}

extension [UInt8] {
  /// Whether the octets of `text` stand somewhere in these.
  package func contains(text: String) -> Bool {
    let run = text.utf8
    guard let first = run.first else { return true }
    let length = run.count
    var start = startIndex
    while start + length <= endIndex {
      if self[start] == first, self[start..<(start + length)].elementsEqual(run) { return true }
      start += 1
    }
    return false
  }
}

extension String {
  /// ASCII letters in upper case, without locale and without Foundation.
  package var asciiUppercased: String { utf8.asciiUppercasedText }
}
