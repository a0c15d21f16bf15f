// curl -v: `> EHLO`, `< 250`, `* Connected`.

import SMTP

/// Reads the output of curl -v.
enum CurlLog {
  static func read(_ octets: [UInt8]) -> LogLine? {
    // A transcript that somebody quotes has the same sign in front.
    if let text = LogLine.rest(octets, behind: "> "), NotationLog.read(text) == nil { return .sent(text) }
    if let text = LogLine.rest(octets, behind: "< "), LogLine.isReply(text) { return .received(text) }
    if let text = LogLine.rest(octets, behind: "* ") { return .event(text.text) }
    return nil
  }
}
