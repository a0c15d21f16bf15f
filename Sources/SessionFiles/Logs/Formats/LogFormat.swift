// The forms of logs that have both sides of a conversation, a row each. A form is a way to read one line; each has a file of
// its name beside this one.

import SMTP

/// Forms of logs.
package enum LogFormat: String, Sendable, CaseIterable {
  case swaks, curl, smtplib, postfix, exim, notation, terminal

  /// Whose form it is.
  package var title: String {
    switch self {
    case .swaks: return "swaks"
    case .curl: return "curl -v"
    case .smtplib: return "Python's smtplib"
    case .postfix: return "Postfix's log"
    case .exim: return "Exim's debugging output"
    case .notation: return "text with C: and S:"
    case .terminal: return "a telnet or s_client screen"
    }
  }

  /// What a line is; nil: it is none of this form.
  ///
  /// - Parameters:
  ///   - octets: without the line's end.
  ///   - isText: what is sent next is no command: mail text, a response to a challenge.
  func read(_ octets: [UInt8], isText: Bool) -> LogLine? {
    switch self {
    case .swaks: return SwaksLog.read(octets)
    case .curl: return CurlLog.read(octets)
    case .smtplib: return SMTPLibLog.read(octets)
    case .postfix: return PostfixLog.read(octets)
    case .exim: return EximLog.read(octets)
    case .notation: return NotationLog.read(octets)
    case .terminal: return TerminalLog.read(octets, isText: isText)
    }
  }
}

/// What one line of a log is.
enum LogLine: Equatable {
  case sent([UInt8])
  case received([UInt8])
  /// What the program says of itself.
  case event(String)

  static func rest(_ octets: [UInt8], behind prefix: String) -> [UInt8]? {
    octets.starts(with: prefix.utf8) ? Array(octets.dropFirst(prefix.utf8.count)) : nil
  }

  static func isReply(_ octets: [UInt8]) -> Bool {
    ReplyCode.read(octets, at: 0)?.isReply == true
  }

  static func find(_ text: String, _ octets: [UInt8]) -> Int? {
    let run = Array(text.utf8)
    guard octets.count >= run.count else { return nil }
    return (0...(octets.count - run.count)).first {
      octets[$0] == run[0] && octets[$0..<($0 + run.count)].elementsEqual(run)
    }
  }
}
