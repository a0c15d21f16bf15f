// Octets as text that can go anywhere: to a terminal, into a ticket, into a file. Printable Unicode stays as
// it is; everything else, and what could make a terminal or a reader see something that is not there, is
// written as \r \n \t \\ \xHH, and comes back octet for octet.

import SMTP

/// The escapes of the session notation.
package enum Escaping {
  /// The safe form of `octets`.
  package static func escape(_ octets: some Collection<UInt8>) -> String {
    // Nearly everything: looked through in one go, without a call an octet.
    let plain = octets.withContiguousStorageIfAvailable { buffer -> String? in
      for octet in buffer where octet < 0x20 || octet >= 0x7F || octet == ASCII.backslash { return nil }
      return String(decoding: buffer, as: UTF8.self)
    }
    if let text = plain ?? nil { return text }
    var out = ""
    var decoder = UTF8()
    var source = Array(octets)[...]
    while !source.isEmpty {
      var iterator = source.makeIterator()
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        let length = UTF8.width(scalar)
        append(scalar, octets: source.prefix(length), to: &out)
        source = source.dropFirst(length)
      case .emptyInput, .error:
        if let octet = source.popFirst() { appendHex(octet, to: &out) }
      }
      decoder = UTF8()
    }
    return out
  }

  /// The form that stands behind `C:` and `S:`: what a session file would take for a variable is escaped, too.
  package static func wire(_ octets: some Collection<UInt8>) -> String {
    let text = escape(octets)
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    // By octets, as it is read: a mark behind the brace does not make it another one.
    return Array(text.utf8).replacing("${".utf8, with: "\\x24{".utf8).text
  }

  /// What stands behind `S:`. What a session file would take for a pattern of codes, or for the end of the connection,
  /// is a line of the server here: its first character is escaped.
  package static func reply(_ octets: some Collection<UInt8>) -> String {
    let text = wire(octets)
    guard let first = text.first, first != "\\" else { return text }
    let head = text.prefix { $0 != " " && $0 != "-" && $0 != "\\" }
    let isPattern = head.first == "!" || head.contains("|") || (head.count == 3 && head.contains("x"))
    guard isPattern || text == "eof" else { return text }
    var out = ""
    for octet in String(first).utf8 { appendHex(octet, to: &out) }
    return out + text.dropFirst()
  }

  /// The safe form of a text that came from outside.
  package static func escape(_ text: String) -> String { escape(text.utf8) }

  /// Text as a terminal may get it: line ends and tabs stay, and whatever does not show itself is an escape. It is the
  /// last that is done to a text; what is escaped already stays as it is.
  ///
  /// - Returns: nil where nothing has to be changed, which is nearly always.
  package static func visible(_ octets: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    // What is in front of it stands in `out`, or has to.
    var copied = 0
    var index = 0
    while index < octets.count {
      let octet = octets[index]
      if octet >= ASCII.space && octet < ASCII.del || octet == ASCII.lf || octet == ASCII.tab {
        index += 1
        continue
      }
      var length = 1
      var isShown = false
      if octet >= 0x80 {
        var decoder = UTF8()
        var source = octets[index..<min(index + 4, octets.count)].makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&source) {
          length = UTF8.width(scalar)
          isShown = isSafe(scalar)
        }
      }
      if !isShown {
        out += octets[copied..<index]
        for octet in octets[index..<index + length] { out += hex(octet) }
        copied = index + length
      }
      index += length
    }
    guard copied > 0 else { return nil }
    return out + octets[copied...]
  }

  /// The same of a text.
  package static func visible(_ text: String) -> String {
    var text = text
    return text.withUTF8 { visible($0) }?.text ?? text
  }

  /// Text on one line, in which escapes stand already: what is unsafe is escaped, and a backslash stays one.
  package static func line(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= ASCII.space && $0 < ASCII.del }) { return text }
    return escape(text.replacing("\\", with: "\u{0}")).replacing("\\x00", with: "\\")
  }

  private static func append(_ scalar: Unicode.Scalar, octets: ArraySlice<UInt8>, to out: inout String) {
    switch scalar {
    case "\\": out += "\\\\"
    case "\r": out += "\\r"
    case "\n": out += "\\n"
    case "\t": out += "\\t"
    default:
      if isSafe(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        for octet in octets { appendHex(octet, to: &out) }
      }
    }
  }

  private static func appendHex(_ octet: UInt8, to out: inout String) { out += hex(octet).text }

  private static func hex(_ octet: UInt8) -> [UInt8] {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
    return [ASCII.backslash, UInt8(ascii: "x"), digit(octet >> 4), digit(octet & 15)]
  }

  /// Whether a character shows itself and changes nothing else: no control, format, separator, private use
  /// or unassigned character. Format characters include those that turn the direction of writing.
  package static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      return false
    default: return true
    }
  }

  /// Undoes `escape`: nil with the offset, in octets, of an escape that is none.
  package static func unescape(_ text: String) -> (octets: [UInt8], badEscape: Int?) {
    let source = Array(text.utf8)
    var out: [UInt8] = []
    out.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      guard source[index] == ASCII.backslash else {
        out.append(source[index])
        index += 1
        continue
      }
      guard index + 1 < source.count else { return (out, index) }
      switch source[index + 1] {
      case UInt8(ascii: "r"): out.append(ASCII.cr)
      case UInt8(ascii: "n"): out.append(ASCII.lf)
      case UInt8(ascii: "t"): out.append(ASCII.tab)
      case ASCII.backslash: out.append(ASCII.backslash)
      case UInt8(ascii: "x"):
        guard index + 3 < source.count, let high = hex(source[index + 2]), let low = hex(source[index + 3])
        else {
          return (out, index)
        }
        out.append(high << 4 | low)
        index += 2
      default: return (out, index)
      }
      index += 2
    }
    return (out, nil)
  }

  private static func hex(_ octet: UInt8) -> UInt8? {
    guard octet.isHexDigit else { return nil }
    return octet.isASCIIDigit ? octet - 0x30 : (octet | 0x20) - 0x61 + 10
  }
}
