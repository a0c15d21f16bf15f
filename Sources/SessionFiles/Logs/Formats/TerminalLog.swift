// A screen of telnet or `openssl s_client`: no signs at all, so what a line says tells who says it.

import SMTP

/// Reads what stands on a terminal.
enum TerminalLog {
  static func read(_ octets: [UInt8], isText: Bool) -> LogLine? {
    // Telnet's own last words.
    if octets.elementsEqual("Connection closed by foreign host.".utf8) { return .event(octets.text) }
    if LogLine.isReply(octets) { return .received(octets) }
    // Mail text, or the answer to a challenge, which is a secret.
    if isText { return .sent(octets) }
    let verb = octets.prefix { $0.isASCIILetter }
    if !verb.isEmpty, Verb(name: verb.text) != .other,
      octets.count == verb.count || octets[verb.count] == ASCII.space
    {
      return .sent(octets)
    }
    let start = octets.text
    for sign in ["Trying ", "Connected to ", "Connection closed", "CONNECTED(", "closed"]
    where start.hasPrefix(sign) {
      return .event(start)
    }
    return nil
  }
}
