// The character classes of RFC 5234 and RFC 5321 over octets, and the few string helpers that the
// protocol needs. Nothing here knows what a command or a reply is.

/// Octets by their RFC 5234 names. Inlinable, for the loops over octets in other modules.
@usableFromInline package enum ASCII {
  @inlinable package static var nul: UInt8 { 0x00 }
  @inlinable package static var tab: UInt8 { 0x09 }
  @inlinable package static var lf: UInt8 { 0x0A }
  @inlinable package static var cr: UInt8 { 0x0D }
  @inlinable package static var space: UInt8 { 0x20 }
  @inlinable package static var quote: UInt8 { 0x22 }
  @inlinable package static var asterisk: UInt8 { 0x2A }
  @inlinable package static var comma: UInt8 { 0x2C }
  @inlinable package static var hyphen: UInt8 { 0x2D }
  @inlinable package static var dot: UInt8 { 0x2E }
  @inlinable package static var colon: UInt8 { 0x3A }
  @inlinable package static var less: UInt8 { 0x3C }
  @inlinable package static var equals: UInt8 { 0x3D }
  @inlinable package static var greater: UInt8 { 0x3E }
  @inlinable package static var at: UInt8 { 0x40 }
  @inlinable package static var openBracket: UInt8 { 0x5B }
  @inlinable package static var backslash: UInt8 { 0x5C }
  @inlinable package static var closeBracket: UInt8 { 0x5D }
  @inlinable package static var del: UInt8 { 0x7F }

  /// Where the first LF stands.
  package static func firstLF(_ octets: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
    first(lf, octets, from: start, to: end)
  }

  /// Where an octet stands first: eight octets at a time, then one by one.
  ///
  /// - Parameters:
  ///   - fold: bits that are set in each octet before it is compared; 0x20 makes letters small.
  @inline(__always)
  static func first(
    _ octet: UInt8, fold: UInt8 = 0, _ octets: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = start
    while index + 8 <= end {
      let word =
        (octets.loadUnaligned(fromByteOffset: index, as: UInt64.self) | (ones &* UInt64(fold)))
        ^ (ones &* UInt64(octet))
      // An octet that is zero now is one that is looked for: only then does the subtraction borrow into its high bit.
      if (word &- ones) & ~word & (ones << 7) != 0 { break }
      index += 8
    }
    while index < end {
      if octets[index] | fold == octet { return index }
      index += 1
    }
    return nil
  }
}

extension UInt8 {
  /// `0` to `9`.
  @inlinable package var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
  /// `A` to `Z` in either case.
  @inlinable package var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
  /// `Let-dig` of RFC 5321 §4.1.2.
  @inlinable package var isLetDig: Bool { isASCIIDigit || isASCIILetter }
  /// `0` to `9`, `A` to `F` in either case.
  @inlinable package var isHexDigit: Bool { isASCIIDigit || ((self | 0x20) >= 0x61 && (self | 0x20) <= 0x66) }
  /// C0 control characters and DEL, the tab included.
  @inlinable package var isControl: Bool { self < 0x20 || self == ASCII.del }
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
  /// A small ASCII letter as a capital; any other octet as it is.
  @inlinable package var asciiUppercased: UInt8 { self >= 0x61 && self <= 0x7A ? self & 0xDF : self }
}

extension Collection where Element == UInt8 {
  /// The octets as text; what is not UTF-8 becomes U+FFFD. For people, never for the record.
  package var text: String { String(decoding: self, as: UTF8.self) }

  /// ASCII letters in upper case, everything else as it is.
  package var asciiUppercasedText: String {
    String(unsafeUninitializedCapacity: count) { buffer in
      var length = 0
      for octet in self {
        buffer[length] = octet.asciiUppercased
        length += 1
      }
      return length
    }
  }

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
