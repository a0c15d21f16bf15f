// What a reply code is: said once, for the replies of a server and for those that stand in logs and session files.

/// A reply code where it stands (RFC 5321 §4.2): three digits, and behind them a space, a hyphen or the end.
package struct ReplyCode: Sendable, Equatable {
  /// The three digits as a number, 0 to 999.
  package let value: UInt16
  /// What stands behind the digits: a space, a hyphen where more lines follow, nil at the end of the text.
  package let separator: UInt8?

  /// Whether the first digit is one of a reply's: 2 to 5 (RFC 5321 §4.2.1).
  package var isReply: Bool { (200...599).contains(value) }
  /// Whether another line of the reply follows.
  package var isContinued: Bool { separator == ASCII.hyphen }
  /// Octets of digits and separator: 4, or 3 for a bare code.
  package var length: Int { separator == nil ? 3 : 4 }

  /// Reads the code at a place; nil where none stands there.
  package static func read(_ octets: [UInt8], at place: Int) -> ReplyCode? {
    read(in: octets, from: place, to: octets.count)
  }

  /// Reads the code at the start of a text; nil where none stands there.
  package static func read(_ text: ArraySlice<UInt8>) -> ReplyCode? {
    read(in: text, from: text.startIndex, to: text.endIndex)
  }

  /// The number that three digits spell at a place, whatever stands behind them; nil where there are no three.
  package static func digits(_ octets: [UInt8], at place: Int) -> UInt16? {
    digits(in: octets, from: place, to: octets.count)
  }

  /// Reads the code at `start` of a text that ends before `end`.
  @inline(__always)
  static func read<Octets: RandomAccessCollection<UInt8>>(in octets: Octets, from start: Int, to end: Int)
    -> ReplyCode? where Octets.Index == Int
  {
    guard let value = digits(in: octets, from: start, to: end) else { return nil }
    guard end - start > 3 else { return ReplyCode(value: value, separator: nil) }
    let separator = octets[start + 3]
    guard separator == ASCII.space || separator == ASCII.hyphen else { return nil }
    return ReplyCode(value: value, separator: separator)
  }

  @inline(__always)
  private static func digits<Octets: RandomAccessCollection<UInt8>>(
    in octets: Octets, from start: Int, to end: Int
  ) -> UInt16? where Octets.Index == Int {
    guard end - start >= 3 else { return nil }
    let (a, b, c) = (octets[start], octets[start + 1], octets[start + 2])
    guard a.isASCIIDigit, b.isASCIIDigit, c.isASCIIDigit else { return nil }
    return UInt16(a - 0x30) * 100 + UInt16(b - 0x30) * 10 + UInt16(c - 0x30)
  }
}
