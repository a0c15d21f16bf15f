// The pages that are laid over the transcript: help, and an entry opened.

import SMTP
import SMTPCore
import SMTPGuide
import Transcript

/// The help page, made from the tables of commands and keys.
package enum HelpPage {
  /// Not wrapped.
  package static var lines: [String] {
    var lines = [
      "Plain text is SMTP and is sent with Enter; a colon begins a console command.",
      "A line that begins with # is a remark of yours: it is kept and not sent.", "",
    ]
    for place in [KeyRow.Place.everywhere, .line, .transcript] {
      lines.append("Keys: \(place.rawValue)")
      for row in KeyTable.rows where row.place == place {
        lines.append("  " + row.label + String(repeating: " ", count: max(1, 14 - row.label.count)) + row.help)
      }
      lines.append("")
    }
    lines.append("Console commands")
    lines += InfoPages.help(nil).map { "  " + $0 }
    return lines
  }
}

/// One entry in full: octets in hexadecimal, timing, findings, explanation.
package enum EntryPage {
  /// At most so many octets are shown.
  static let limit = 16 * 1024

  /// The page's lines, not wrapped; octets in hexadecimal are those that may be shown.
  package static func lines(_ entry: TranscriptEntry) -> [String] {
    var lines = ["at \(DurationText.seconds(nanoseconds: entry.time)) s"]
    var octets: [UInt8] = []
    switch entry.content {
    case .sent(let sent):
      lines += [NotationWriter.line(sent)]
      lines.append(
        sent.isMasked
          ? "a secret is replaced; it went over the wire as it was typed" : "kind: \(sent.kind.rawValue)")
      octets = sent.octets + sent.lineEnd
      if let verb = sent.command?.verb, let explanation = Guide.explain(verb) {
        lines += [""] + ExplanationLayout.text(explanation.lines)
      }
    case .received(let received):
      let name = received.context.answers.name
      lines.append(
        received.lastOctet < 0
          ? "answers \(name)"
          : "answers \(name); \(DurationText.text(nanoseconds: received.firstOctet)) to the first octet, \(DurationText.text(nanoseconds: received.lastOctet)) to the last"
      )
      for index in received.reply.lines.indices {
        let note = Guide.note(line: index, of: received.reply, received.context).map { "   (\($0))" } ?? ""
        lines.append(NotationWriter.line(received.reply, index) + note)
      }
      lines += [""] + ExplanationLayout.text(Guide.explain(received.reply, received.context).lines)
      octets = received.reply.octets
    case .command(let text): lines.append(":" + Escaping.escape(text))
    case .event(let event):
      lines += [Escaping.escape(event.text)] + event.details.map { "  " + Escaping.escape($0) }
    case .remark(let text): lines.append("# " + Escaping.escape(text))
    }
    lines += NotationWriter.findings(entry)
    if !octets.isEmpty {
      lines += ["", "\(octets.count) octets:"] + hex(octets.prefix(limit))
      if octets.count > limit { lines.append("(the rest is in the recording)") }
    }
    return lines
  }

  /// Sixteen octets a line: offset, hexadecimal, text.
  static func hex(_ octets: some Collection<UInt8>) -> [String] {
    let octets = Array(octets)
    return stride(from: 0, to: octets.count, by: 16).map { start in
      let row = octets[start..<min(start + 16, octets.count)]
      var line = pad(String(start, radix: 16), 4, "0") + "  "
      for index in 0..<16 {
        line += index < row.count ? pad(String(row[start + index], radix: 16), 2, "0") + " " : "   "
        if index == 7 { line += " " }
      }
      return line + " " + String(row.map { $0 >= 0x20 && $0 < 0x7F ? Character(Unicode.Scalar($0)) : "." })
    }
  }

  private static func pad(_ text: String, _ width: Int, _ with: Character) -> String {
    String(repeating: with, count: max(0, width - text.count)) + text
  }
}
