// What a mail server writes in its log in its own words: a refusal of its own, a failure, a connection that went. No
// reply of anybody stands there; the words are read as the one that the server sends for it, or would.

import SMTP
import SMTPGuide

/// Reads lines in which a server speaks for itself.
enum ServerLogPhrases {
  /// What a server writes of a client; the code is the one that would be sent for it.
  private static let phrases: [(text: String, code: String)] = [
    ("lost connection after", "421"), ("timeout after", "421"), ("too many errors after", "421"),
    ("improper command pipelining after", "550"), ("SSL_accept error from", "421"),
    ("certificate verification failed for", "550"), ("authentication failed", "535"),
    ("does not resolve to address", "550"), ("SMTP command timeout on connection", "421"),
    ("SMTP data timeout", "421"), ("status=expired", "554"), ("unexpected disconnection while reading", "421"),
    ("TLS error on connection", "421"), ("authenticator failed for", "535"),
    ("SMTP protocol synchronization error", "554"), ("no host name found for IP address", "550"),
    ("did not issue MAIL/EXPN/VRFY/ETRN", "421"),
  ]
  private static let index = PhraseIndex(phrases.compactMap { Phrase($0.text) })

  /// The words in a line as a reply; nil: there are none.
  static func reply(in line: [UInt8]) -> LoggedReply? {
    EximLog.refusal(in: line) ?? status(line) ?? phrase(line)
  }

  /// Behind the name of the program, or behind the time where that is not named.
  private static func phrase(_ line: [UInt8]) -> LoggedReply? {
    guard let found = index.first(in: line.map(PhraseIndex.folded), accept: { _ in true }) else { return nil }
    var start = 0
    if let tag = PhraseIndex.first(Array("]: ".utf8), in: line, from: 0) {
      start = tag + 3
    } else {
      while start < line.count, line[start] == ASCII.space || line[start].isASCIIDigit || isTime(line[start]) {
        start += 1
      }
    }
    return words(line, start..<line.count, phrases[found].code, .nothing)
  }

  private static func isTime(_ octet: UInt8) -> Bool {
    octet == ASCII.hyphen || octet == ASCII.colon || octet == ASCII.dot || octet == UInt8(ascii: "+")
  }

  /// `dsn=5.1.1, … status=bounced (text)` of Postfix, `dsn=4.0.0, stat=Deferred: text` of Sendmail: their own words,
  /// with an enhanced status code and no reply of anybody.
  private static func status(_ line: [UInt8]) -> LoggedReply? {
    guard let dsn = PhraseIndex.first(Array("dsn=".utf8), in: line, from: 0) else { return nil }
    let rest = line[(dsn + 4)...]
    guard let (code, _) = EnhancedStatusCode.parse(rest.prefix { $0 != ASCII.comma && $0 != ASCII.space }),
      code.statusClass != 2
    else { return nil }
    let start: Int
    if let open = PhraseIndex.first(Array("status=".utf8), in: line, from: dsn).flatMap({
      PhraseIndex.first([UInt8(ascii: "(")], in: line, from: $0)
    }) {
      start = open + 1
    } else if let stat = PhraseIndex.first(Array("stat=".utf8), in: line, from: dsn) {
      start = stat + 5
    } else {
      return nil
    }
    return words(line, start..<QuotedReply.end(of: start, in: line), "\(code.statusClass)50 \(code)", .nothing)
  }

  /// Words of a line with the code in front of them that they stand for; nil: there are no words.
  static func words(_ line: [UInt8], _ range: Range<Int>, _ code: String, _ answers: Awaited)
    -> LoggedReply?
  {
    guard !range.isEmpty, let reply = Reply(joined: Array("\(code) ".utf8) + line[range]) else { return nil }
    return LoggedReply(reply: reply, answers: answers, range: range, hasCode: false)
  }
}
