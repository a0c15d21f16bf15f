// Entries in the notation of session files: `C:` sent, `S:` received, `:` console command, `*` event, `!`
// finding, `#` remark. With annotations it is what plain mode prints; without, what is recorded: version 2 of the form,
// in which events and findings are data, with a sentence behind a bar that nobody reads back.

import SMTP
import SMTPGuide

/// The text form of entries.
package enum NotationWriter {
  /// Says in a recording when its lines came: a `* 1.250` in front of a line for which the time has gone on by a
  /// millisecond or more. Events say their time themselves.
  package struct Clock: Sendable {
    /// Milliseconds; what the recording has said so far.
    private var said: Int64 = 0

    package init() {}

    /// The line that goes in front of what happened at a time, in nanoseconds since the session began; nil: none.
    package mutating func line(_ time: Int64) -> String? {
      let milliseconds = time / 1_000_000
      guard milliseconds > said else { return nil }
      said = milliseconds
      return "* \(DurationText.seconds(nanoseconds: time))"
    }

    /// The lines of an entry as a recording has them, with its time in front.
    package mutating func recorded(_ entry: TranscriptEntry) -> [String] {
      if case .event = entry.content {
        said = max(said, entry.time / 1_000_000)
        return NotationWriter.recorded(entry)
      }
      return (line(entry.time).map { [$0] } ?? []) + NotationWriter.recorded(entry)
    }
  }

  /// The version of the form.
  package static let version = 2

  /// The lines at the head of a recording.
  ///
  /// - Parameters:
  ///   - clock: when it begins, in seconds since 1970.
  package static func head(clock: Int64) -> [String] {
    [":session \(version)"] + events(.started(version: Version.text, clock: clock), at: 0)
  }

  /// The lines of an entry as a recording has them.
  package static func recorded(_ entry: TranscriptEntry) -> [String] {
    guard case .event(let event) = entry.content else {
      return body(entry) + entry.findings.map { recorded($0, in: entry) }
    }
    return events(event, at: entry.time) + entry.findings.map { recorded($0, in: entry) }
  }

  private static func events(_ event: Event, at time: Int64) -> [String] {
    let lines = EventNotation.lines(event)
    return ["* \(DurationText.seconds(nanoseconds: time)) \(EventNotation.text(lines[0]))"]
      + lines.dropFirst().map { "*   \(EventNotation.text($0))" }
  }

  /// A finding as a recording has it: its id, where in the line or the reply it is, and a sentence.
  private static func recorded(_ finding: Finding, in entry: TranscriptEntry) -> String {
    "! \(FindingNotation.data(finding)) | \(sentence(finding, in: entry.subject))"
  }

  /// The lines of an entry for people, without what the guide says.
  package static func shown(_ entry: TranscriptEntry) -> [String] { body(entry) + findings(entry) }

  /// The findings of an entry, a line each.
  package static func findings(_ entry: TranscriptEntry) -> [String] {
    entry.findings.map { finding($0, in: entry.subject) }
  }

  /// The lines of an entry with what the guide says about it, as plain mode prints them.
  package static func annotated(_ entry: TranscriptEntry) -> [String] {
    guard case .received(let received) = entry.content else {
      if case .sent(let sent) = entry.content {
        return body(entry) + entry.findings.flatMap { caret($0, under: sent) }
      }
      return body(entry) + findings(entry)
    }
    var lines: [String] = []
    for index in received.reply.lines.indices {
      lines.append(self.line(received.reply, index))
      if let note = Guide.note(line: index, of: received.reply, received.context) {
        lines.append("*   \(Escaping.escape(note))")
      }
    }
    let explanation = Guide.explain(received.reply, received.context)
    let time = received.lastOctet < 0 ? "" : DurationText.text(nanoseconds: received.lastOctet) + ": "
    lines += ExplanationLayout.text(explanation.inPassing, prefix: "*   ", first: "*   \(time)")
    return lines + findings(entry)
  }

  /// One line of a reply in the notation.
  package static func line(_ reply: Reply, _ index: Int) -> String {
    line(reply.lineOctets(index), reply.lines[index].lineEnd)
  }

  /// A line that came, in the notation.
  package static func line(_ octets: ArraySlice<UInt8>, _ end: Reply.LineEnd) -> String {
    let text = "S: " + Escaping.reply(octets)
    switch end {
    case .crlf: return text
    case .lf: return text + "\\n\\c"
    case .none: return text + "\\c"
    }
  }

  /// A sent line in the notation.
  package static func line(_ sent: TranscriptEntry.Sent) -> String {
    var text = ""
    var place = 0
    // A placeholder is the variable that the line had.
    for range in sent.placeholders {
      text += Escaping.wire(sent.octets[place..<range.lowerBound]) + Escaping.escape(sent.octets[range])
      place = range.upperBound
    }
    text += Escaping.wire(sent.octets[place...])
    if sent.lineEnd != [ASCII.cr, ASCII.lf] { text += Escaping.escape(sent.lineEnd) + "\\c" }
    return text.isEmpty ? "C:" : "C: \(text)"
  }

  /// The time at the beginning of an event's text, in nanoseconds: `1.250` or `1.250 connected to …`.
  package static func time(of event: String) -> Int64? {
    let head = event.utf8.prefix { $0 != ASCII.space }
    let parts = head.split(separator: ASCII.dot, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 3, parts[0].count <= 9, !parts[0].isEmpty,
      parts.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }), let seconds = Int64(Substring(parts[0])),
      let milli = Int64(Substring(parts[1]))
    else { return nil }
    return (seconds * 1_000 + milli) * 1_000_000
  }

  /// A finding in the notation.
  ///
  /// - Parameters:
  ///   - subject: what it quotes.
  package static func finding(_ finding: Finding, in subject: FindingSubject) -> String {
    "! \(finding.id): \(sentence(finding, in: subject))"
  }

  private static func sentence(_ finding: Finding, in subject: FindingSubject) -> String {
    "\(Escaping.escape(FindingTexts.sentence(finding, in: subject))) (\(finding.rule.row.source))"
  }

  /// A finding with a caret under the place it means, where it has one.
  private static func caret(_ finding: Finding, under sent: TranscriptEntry.Sent) -> [String] {
    let line = self.finding(finding, in: .line(sent.octets))
    guard let offset = finding.offset, offset <= sent.octets.count, offset < 200 else { return [line] }
    let before = Escaping.escape(sent.octets.prefix(offset)).count
    return ["*  " + String(repeating: " ", count: before) + "^", line]
  }

  private static func body(_ entry: TranscriptEntry) -> [String] {
    switch entry.content {
    case .sent(let sent): return [line(sent)]
    case .received(let received): return received.reply.lines.indices.map { line(received.reply, $0) }
    case .command(let text): return [":" + Escaping.wire(text.utf8)]
    case .event(let event):
      return ["* \(DurationText.seconds(nanoseconds: entry.time)) \(Escaping.line(event.text))"]
        + event.details.map { "*   \(Escaping.line($0))" }
    case .remark(let text): return ["# " + Escaping.escape(text)]
    }
  }
}
