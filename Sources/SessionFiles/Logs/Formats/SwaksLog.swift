// swaks: ` -> EHLO`, `<-  250`, `=== Trying`; `~` in the place of `-` under TLS, `*` where a reply was not wanted.

/// Reads the output of swaks.
enum SwaksLog {
  static func read(_ octets: [UInt8]) -> LogLine? {
    for sign in [" -> ", " ~> ", "-> ", "~> "] {
      if let text = LogLine.rest(octets, behind: sign) { return .sent(text) }
    }
    // Without its space behind it where an editor has cut the ends of lines off.
    if [" ->", " ~>", "->", "~>"].contains(where: { octets.elementsEqual($0.utf8) }) { return .sent([]) }
    for sign in ["<-  ", "<~  ", "<-* ", "<~* ", "<** "] {
      if let text = LogLine.rest(octets, behind: sign) { return .received(text) }
    }
    for sign in ["=== ", "*** "] {
      if let text = LogLine.rest(octets, behind: sign) { return .event(text.text) }
    }
    return nil
  }
}
