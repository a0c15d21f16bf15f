// Entries as JSON Lines: one object an entry, the keys documented in README.md. Written by hand because the
// strings have to be byte-exact where they can be, and marked where they cannot.

import SMTP
import SMTPGuide

/// A JSON value under construction.
package enum JSONValue: Sendable {
  case string(String)
  case integer(Int64)
  case seconds(nanoseconds: Int64)
  case bool(Bool)
  case array([JSONValue])
  /// Keys in the order given; pairs whose value is nil are left out.
  case object([(String, JSONValue?)])

  /// The text on one line.
  package var text: String {
    switch self {
    case .string(let string): return Self.quote(string)
    case .integer(let number): return String(number)
    case .seconds(let nanoseconds):
      let micro = max(0, nanoseconds) / 1_000
      let fraction = String(micro % 1_000_000)
      return "\(micro / 1_000_000)." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    case .bool(let value): return value ? "true" : "false"
    case .array(let values): return "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let pairs):
      let members = pairs.compactMap { key, value in value.map { Self.quote(key) + ":" + $0.text } }
      return "{" + members.joined(separator: ",") + "}"
    }
  }

  /// A string in quotes (RFC 8259 §7). Characters that are not safe on a terminal are escaped too.
  private static func quote(_ string: String) -> String {
    // Nearly everything: looked through in one go, and put in as it is.
    let isPlain = string.utf8.allSatisfy {
      $0 >= ASCII.space && $0 < ASCII.del && $0 != ASCII.quote && $0 != ASCII.backslash
    }
    if isPlain { return "\"" + string + "\"" }
    var out = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default:
        if Escaping.isSafe(scalar) {
          out.unicodeScalars.append(scalar)
        } else {
          for unit in String(scalar).utf16 {
            let hex = String(unit, radix: 16)
            out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
          }
        }
      }
    }
    return out + "\""
  }
}

/// The JSON form of entries.
package enum JSONWriter {
  /// One line, without its end.
  package static func line(_ entry: TranscriptEntry) -> String { value(entry).text }

  static func value(_ entry: TranscriptEntry) -> JSONValue {
    var pairs: [(String, JSONValue?)] = [
      ("entry", .integer(Int64(entry.id))), ("time", .seconds(nanoseconds: entry.time)),
    ]
    switch entry.content {
    case .sent(let sent):
      pairs += [
        ("type", .string("sent")), ("kind", .string(sent.kind.rawValue)), ("line", octets(sent.octets)),
        ("line_end", sent.lineEnd == [ASCII.cr, ASCII.lf] ? nil : .string(Escaping.escape(sent.lineEnd))),
        ("masked", sent.isMasked ? .bool(true) : nil),
      ]
    case .received(let received): pairs += reply(received)
    case .command(let text): pairs += [("type", .string("command")), ("line", .string(text))]
    case .event(let event):
      pairs += [
        ("type", .string("event")), ("level", .string(event.level.rawValue)), ("text", .string(event.text)),
        ("details", event.details.isEmpty ? nil : .array(event.details.map(JSONValue.string))),
        ("phase", event.phase.map { .string($0.name) }),
        ("seconds", event.phase.map { .seconds(nanoseconds: $0.duration) }),
      ]
    case .remark(let text): pairs += [("type", .string("remark")), ("line", .string(text))]
    }
    if !entry.findings.isEmpty {
      pairs.append(("findings", .array(entry.findings.map { finding($0, in: entry.subject) })))
    }
    return .object(pairs)
  }

  private static func reply(_ received: TranscriptEntry.Received) -> [(String, JSONValue?)] {
    let reply = received.reply
    let notes = reply.lines.indices.map { Guide.note(line: $0, of: reply, received.context) }
    return [
      ("type", .string("reply")), ("answers", .string(received.context.answers.name)),
      ("code", reply.code.map { .integer(Int64($0)) }),
      ("enhanced", reply.enhanced.map { .string($0.description) }),
      ("lines", .array(reply.lines.indices.map { octets(reply.lineOctets($0)) })),
      ("notes", notes.contains { $0 != nil } ? .array(notes.map { .string($0 ?? "") }) : nil),
      ("first_octet", received.firstOctet < 0 ? nil : .seconds(nanoseconds: received.firstOctet)),
      ("last_octet", received.lastOctet < 0 ? nil : .seconds(nanoseconds: received.lastOctet)),
    ] + ExplanationLayout.json(Guide.explain(reply, received.context))
  }

  private static func finding(_ finding: Finding, in subject: FindingSubject) -> JSONValue {
    .object([
      ("id", .string(finding.id)), ("severity", .string(finding.severity.rawValue)),
      ("party", .string(finding.rule.row.fault.rawValue)),
      ("text", .string(FindingTexts.sentence(finding, in: subject))),
      ("source", .string(finding.rule.row.source.description)),
      ("offset", finding.offset.map { .integer(Int64($0)) }),
    ])
  }

  /// Octets that are UTF-8 as they are, others in the notation's escapes under a marker.
  private static func octets(_ octets: some Collection<UInt8>) -> JSONValue {
    if let text = String(validating: Array(octets), as: UTF8.self) { return .string(text) }
    return .object([("escaped", .string(Escaping.escape(octets)))])
  }
}
