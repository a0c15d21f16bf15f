// One thing that happened in a conversation. Every front end renders these; none of them parses anything
// again. Secrets are masked before an entry is made. An entry is small: explanations are made from it when
// somebody looks (`explanation`), not kept.

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
    /// What the dialogue took the line for when it was sent.
    package let kind: SentKind
    /// What went over the wire without its line end, dot-stuffed, secrets replaced by placeholders.
    package let octets: [UInt8]
    /// Where the placeholders stand in `octets`, in order.
    package let placeholders: [Range<Int>]
    /// What ended it: CRLF unless somebody chose otherwise.
    package let lineEnd: [UInt8]
    /// The line as a command; nil where it is none, or where it is not whole.
    package let command: Command?

    /// Whether a secret of the line was replaced; then `octets` are not what went over the wire.
    package var isMasked: Bool { !placeholders.isEmpty }

    /// A line without secrets that is not kept as a command.
    package init(kind: SentKind, octets: [UInt8], lineEnd: [UInt8] = [ASCII.cr, ASCII.lf]) {
      self.kind = kind
      self.octets = octets
      placeholders = []
      self.lineEnd = lineEnd
      command = nil
    }

    /// A line as it may be shown, with what it says as a command.
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
    /// Secrets in it are overwritten with asterisks, octet for octet.
    package let reply: Reply
    /// What is known of the conversation when it came; what explains it.
    package let context: ReplyContext
    /// Nanoseconds from what it answers to its first octet; for the greeting from the connection. Negative: nobody
    /// knows, as in a recording that is looked at.
    package let firstOctet: Int64
    /// The same to its last octet.
    package let lastOctet: Int64

    /// The id of the entry that it answers; nil: it answers none, or nobody knows.
    package let answered: Int?

    /// Takes both durations in nanoseconds.
    package init(
      reply: Reply, context: ReplyContext, firstOctet: Int64, lastOctet: Int64, answered: Int? = nil
    ) {
      self.answered = answered
      self.reply = reply
      self.context = context
      self.firstOctet = firstOctet
      self.lastOctet = lastOctet
    }
  }

  /// What happened.
  package enum Content: Sendable {
    indirect case sent(Sent)
    case received(Received)
    /// A console command, without its colon.
    case command(String)
    indirect case event(Event)
    case remark(String)
  }

  /// Counts up from 0 in one session.
  package let id: Int
  /// Nanoseconds since the session began.
  package let time: Int64
  /// What is kept of it: secrets are masked already.
  package let content: Content
  /// The rules that it breaks; their places are in the line as it is shown.
  package let findings: [Finding]

  package init(id: Int, time: Int64, content: Content, findings: [Finding] = []) {
    self.id = id
    self.time = time
    self.content = content
    self.findings = findings
  }

  /// About how many octets of memory it takes.
  package var weight: Int {
    let octets: Int
    switch content {
    case .sent(let sent): octets = sent.octets.count
    case .received(let received): octets = received.reply.octets.count + received.reply.lines.count * 48
    case .command(let text), .remark(let text): octets = text.utf8.count
    case .event: octets = 1_000
    }
    return octets + 300 + findings.count * 100
  }

  /// What the guide says of a reply; nil for other entries.
  package var explanation: Explanation? {
    guard case .received(let received) = content else { return nil }
    return Guide.explain(received.reply, received.context)
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
