// Postfix's log with -v, or of debug_peer_list: `postfix/smtpd[7]: < host[addr]: EHLO`.

import SMTP

/// Reads the log of Postfix.
enum PostfixLog {
  /// In smtpd's log `<` is what the client said; in that of the client, smtp, it is what the server said.
  static func read(_ octets: [UInt8]) -> LogLine? {
    for (process, sentSign) in [
      ("/smtpd[", UInt8(ascii: "<")), ("/smtp[", ASCII.greater), ("/lmtp[", ASCII.greater),
    ] {
      guard let start = LogLine.find(process, octets),
        let close = octets[start...].firstIndex(of: ASCII.closeBracket),
        octets[close...].starts(with: "]: ".utf8)
      else { continue }
      let text = octets[(close + 3)...]
      guard let sign = text.first, sign == ASCII.greater || sign == UInt8(ascii: "<"),
        text.dropFirst().first == ASCII.space, let address = text.firstIndex(of: ASCII.closeBracket)
      else { return nil }
      // `host[address]: ` in a server's log, `host[address]:25: ` in a client's.
      let port = text[(address + 1)...].dropFirst().prefix { $0.isASCIIDigit || $0 == ASCII.colon }
      guard text[(address + 1)...].first == ASCII.colon, port.endIndex < text.endIndex,
        text[port.endIndex] == ASCII.space
      else { return nil }
      let body = Array(text[(port.endIndex + 1)...])
      return sign == sentSign ? .sent(body) : .received(body)
    }
    return nil
  }
}
