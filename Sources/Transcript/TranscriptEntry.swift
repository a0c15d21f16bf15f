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
    /// Where the placeholders stand in `octets`, in order.
    package let placeholders: [Range<Int>]
    /// What ended it: CRLF unless somebody chose otherwise.
    package let lineEnd: [UInt8]
    /// The line as a command; nil where it is none, or where it is not whole.
    package let command: Command?

    package var isMasked: Bool { !placeholders.isEmpty }

    package init(kind: SentKind, octets: [UInt8], lineEnd: [UInt8] = [ASCII.cr, ASCII.lf]) {
      self.kind = kind
      self.octets = octets
      placeholders = []
      self.lineEnd = lineEnd
      command = nil
    }

    package init(
      kind: SentKind, _ shown: Shown, lineEnd: [UInt8] = [ASCII.cr, ASCII.lf], command: Command? = nil
    ) {
      self.kind = kind
      octets = shown.octets
      placeholders = shown.placeholders
      self.lineEnd = lineEnd
      self.command = command
    }
  }

  /// A reply that came. An object, as entries are handed on several times.
  package final class Received: Sendable {
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
    /// What took time, where the event is its end.
    package let phase: Phase?

    /// A phase of a connection before its commands: `DNS`, `TCP`, `TLS`.
    package struct Phase: Sendable, Equatable {
      package let name: String
      /// Nanoseconds.
      package let duration: Int64

      package init(_ name: String, _ duration: Int64) {
        self.name = name
        self.duration = duration
      }
    }

    package init(_ text: String, level: Level = .info, details: [String] = [], phase: Phase? = nil) {
      self.text = text
      self.level = level
      self.details = details
      self.phase = phase
    }
  }

  package enum Content: Sendable {
    indirect case sent(Sent)
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

  /// What the findings of this entry quote.
  package var subject: FindingSubject {
    switch content {
    case .sent(let sent): return .line(sent.octets)
    case .received(let received): return .reply(received.reply)
    case .command, .event, .remark: return .none
    }
  }

  /// The gravest finding's severity.
  package var severity: Severity? { findings.map(\.severity).max() }
}

/// Times for people.
package enum DurationText {
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

  /// Reads what `text` writes.
  ///
  /// - Returns: nanoseconds; nil for other text.
  package static func nanoseconds(of text: some StringProtocol) -> Int64? {
    let words = text.split(separator: " ")
    guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
    var sum: Int64 = 0
    for index in stride(from: 0, to: words.count, by: 2) {
      let parts = words[index].split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, let whole = Int64(parts[0]), (0...1_000_000).contains(whole) else { return nil }
      let tenths = parts.count == 2 ? Int64(parts[1]) ?? -1 : 0
      guard (0...9).contains(tenths), parts.count == 1 || parts[1].utf8.count == 1 else { return nil }
      let unit: Int64
      switch words[index + 1] {
      case "ms": unit = 1_000_000
      case "s": unit = 1_000_000_000
      case "min": unit = 60_000_000_000
      default: return nil
      }
      sum += whole * unit + tenths * unit / 10
    }
    return sum
  }

  /// Seconds with three digits behind the point, for records.
  package static func seconds(nanoseconds: Int64) -> String {
    let milli = max(0, nanoseconds) / 1_000_000
    let fraction = String(milli % 1_000)
    return "\(milli / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
  }
}
