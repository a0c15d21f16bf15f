// A log, annotated while it streams by: each line as it is, and under a line with a refusal what that means. What was
// said in full before is only pointed at, so that the tenth greylisting of a night does not hide the one that matters.

import SMTP
import SMTPGuide
import Transcript

/// Annotates the lines of a log.
package struct LogExplainer {
  private let isJSON: Bool
  private var number = 0
  /// Where each thing was said first.
  private var said: [Guide.Fingerprint: Int] = [:]
  /// A field of a delivery status notification that may go on in the next line.
  private var folded: [UInt8]?
  private var foldedNumber = 0
  /// Lines with a reply.
  package private(set) var replies = 0

  /// How many things are remembered.
  var remembered: Int { said.count }

  /// Things that are remembered at most.
  private static let most = 10_000
  /// Octets of a line that are looked at.
  package static let longestLine = 64 * 1024

  package init(isJSON: Bool) { self.isJSON = isJSON }

  /// Takes a line without its end, and appends what is to be printed.
  package mutating func take(_ line: ArraySlice<UInt8>, into out: inout [UInt8]) {
    number += 1
    let line = Array((line.last == ASCII.cr ? line.dropLast() : line).prefix(Self.longestLine))
    // RFC 3464 §2.1: a field goes on in lines that begin with a blank.
    if let first = folded {
      if let head = line.first, head == ASCII.space || head == ASCII.tab,
        first.count + line.count <= Self.longestLine
      {
        folded = first + [ASCII.space] + line.drop { $0 == ASCII.space || $0 == ASCII.tab }
        if !isJSON { append(line, &out) }
        return
      }
      finish(into: &out)
    }
    if !isJSON { append(line, &out) }
    if Self.isField(line, Self.diagnosticField) {
      folded = line
      foldedNumber = number
      return
    }
    explain(line, number, &out)
  }

  /// The end of the log.
  package mutating func finish(into out: inout [UInt8]) {
    guard let line = folded else { return }
    folded = nil
    explain(line, foldedNumber, &out)
  }

  private static let diagnosticField = Array("diagnostic-code:".utf8)

  private static func isField(_ line: [UInt8], _ field: [UInt8]) -> Bool {
    line.count >= field.count && line[field.count - 1] == ASCII.colon
      && zip(line, field).allSatisfy { PhraseIndex.folded($0) == $1 }
  }

  private mutating func explain(_ line: [UInt8], _ number: Int, _ out: inout [UInt8]) {
    guard let found = MailLog.reply(in: line), let print = Guide.fingerprint(found.reply, found.asked) else {
      if let code = Self.status(line) { explain(code, number, &out) }
      return
    }
    replies += 1
    let before = said[print]
    if before == nil, said.count < Self.most { said[print] = number }
    let context = ReplyContext(asked: found.asked, verb: found.asked == .nothing ? "the command" : "")
    if isJSON {
      let annotation = Self.annotation(found, context)
      let pairs: [(String, JSONValue?)] =
        [
          ("line", .integer(Int64(number))), ("answers", .string(found.asked.name)),
          ("code", found.hasCode ? found.reply.code.map { .integer(Int64($0)) } : nil),
          ("enhanced", found.reply.enhanced.map { .string($0.description) }),
          ("reply", .string(Escaping.escape(line[found.range]))),
        ] + JSONForm.explanation(annotation)
      out += Array(JSONValue.object(pairs).text.utf8) + [ASCII.lf]
    } else if let before {
      out += Array("  ^ as under line \(before)\n".utf8)
    } else {
      append(Self.lines(Self.annotation(found, context)), &out)
    }
  }

  private static func annotation(_ found: LoggedReply, _ context: ReplyContext) -> Annotation {
    var annotation = Guide.annotate(found.reply, context)
    // Nothing is said of a code that nobody sent.
    if !found.hasCode { annotation.parts.removeFirst() }
    return annotation
  }

  /// An explanation in lines, as it stands under a line of a log.
  private static func lines(_ annotation: Annotation) -> [String] {
    let verdict = NotationForm.verdict(annotation)
    var lines = ["  ^ \(annotation.cited)\(verdict.isEmpty ? "" : " " + verdict)"]
    for part in annotation.parts {
      lines.append("    \(Escaping.escape(part.line))")
    }
    for suggestion in annotation.tries { lines.append("    try: \(suggestion.text)") }
    return lines
  }

  private static let statusField = Array("status:".utf8)

  /// `Status: 5.1.1` of a delivery status notification (RFC 3464 §2.3.4); success needs no words.
  private static func status(_ line: [UInt8]) -> EnhancedStatusCode? {
    guard isField(line, statusField) else { return nil }
    let value = line.dropFirst(statusField.count).drop { $0 == ASCII.space }.prefix { $0 != ASCII.space }
    guard let code = EnhancedStatusCode.parse(value)?.code, code.statusClass != 2 else { return nil }
    return code
  }

  private mutating func explain(_ code: EnhancedStatusCode, _ number: Int, _ out: inout [UInt8]) {
    replies += 1
    guard isJSON else { return append(["  ^ \(EnhancedTable.part(code).line)"], &out) }
    let pairs: [(String, JSONValue?)] = [
      ("line", .integer(Int64(number))), ("enhanced", .string(code.description)),
    ]
    out += Array(JSONValue.object(pairs + JSONForm.explanation(Guide.explain(code))).text.utf8) + [ASCII.lf]
  }

  private func append(_ lines: [String], _ out: inout [UInt8]) {
    if isJSON { return }
    for line in lines { out += Array(line.utf8) + [ASCII.lf] }
  }

  /// A line as it is, with nothing in it that a terminal would take for a command.
  private func append(_ line: [UInt8], _ out: inout [UInt8]) {
    if line.allSatisfy({ $0 >= ASCII.space && $0 < ASCII.del }) {
      out += line
    } else {
      out += Array(Escaping.escape(line).utf8)
    }
    out.append(ASCII.lf)
  }
}
