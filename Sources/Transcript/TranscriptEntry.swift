// One thing that happened in a conversation. Every front end renders these; none of them parses anything
// again. Secrets are masked before an entry is made. An entry is small: explanations are made from it when
// somebody looks (`annotation`), not kept.

import SMTP
import SMTPGuide

/// An entry of the transcript.
package struct TranscriptEntry: Sendable {
  /// What a sent line was.
  package enum SentKind: String, Sendable {
    case command, text, response, chunk
    /// The dot that ends mail text.
    case endOfText = "end-of-text"
  }

  /// A line that was sent.
  package struct Sent: Sendable, Equatable {
    package let kind: SentKind
    /// What went over the wire without its line end, dot-stuffed, secrets replaced by placeholders.
    package let octets: [UInt8]
    /// What ended it: CRLF unless somebody chose otherwise.
    package let lineEnd: [UInt8]
    package let isMasked: Bool

    package init(
      kind: SentKind, octets: [UInt8], lineEnd: [UInt8] = [ASCII.cr, ASCII.lf], isMasked: Bool = false
    ) {
      self.kind = kind
      self.octets = octets
      self.lineEnd = lineEnd
      self.isMasked = isMasked
    }
  }

  /// A reply that came.
  package struct Received: Sendable {
    package let reply: Reply
    package let context: ReplyContext
    /// Nanoseconds from what it answers to its first octet; for the greeting from the connection. Negative: nobody
    /// knows, as in a recording that is looked at.
    package let firstOctet: Int64
    /// The same to its last octet.
    package let lastOctet: Int64

    package init(reply: Reply, context: ReplyContext, firstOctet: Int64, lastOctet: Int64) {
      self.reply = reply
      self.context = context
      self.firstOctet = firstOctet
      self.lastOctet = lastOctet
    }
  }

  /// Something the tool noted.
  package struct Event: Sendable, Equatable {
    package enum Level: String, Sendable {
      case info, good, bad
    }

    package let level: Level
    /// One line.
    package let text: String
    /// More lines: a TLS report, the addresses tried, what to do.
    package let details: [String]

    package init(_ text: String, level: Level = .info, details: [String] = []) {
      self.text = text
      self.level = level
      self.details = details
    }
  }

  package enum Content: Sendable {
    case sent(Sent)
    case received(Received)
    /// A console command, without its colon.
    case command(String)
    case event(Event)
    case remark(String)
  }

  /// Counts up from 0 in one session.
  package let id: Int
  /// Nanoseconds since the session began.
  package let time: Int64
  package let content: Content
  package let findings: [Finding]

  package init(id: Int, time: Int64, content: Content, findings: [Finding] = []) {
    self.id = id
    self.time = time
    self.content = content
    self.findings = findings
  }

  /// What the guide says of a reply; nil for other entries.
  package var annotation: Annotation? {
    guard case .received(let received) = content else { return nil }
    return Guide.annotate(received.reply, received.context)
  }

  /// The gravest finding's severity.
  package var severity: Severity? { findings.map(\.severity).max() }
}

/// Times for people.
package enum Duration {
  /// `0.3 ms`, `31 ms`, `2.4 s`, `3 min 20 s`.
  package static func text(nanoseconds: Int64) -> String {
    let micro = max(0, nanoseconds) / 1_000
    if micro < 10_000 { return "\(micro / 1_000).\(micro / 100 % 10) ms" }
    if micro < 1_000_000 { return "\(micro / 1_000) ms" }
    let tenths = micro / 100_000
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    let seconds = tenths / 10
    return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
  }

  /// Seconds with three digits behind the point, for records.
  package static func seconds(nanoseconds: Int64) -> String {
    let milli = max(0, nanoseconds) / 1_000_000
    let fraction = String(milli % 1_000)
    return "\(milli / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
  }
}
