// Replies in the logs of mail servers and in bounce messages: what Postfix, Exim, Sendmail and qmail write of what the
// other side said, and the fields of a delivery status notification (RFC 3464). One line at a time, and nothing kept.

import SMTP
import SMTPGuide

/// A reply that stands in a line.
package struct LoggedReply: Sendable {
  package let reply: Reply
  /// What it answers, as far as the line says so.
  package let asked: Asked
  /// Where its text stands in the line.
  package let range: Range<Int>
  /// Whether the code stands there; else it is the log's own words that are read as one.
  package let hasCode: Bool
}

/// Reads lines of mail logs.
package enum MailLog {
  /// Words in front of a reply, and whether they alone make one of what follows.
  private static let leads: [[UInt8]] = [
    "said: ", "reply=", "reject=", "stat=", "<<< ", "smtp; ", "smtp;", "to me: ", "Remote_host_said:_", "<- ",
    "<** ",
    "<~ ", "<~* ", "< ", "S: ", "SMTP<< ", ">: ", "]: ", "connection: ", "data: ", "command: ", "EHLO: ",
    "HELO: ",
    "Deferred: ", "response: ", "was: ", "error: ", "discarded; ", "rejected: ", "after DATA: ", "]\" ",
    "failed: ", "Error: ", "error ", "Exception: ", "returned: ", "'", "\"",
  ].map { Array($0.utf8) }

  /// What a line says that the reply answered.
  private static let contexts: [(text: String, asked: Asked)] = [
    ("in reply to end of DATA", Asked.endOfData), ("in reply to RCPT", .command(.rcpt)),
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

  /// Exim's own words for what it refuses, which it logs without the code that it sends.
  private static let eximRefusals: [(text: [UInt8], code: String, asked: Asked)] = [
    (" temporarily rejected RCPT ", "451", Asked.command(.rcpt)), (" rejected RCPT ", "550", .command(.rcpt)),
    (" temporarily rejected MAIL ", "451", .command(.mail)), (" rejected MAIL ", "550", .command(.mail)),
    (" temporarily rejected after DATA", "451", .endOfData), (" rejected after DATA", "550", .endOfData),
    (" rejected EHLO or HELO ", "501", .command(.ehlo)),
    (" temporarily rejected connection ", "421", .connection),
    (" rejected connection ", "554", .connection),
  ].map { (Array($0.0.utf8), $0.1, $0.2) }

  /// What a server writes of a client, without a reply of anybody.
  /// The code is the one that would be sent for it.
  private static let ownWords: [(text: String, code: String)] = [
    ("lost connection after", "421"), ("timeout after", "421"), ("too many errors after", "421"),
    ("improper command pipelining after", "550"), ("SSL_accept error from", "421"),
    ("certificate verification failed for", "550"), ("authentication failed", "535"),
    ("does not resolve to address", "550"), ("SMTP command timeout on connection", "421"),
    ("SMTP data timeout", "421"), ("status=expired", "554"), ("unexpected disconnection while reading", "421"),
    ("TLS error on connection", "421"), ("authenticator failed for", "535"),
    ("SMTP protocol synchronization error", "554"), ("no host name found for IP address", "550"),
    ("did not issue MAIL/EXPN/VRFY/ETRN", "421"),
  ]
  private static let ownIndex = PhraseIndex(ownWords.compactMap { Phrase($0.text) })

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
        reply: reply, asked: asked(line, around: start..<end), range: start..<end, hasCode: true)
    }
    return eximRefusal(line) ?? eximFailure(line) ?? status(line) ?? ProgramLog.reply(in: line) ?? own(line)
  }

  // MARK: Where it stands

  /// Where the code begins. What stands behind a known lead is one; elsewhere an enhanced status code has to follow.
  private static func start(in line: [UInt8]) -> Int? {
    guard line.count >= 3 else { return nil }
    let margin = line.prefix { $0 == ASCII.space || $0 == ASCII.tab }.count
    if isCode(line, margin), line.count == margin + 3 || hasText(line, margin) { return margin }
    var place = 1
    while place + 3 < line.count {
      let octet = line[place]
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

  /// Three digits of a negative reply and what may stand behind them.
  private static func isCode(_ line: [UInt8], _ place: Int) -> Bool {
    guard place + 2 < line.count, line[place] == 0x34 || line[place] == 0x35, line[place + 1].isASCIIDigit,
      line[place + 2].isASCIIDigit
    else { return false }
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
  private static func end(of start: Int, in line: [UInt8]) -> Int {
    var end = line.count
    if let quote = quote(before: start, in: line), let close = line[start...].firstIndex(of: quote) {
      end = close
    }
    for place in start..<end where line[place] == ASCII.space || line[place] == UInt8(ascii: ";") {
      if tails.contains(where: { line[place...].starts(with: $0) }) {
        end = place
        break
      }
    }
    // What closes the log's parenthesis.
    while end > start, line[end - 1] == UInt8(ascii: ")") || line[end - 1] == ASCII.space {
      let open = line[start..<end].count { $0 == UInt8(ascii: "(") }
      let closed = line[start..<end].count { $0 == UInt8(ascii: ")") }
      if line[end - 1] == UInt8(ascii: ")"), closed <= open { break }
      end -= 1
    }
    return end
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
  package static func announced(by line: [UInt8]) -> Asked {
    guard line.last == ASCII.colon || line.last == ASCII.dot else { return .nothing }
    return asked(line, around: 0..<0)
  }

  /// What the words around a reply say that it answers.
  private static func asked(_ line: [UInt8], around reply: Range<Int>) -> Asked {
    guard reply.count < line.count else { return .nothing }
    var around: [UInt8] = []
    around.reserveCapacity(line.count)
    for (place, octet) in line.enumerated() where !reply.contains(place) {
      around.append(PhraseIndex.folded(octet))
    }
    return contextIndex.first(in: around) { _ in true }.map { contexts[$0].asked } ?? .nothing
  }

  private static func first(_ run: [UInt8], _ line: [UInt8], from start: Int) -> Int? {
    guard let head = run.first, line.count >= run.count else { return nil }
    var place = start
    while place + run.count <= line.count {
      if line[place] == head, line[place..<(place + run.count)].elementsEqual(run) { return place }
      place += 1
    }
    return nil
  }

  // MARK: Without a code

  private static func eximRefusal(_ line: [UInt8]) -> LoggedReply? {
    for (text, code, asked) in eximRefusals {
      guard let found = first(text, line, from: 0) else { continue }
      let start = found + text.count
      // The address, and behind it the reason.
      guard let colon = first(Array(": ".utf8), line, from: start) else { return nil }
      let reason = line[(colon + 2)...]
      guard !reason.isEmpty, let reply = Reply(joined: Array("\(code) ".utf8) + reason) else { return nil }
      return LoggedReply(reply: reply, asked: asked, range: (colon + 2)..<line.count, hasCode: false)
    }
    return nil
  }

  /// `** bob@server.example R=dnslookup T=remote_smtp: retry timeout exceeded` of Exim, and `==` of what it will try again.
  private static func eximFailure(_ line: [UInt8]) -> LoggedReply? {
    guard line.first?.isASCIIDigit == true else { return nil }
    for (arrow, code) in eximArrows {
      guard let found = first(arrow, line, from: 0),
        let colon = first(Array(": ".utf8), line, from: found + arrow.count)
      else { continue }
      let start = colon + 2
      guard start < line.count, let reply = Reply(joined: Array("\(code) ".utf8) + line[start...]) else {
        return nil
      }
      return LoggedReply(
        reply: reply, asked: asked(line, around: start..<line.count), range: start..<line.count, hasCode: false)
    }
    return nil
  }

  private static let eximArrows: [(text: [UInt8], code: String)] = [(" ** ", "550"), (" == ", "450")].map {
    (Array($0.0.utf8), $0.1)
  }

  /// Behind the name of the program, or behind the time where that is not named.
  private static func own(_ line: [UInt8]) -> LoggedReply? {
    guard let own = ownIndex.first(in: line.map(PhraseIndex.folded), accept: { _ in true }) else { return nil }
    var start = 0
    if let tag = first(Array("]: ".utf8), line, from: 0) {
      start = tag + 3
    } else {
      while start < line.count, line[start] == ASCII.space || line[start].isASCIIDigit || isTime(line[start]) {
        start += 1
      }
    }
    guard let reply = Reply(joined: Array("\(ownWords[own].code) ".utf8) + line[start...]) else { return nil }
    return LoggedReply(reply: reply, asked: .nothing, range: start..<line.count, hasCode: false)
  }

  private static func isTime(_ octet: UInt8) -> Bool {
    octet == ASCII.hyphen || octet == ASCII.colon || octet == ASCII.dot || octet == UInt8(ascii: "+")
  }

  /// `dsn=5.1.1, … status=bounced (text)` of Postfix, `dsn=4.0.0, stat=Deferred: text` of Sendmail: their own words,
  /// with an enhanced status code and no reply of anybody.
  private static func status(_ line: [UInt8]) -> LoggedReply? {
    guard let dsn = first(Array("dsn=".utf8), line, from: 0) else { return nil }
    let rest = line[(dsn + 4)...]
    guard let (code, _) = EnhancedStatusCode.parse(rest.prefix { $0 != ASCII.comma && $0 != ASCII.space }),
      code.statusClass != 2
    else { return nil }
    let start: Int
    if let open = first(Array("status=".utf8), line, from: dsn).flatMap({
      first([UInt8(ascii: "(")], line, from: $0)
    }) {
      start = open + 1
    } else if let stat = first(Array("stat=".utf8), line, from: dsn) {
      start = stat + 5
    } else {
      return nil
    }
    let end = end(of: start, in: line)
    let head = Array("\(code.statusClass)50 \(code) ".utf8)
    guard end > start, let reply = Reply(joined: head + line[start..<end]) else { return nil }
    return LoggedReply(reply: reply, asked: .nothing, range: start..<end, hasCode: false)
  }
}
