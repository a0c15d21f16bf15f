// `C: EHLO`, `S: 250`, with any indentation, quoted or not.

import SMTP

/// Reads text with C: and S:.
enum NotationLog {
  static func read(_ octets: [UInt8]) -> LogLine? {
    let line = octets.drop {
      $0 == ASCII.space || $0 == ASCII.tab || $0 == ASCII.greater || $0 == UInt8(ascii: "|")
    }
    for (sign, isSent) in [("C:", true), ("S:", false)] {
      guard line.starts(with: sign.utf8) else { continue }
      var text = line.dropFirst(2)
      if text.first == ASCII.space { text = text.dropFirst() }
      return isSent ? .sent(Array(text)) : .received(Array(text))
    }
    return nil
  }
}
