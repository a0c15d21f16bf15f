// Exim: its debugging output has both sides (`SMTP<< EHLO`, `SMTP>> 250`); its main log has refusals and failures in its own
// words, without the code that it sends.

import SMTP
import SMTPGuide

/// Reads the logs of Exim.
enum EximLog {
  static func read(_ octets: [UInt8]) -> LogLine? {
    for sign in ["SMTP<< ", "SMTP>> "] {
      guard let start = LogLine.find(sign, octets) else { continue }
      let text = Array(octets[(start + sign.utf8.count)...])
      // Both the server and the client log so; what is said tells who says it.
      return LogLine.isReply(text) ? .received(text) : .sent(text)
    }
    return nil
  }

  // MARK: The main log

  /// What Exim writes in front of an address and the reason, without the code that it sends: what it refuses, what it
  /// could not deliver (`** bob@server.example R=dnslookup T=remote_smtp: retry timeout exceeded`) and what it will try
  /// again (`==`). What a failure answers the reason says.
  private static let refusals: [(text: [UInt8], code: String, answers: Awaited?)] = [
    (" temporarily rejected RCPT ", "451", Awaited.command(.rcpt)), (" rejected RCPT ", "550", .command(.rcpt)),
    (" temporarily rejected MAIL ", "451", .command(.mail)), (" rejected MAIL ", "550", .command(.mail)),
    (" temporarily rejected after DATA", "451", .endOfData), (" rejected after DATA", "550", .endOfData),
    (" rejected EHLO or HELO ", "501", .command(.ehlo)),
    (" temporarily rejected connection ", "421", .connection),
    (" rejected connection ", "554", .connection), (" ** ", "550", nil), (" == ", "450", nil),
  ].map { (Array($0.0.utf8), $0.1, $0.2) }

  private static let colon = Array(": ".utf8)

  /// What Exim refused, or could not deliver, as the reply that stands for it; nil: nothing of that stands in the line.
  static func refusal(in line: [UInt8]) -> LoggedReply? {
    for (text, code, answers) in refusals {
      // Failures stand behind the time.
      guard answers != nil || line.first?.isASCIIDigit == true,
        let found = PhraseIndex.first(text, in: line, from: 0)
      else { continue }
      guard let colon = PhraseIndex.first(colon, in: line, from: found + text.count) else { return nil }
      let reason = (colon + 2)..<line.count
      return ServerLogPhrases.words(line, reason, code, answers ?? QuotedReply.answers(line, around: reason))
    }
    return nil
  }
}
