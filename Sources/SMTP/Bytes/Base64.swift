// Base64 as SMTP AUTH wants it (RFC 4648 §4): padded, one line, and strict when reading, because RFC 4954
// §4 makes every other character an error that a debugger has to show.

/// Base64 of RFC 4648 §4.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The padded encoding of `octets`, without line breaks.
  package static func encode(_ octets: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((octets.count + 2) / 3 * 4)
    var index = 0
    while index < octets.count {
      let left = octets.count - index
      let a = octets[index]
      let b = left > 1 ? octets[index + 1] : 0
      let c = left > 2 ? octets[index + 2] : 0
      out.append(alphabet[Int(a >> 2)])
      out.append(alphabet[Int((a & 0x03) << 4 | b >> 4)])
      out.append(left > 1 ? alphabet[Int((b & 0x0F) << 2 | c >> 6)] : ASCII.equals)
      out.append(left > 2 ? alphabet[Int(c & 0x3F)] : ASCII.equals)
      index += 3
    }
    return out
  }

  /// The octets that `text` encodes; nil when it is not canonical Base64 (a wrong character, padding in
  /// the middle, a length that is no multiple of four, bits left over).
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var have = 0
    var padding = 0
    for octet in text {
      if octet == ASCII.equals {
        padding += 1
        guard padding <= 2 else { return nil }
        continue
      }
      guard padding == 0, let value = value(octet) else { return nil }
      bits = bits << 6 | UInt32(value)
      have += 6
      if have >= 8 {
        have -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> UInt32(have)))
        bits &= (1 << UInt32(have)) - 1
      }
    }
    let expected = have == 0 ? 0 : have == 4 ? 2 : have == 2 ? 1 : -1
    return padding == expected && bits == 0 ? out : nil
  }

  /// The octets that `text` encodes, as decoders read that are less strict: without padding, in the URL-safe alphabet
  /// (RFC 4648 §5), with blanks in it. For finding secrets only; nil: something else is in it.
  package static func decodeLeniently(_ text: some Collection<UInt8>) -> [UInt8]? {
    var digits: [UInt8] = []
    digits.reserveCapacity(text.count)
    var isPadded = false
    for octet in text {
      if octet == ASCII.space || octet == ASCII.tab { continue }
      if octet == ASCII.equals {
        isPadded = true
        continue
      }
      guard !isPadded, let digit = digit(octet) else { return nil }
      digits.append(digit)
    }
    return digits.count % 4 == 1 ? nil : decode(digits: digits[...])
  }

  /// Octets out of digits of 6 bits each; bits that are left over count for nothing.
  package static func decode(digits: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(digits.count / 4 * 3 + 2)
    var bits: UInt32 = 0
    var have: UInt32 = 0
    for digit in digits {
      bits = bits << 6 | UInt32(digit)
      have += 6
      if have >= 8 {
        have -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> have))
        bits &= (1 << have) - 1
      }
    }
    return out
  }

  /// The value of a character of either alphabet.
  package static func digit(_ octet: UInt8) -> UInt8? {
    switch octet {
    case ASCII.hyphen: return 62
    case 0x5F: return 63
    default: return value(octet)
    }
  }

  /// Base64 in the URL-safe alphabet.
  package static func urlSafe(_ base64: [UInt8]) -> [UInt8] {
    base64.map { $0 == 0x2B ? ASCII.hyphen : $0 == 0x2F ? 0x5F : $0 }
  }

  private static func value(_ octet: UInt8) -> UInt8? {
    switch octet {
    case 0x41...0x5A: return octet - 0x41
    case 0x61...0x7A: return octet - 0x61 + 26
    case 0x30...0x39: return octet - 0x30 + 52
    case 0x2B: return 62
    case 0x2F: return 63
    default: return nil
    }
  }
}
