// Python's smtplib: its own log (`send: 'ehlo\r\n'`, `reply: b'250 ok\r\n'`), and replies as programs show them that send
// mail with it: a tuple of the code and the text, which stands in the message of an exception or in a log:
// `SMTPDataError: (550, b'5.7.1 Message rejected')`.

import SMTP
import SMTPGuide

/// Reads what smtplib writes, and replies that stand as a tuple.
enum SMTPLibLog {
  /// The reply in a line; nil: there is none.
  static func reply(in line: [UInt8]) -> LoggedReply? {
    var place = 0
    while let open = line[place...].firstIndex(of: UInt8(ascii: "(")) {
      place = open + 1
      guard line.count > open + 7, line[place] == 0x34 || line[place] == 0x35,
        line[place..<(place + 3)].allSatisfy(\.isASCIIDigit), line[place + 3] == ASCII.comma,
        line[place + 4] == ASCII.space
      else { continue }
      var start = place + 5
      if line[start] == UInt8(ascii: "b") { start += 1 }
      guard start < line.count, line[start] == UInt8(ascii: "'") || line[start] == ASCII.quote else { continue }
      let code = line[place..<(place + 3)]
      let (text, end) = text(line, from: start + 1, quote: line[start], code)
      guard let reply = Reply(joined: code + [ASCII.space] + text) else { continue }
      return LoggedReply(reply: reply, answers: answers(line[..<open]), range: place..<end, hasCode: true)
    }
    return nil
  }

  /// What stands up to the closing quote, or up to the end; between its lines the code, as in other logs.
  private static func text(
    _ line: [UInt8], from start: Int, quote: UInt8, _ code: ArraySlice<UInt8>
  ) -> (text: [UInt8], end: Int) {
    var text: [UInt8] = []
    var place = start
    while place < line.count, line[place] != quote {
      if line[place] == ASCII.backslash, place + 1 < line.count {
        place += 1
        switch line[place] {
        case UInt8(ascii: "n"): text += [ASCII.space] + code + [ASCII.space]
        case UInt8(ascii: "r"), UInt8(ascii: "t"): text.append(ASCII.space)
        default: text.append(line[place])
        }
      } else {
        text.append(line[place])
      }
      place += 1
    }
    return (text, place)
  }

  /// The exception says what was refused.
  private static func answers(_ line: ArraySlice<UInt8>) -> Awaited {
    let line = Array(line)
    for (name, answers) in exceptions where line.contains(text: name) { return answers }
    return .nothing
  }

  private static let exceptions: [(name: String, answers: Awaited)] = [
    ("SMTPSenderRefused", .command(.mail)), ("SMTPRecipientsRefused", .command(.rcpt)),
    ("SMTPAuthenticationError", .authResponse), ("SMTPHeloError", .command(.ehlo)),
    ("SMTPConnectError", .connection),
  ]

  // MARK: Its log

  /// `send:` and `reply:` hold Python's own form of a string; several lines of mail text come in one.
  static func read(_ octets: [UInt8]) -> LogLine? {
    if let text = LogLine.rest(octets, behind: "send: ").flatMap(python) { return .sent(text) }
    if let text = LogLine.rest(octets, behind: "reply: ").flatMap(python) { return .received(text) }
    if LogLine.rest(octets, behind: "connect: ") != nil { return .event(octets.text) }
    return nil
  }

  /// A string in Python's form; nil for anything else. The CRLF at its end is left out.
  static func python(_ octets: [UInt8]) -> [UInt8]? {
    var text = octets[...]
    if text.first == UInt8(ascii: "b") { text = text.dropFirst() }
    guard let quote = text.first, quote == ASCII.quote || quote == UInt8(ascii: "'"), text.count >= 2,
      text.last == quote
    else { return nil }
    text = text.dropFirst().dropLast()
    var out: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      guard text[index] == ASCII.backslash, index + 1 < text.endIndex else {
        out.append(text[index])
        index += 1
        continue
      }
      switch text[index + 1] {
      case UInt8(ascii: "r"): out.append(ASCII.cr)
      case UInt8(ascii: "n"): out.append(ASCII.lf)
      case UInt8(ascii: "t"): out.append(ASCII.tab)
      case UInt8(ascii: "x"):
        guard index + 3 < text.endIndex, let value = UInt8(text[(index + 2)...(index + 3)].text, radix: 16)
        else {
          return nil
        }
        out.append(value)
        index += 2
      default: out.append(text[index + 1])
      }
      index += 2
    }
    if out.suffix(2) == [ASCII.cr, ASCII.lf] { out.removeLast(2) }
    return out
  }
}
