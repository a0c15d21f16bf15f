// Replies in the logs of mail servers and in bounce messages: what Postfix, Exim, Sendmail and qmail write of what the
// other side said, and the fields of a delivery status notification (RFC 3464). One line at a time, and nothing kept.

import SMTP
import SMTPGuide

/// A reply that stands in a line.
package struct LoggedReply: Sendable {
  /// The reply; where no code stands in the line, with the one that its words were taken for.
  package let reply: Reply
  /// What it answers, as far as the line says so.
  package let answers: Awaited
  /// Where its text stands in the line.
  package let range: Range<Int>
  /// Whether the code stands there; else it is the log's own words that are read as one.
  package let hasCode: Bool
}

/// Reads lines of mail logs.
package enum QuotedReply {
  /// Words behind which a code is a reply's, with no enhanced status code that would show it.
  private static let leads: [[UInt8]] = [
    "said: ", "reply=", "reject=", "stat=", "<<< ", "smtp; ", "smtp;", "to me: ", "Remote_host_said:_", "<- ",
    "<** ",
    "<~ ", "<~* ", "< ", "S: ", "SMTP<< ", ">: ", "]: ", "connection: ", "data: ", "command: ", "EHLO: ",
    "HELO: ",
    "Deferred: ", "response: ", "was: ", "error: ", "discarded; ", "rejected: ", "after DATA: ", "]\" ",
    "failed: ", "Error: ", "error ", "Exception: ", "returned: ", "'", "\"",
  ].map { Array($0.utf8) }

  /// What a line says that the reply answered.
  private static let contexts: [(text: String, answers: Awaited)] = [
    ("in reply to end of DATA", Awaited.endOfData), ("in reply to RCPT", .command(.rcpt)),
    ("in reply to MAIL", .command(.mail)), ("in reply to DATA", .command(.data)),
    ("in reply to EHLO", .command(.ehlo)), ("in reply to HELO", .command(.helo)),
    ("in reply to STARTTLS", .command(.starttls)), ("in reply to BDAT", .command(.bdat)),
    ("after RCPT TO", .command(.rcpt)), ("after pipelined RCPT", .command(.rcpt)),
    ("after MAIL FROM", .command(.mail)), ("after pipelined MAIL", .command(.mail)),
    ("after end of data", .endOfData), ("after initial connection", .connection),
    ("after EHLO", .command(.ehlo)),
    ("after HELO", .command(.helo)), ("after DATA", .command(.data)), ("after STARTTLS", .command(.starttls)),
    ("after AUTH", .command(.auth)), ("refused to talk to me", .connection), ("reject: RCPT", .command(.rcpt)),
    ("reject: MAIL", .command(.mail)), ("reject: CONNECT", .connection), ("reject: EHLO", .command(.ehlo)),
    ("reject: HELO", .command(.helo)), ("reject: DATA", .command(.data)), ("END-OF-MESSAGE", .endOfData),
    ("ruleset=check_rcpt", .command(.rcpt)), ("ruleset=check_mail", .command(.mail)),
    ("ruleset=check_relay", .connection), ("does_not_like_recipient", .command(.rcpt)),
    ("does not like recipient", .command(.rcpt)), ("failed_after_I_sent_the_message", .endOfData),
    ("failed after I sent the message", .endOfData),
  ]
  private static let contextIndex = PhraseIndex(contexts.compactMap { Phrase($0.text) })

  /// The reply in a line; nil: there is none.
  package static func reply(in line: [UInt8]) -> LoggedReply? {
    if let start = start(in: line) {
      let end = end(of: start, in: line)
      var text = Array(line[start..<end])
      // qmail writes spaces as underscores.
      if !text.contains(ASCII.space), text.contains(UInt8(ascii: "_")) {
        text = text.map { $0 == UInt8(ascii: "_") ? ASCII.space : $0 }
      }
      guard let reply = Reply(joined: text) else { return nil }
      return LoggedReply(
        reply: reply, answers: answers(line, around: start..<end), range: start..<end, hasCode: true)
    }
    return SMTPLibLog.reply(in: line) ?? ServerLogPhrases.reply(in: line)
  }

  // MARK: Where it stands

  /// Where the code begins. What stands behind a known lead is one; elsewhere an enhanced status code has to follow.
  private static func start(in line: [UInt8]) -> Int? {
    guard line.count >= 3 else { return nil }
    let margin = line.prefix { $0 == ASCII.space || $0 == ASCII.tab }.count
    if isCode(line, margin), line.count == margin + 3 || hasText(line, margin) { return margin }
    var place = 1
    let octets = line.span
    while place + 3 < octets.count {
      let octet = octets[place]
      guard octet == 0x34 || octet == 0x35, isCode(line, place), !isWord(line[place - 1]) else {
        place += 1
        continue
      }
      if isEnhanced(line, place) { return place }
      if hasText(line, place), leads.contains(where: { ends($0, line, at: place) }) { return place }
      place += 3
    }
    return nil
  }

  /// Three digits of a negative reply and what may stand behind them: qmail writes an underscore for a space.
  private static func isCode(_ line: [UInt8], _ place: Int) -> Bool {
    guard let code = ReplyCode.digits(line, at: place), (400...599).contains(code) else { return false }
    return place + 3 >= line.count || line[place + 3] == ASCII.space || line[place + 3] == ASCII.hyphen
      || line[place + 3] == UInt8(ascii: "_")
  }

  /// Words, not numbers, behind a code.
  private static func hasText(_ line: [UInt8], _ place: Int) -> Bool {
    line.dropFirst(place + 3).prefix(80).contains { $0.isASCIILetter }
  }

  private static func isEnhanced(_ line: [UInt8], _ place: Int) -> Bool {
    let rest = line[(place + 4)...].prefix(12)
    guard rest.count >= 5, rest[rest.startIndex] == line[place], rest[rest.startIndex + 1] == ASCII.dot else {
      return false
    }
    return EnhancedStatusCode.parse(rest.prefix { $0 != ASCII.space && $0 != UInt8(ascii: "_") }) != nil
  }

  private static func isWord(_ octet: UInt8) -> Bool { octet.isLetDig || octet == ASCII.dot }

  private static func ends(_ lead: [UInt8], _ line: [UInt8], at place: Int) -> Bool {
    place >= lead.count && line[(place - lead.count)..<place].elementsEqual(lead)
  }

  private static let tails = [" (in reply to ", "; from=<", "; proto="].map { Array($0.utf8) }

  /// Where the reply ends and the log goes on.
  static func end(of start: Int, in line: [UInt8]) -> Int {
    var end = line.count
    if let quote = quote(before: start, in: line), let close = line[start...].firstIndex(of: quote) {
      end = close
    }
    let octets = line.span
    var next = start
    while let place = seam(octets, from: next, to: end) {
      if tails.contains(where: { line[place...].starts(with: $0) }) {
        end = place
        break
      }
      next = place + 1
    }
    // What closes the log's parenthesis.
    while end > start, octets[end - 1] == UInt8(ascii: ")") || octets[end - 1] == ASCII.space {
      if octets[end - 1] == UInt8(ascii: ")") {
        var open = 0
        for place in start..<end {
          if octets[place] == UInt8(ascii: "(") { open += 1 }
          if octets[place] == UInt8(ascii: ")") { open -= 1 }
        }
        if open >= 0 { break }
      }
      end -= 1
    }
    return end
  }

  /// The next place where a tail may begin, by the two octets that each of them begins with.
  @inline(never)
  private static func seam(_ octets: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var place = start
    while place < end - 1 {
      let second = octets[place + 1]
      if second == UInt8(ascii: "(") && octets[place] == ASCII.space
        || second == ASCII.space && octets[place] == UInt8(ascii: ";")
      {
        return place
      }
      place += 1
    }
    return nil
  }

  /// The quotation mark that the reply, or `smtp; ` in front of it, stands behind.
  private static func quote(before start: Int, in line: [UInt8]) -> UInt8? {
    let head = line[..<start]
    let lead =
      head.suffix(diagnosticType.count).elementsEqual(diagnosticType)
      ? head.dropLast(diagnosticType.count) : head
    return lead.last.flatMap { $0 == ASCII.quote || $0 == UInt8(ascii: "'") ? $0 : nil }
  }

  private static let diagnosticType = Array("smtp; ".utf8)

  /// What a line announces of the reply in the next one: `SMTP error from remote mail server after end of data:`.
  package static func announced(by line: [UInt8]) -> Awaited {
    guard line.last == ASCII.colon || line.last == ASCII.dot else { return .nothing }
    return answers(line, around: 0..<0)
  }

  /// What the words around a reply say that it answers.
  static func answers(_ line: [UInt8], around reply: Range<Int>) -> Awaited {
    guard reply.count < line.count else { return .nothing }
    var around: [UInt8] = []
    around.reserveCapacity(line.count - reply.count)
    around += line[..<reply.lowerBound]
    around += line[reply.upperBound...]
    PhraseIndex.fold(&around)
    return contextIndex.first(in: around) { _ in true }.map { contexts[$0].answers } ?? .nothing
  }
}
