// Enhanced mail system status codes as values (RFC 3463 §2). What they mean is SMTPGuide's.

/// `class.subject.detail`, for example 5.7.1.
package struct EnhancedStatusCode: Hashable, Sendable, CustomStringConvertible {
  /// 2, 4 or 5 (RFC 3463 §3).
  package let statusClass: UInt16
  /// The probable source of what went wrong (RFC 3463 §2).
  package let subject: UInt16
  /// The precise condition (RFC 3463 §2).
  package let detail: UInt16

  package init(_ statusClass: UInt16, _ subject: UInt16, _ detail: UInt16) {
    self.statusClass = statusClass
    self.subject = subject
    self.detail = detail
  }

  package var description: String { "\(statusClass).\(subject).\(detail)" }

  /// Reads a code at the start of a reply's text, where RFC 2034 §4 puts it.
  ///
  /// - Returns: the code and the octets it takes, or nil when there is none. After it comes a space or
  ///   the end of the text.
  package static func parse(_ text: some RandomAccessCollection<UInt8>) -> (
    code: EnhancedStatusCode, length: Int
  )? {
    // Longer is none: three numbers of at most three digits.
    parse(Array(text.prefix(12))[...])
  }

  /// Reads a code at the start of a reply's text.
  package static func parse(_ text: ArraySlice<UInt8>) -> (code: EnhancedStatusCode, length: Int)? {
    var numbers: (UInt16, UInt16, UInt16) = (0, 0, 0)
    var field = 0
    var digits = 0
    var length = 0
    for octet in text {
      if octet.isASCIIDigit {
        digits += 1
        guard digits <= (field == 0 ? 1 : 3) else { return nil }
        let digit = UInt16(octet - 0x30)
        switch field {
        case 0: numbers.0 = digit
        case 1: numbers.1 = numbers.1 * 10 + digit
        default: numbers.2 = numbers.2 * 10 + digit
        }
      } else if octet == ASCII.dot, field < 2, digits > 0 {
        field += 1
        digits = 0
      } else if octet == ASCII.space || octet == ASCII.tab {
        break
      } else {
        return nil
      }
      length += 1
    }
    guard field == 2, digits > 0, numbers.0 == 2 || numbers.0 == 4 || numbers.0 == 5 else { return nil }
    return (EnhancedStatusCode(numbers.0, numbers.1, numbers.2), length)
  }

  /// Reads a code that stands alone, as on a command line; nil for anything else.
  package init?(_ text: String) {
    guard let (code, length) = Self.parse(Array(text.utf8)), length == text.utf8.count else { return nil }
    self = code
  }
}
