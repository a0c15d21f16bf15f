// A log, explained while it streams by: each line as it is, and under a line with a refusal what that means. What was
// said in full before is only pointed at, so that the tenth greylisting of a night does not hide the one that matters.

import SMTP
import SMTPCore
import SMTPGuide
import Transcript

/// Explains the lines of a log.
package struct LogExplainer {
  private let isJSON: Bool
  private var number = 0
  /// Where each thing was said first.
  private var said: [Guide.Fingerprint: Int] = [:]
  /// What goes on in the lines that follow.
  private enum Fold {
    /// A field of a delivery status notification, or the paragraph of a bounce: in lines that begin with a blank.
    case paragraph
    /// A reply of several lines: in lines that begin with the same code.
    case reply(ArraySlice<UInt8>)
  }

  private var fold: (kind: Fold, line: [UInt8], number: Int)?
  /// Octets of a line whose end has not come yet.
  private var rest: [UInt8] = []
  /// What the line before has announced a reply to.
  private var announced = Awaited.nothing
  /// Lines with a reply.
  package private(set) var replies = 0
  /// What the newest logins of the log have shown, and the line up to which it is looked for: sessions of a log go on side
  /// by side.
  private var logins = Masking()
  private var loginsUpTo = 0
  /// Lines after a login in which a server may say its secret back.
  private static let echoes = 100

  /// How many things are remembered.
  var remembered: Int { said.count }

  /// Things that are remembered at most.
  private let most: Int
  /// Octets of a line that are looked at.
  package static let longestLine = 64 * 1024

  /// - Parameters:
  ///   - isJSON: a JSON object a reply, instead of lines for people.
  ///   - most: things that are remembered at most, so that a line can point back at what was said before.
  package init(isJSON: Bool, remembering most: Int = 10_000) {
    self.isJSON = isJSON
    self.most = most
  }

  /// Takes octets as they come, and appends what is to be printed of the lines that end in them.
  package mutating func receive(_ octets: [UInt8], into out: inout [UInt8]) {
    rest += octets
    let octets = rest
    var start = octets.startIndex
    while let end = octets.withUnsafeBytes({ ASCII.firstLF($0, from: start, to: $0.count) }) {
      receive(line: octets[start..<end], &out)
      start = end + 1
    }
    // A line without an end does not grow without bounds either.
    if octets.count - start > Self.longestLine {
      receive(line: octets[start...], &out)
      start = octets.endIndex
    }
    rest = Array(octets[start...])
  }

  private mutating func receive(line: ArraySlice<UInt8>, _ out: inout [UInt8]) {
    number += 1
    let line = masked(Array((line.last == ASCII.cr ? line.dropLast() : line).prefix(Self.longestLine)))
    let text = Self.text(line)
    if let fold, fold.line.count + line.count <= Self.longestLine {
      switch fold.kind {
      case .paragraph where text.startIndex > 0 && !text.isEmpty:
        self.fold?.line += [ASCII.space] + text
        return append(line, &out)
      case .reply(let code) where text.starts(with: code) && text.count > code.count:
        self.fold?.line += [ASCII.space] + text
        append(line, &out)
        // RFC 5321 §4.2.1: the last line has a space behind the code.
        if text[text.startIndex + code.count] != ASCII.hyphen { close(&out) }
        return
      case .paragraph, .reply: break
      }
    }
    close(&out)
    append(line, &out)
    if Self.isField(line, Self.diagnosticField) || Self.beginsBounce(line) {
      fold = (.paragraph, line, number)
    } else if text.count > 4, let code = ReplyCode.read(text), code.isContinued,
      (400...599).contains(code.value)
    {
      fold = (.reply(text.prefix(3)), Array(text), number)
    } else {
      explain(line, number, &out)
    }
  }

  /// A line without the password of a login that it quotes, or that one before it has shown, octet for octet.
  private mutating func masked(_ line: [UInt8]) -> [UInt8] {
    var line = line
    let isMentioned = LoginAttempt.isMentioned(in: line)
    if isMentioned { loginsUpTo = number + Self.echoes }
    guard number <= loginsUpTo else {
      if !logins.isEmpty { logins = Masking() }
      return line
    }
    if let secret = (isMentioned ? LoginAttempt.quoted(in: line) : nil)
      ?? LoginAttempt.response(endingLine: line) ?? LoginAttempt.response(within: line)
    {
      logins.remember(Array(line[secret]), called: "secret:auth")
      for place in secret { line[place] = ASCII.asterisk }
    }
    return logins.isEmpty ? line : logins.scrub(line, nil)
  }

  /// The end of the log.
  package mutating func finish(into out: inout [UInt8]) {
    if !rest.isEmpty { receive(line: rest[...], &out) }
    rest = []
    close(&out)
  }

  /// What went on over several lines is over.
  private mutating func close(_ out: inout [UInt8]) {
    guard let fold else { return }
    self.fold = nil
    explain(fold.line, fold.number, &out)
  }

  /// A line without its margin: blanks, and the mark with which Sendmail shows what the other side said.
  private static func text(_ line: [UInt8]) -> ArraySlice<UInt8> {
    let text = line.drop { $0 == ASCII.space || $0 == ASCII.tab }
    return text.starts(with: received) ? text.dropFirst(received.count) : text
  }

  private static let received = Array("<<< ".utf8)

  /// `<bob@server.example>: host mx.server.example[192.0.2.7] said: …`: how Postfix begins a paragraph of a bounce.
  private static func beginsBounce(_ line: [UInt8]) -> Bool {
    line.first == ASCII.less && line.contains(text: ">") && line.contains(text: ": host")
  }

  private static let diagnosticField = Array("diagnostic-code:".utf8)

  private static func isField(_ line: [UInt8], _ field: [UInt8]) -> Bool {
    line.count >= field.count && line[field.count - 1] == ASCII.colon
      && zip(line, field).allSatisfy { PhraseIndex.folded($0) == $1 }
  }

  private mutating func explain(_ line: [UInt8], _ number: Int, _ out: inout [UInt8]) {
    guard let found = QuotedReply.reply(in: line) else {
      announced = QuotedReply.announced(by: line)
      if let code = Self.status(line) { explain(code, number, &out) }
      return
    }
    let answers = found.answers == .nothing ? announced : found.answers
    announced = .nothing
    guard let print = Guide.fingerprint(found.reply, answers) else { return }
    replies += 1
    let before = said[print]
    if before == nil, said.count < most { said[print] = number }
    // The client is somebody else, and nothing is said of a code that nobody sent.
    func explanation() -> Explanation {
      let context = ReplyContext(answers: answers, verb: answers == .nothing ? Guide.anyCommand : "")
      return Guide.explain(found.reply, context, isOurs: false, hasCode: found.hasCode)
    }
    if isJSON {
      let pairs: [(String, JSONValue?)] =
        [
          ("line", .integer(Int64(number))), ("answers", .string(answers.name)),
          ("code", found.hasCode ? found.reply.code.map { .integer(Int64($0)) } : nil),
          ("enhanced", found.reply.enhanced.map { .string($0.description) }),
          ("reply", .string(Escaping.escape(line[found.range]))),
        ] + ExplanationLayout.json(explanation())
      out += Array(JSONValue.object(pairs).text.utf8) + [ASCII.lf]
    } else if let before {
      out += Array("  ^ as under line \(before)\n".utf8)
    } else {
      append(Self.layOut(explanation().lines), &out)
    }
  }

  /// An explanation under a line: the sentence behind a sign, the rest below it.
  private static func layOut(_ lines: [Explanation.Line]) -> [String] {
    ExplanationLayout.text(lines, prefix: "    ", first: "  ^ ")
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
    guard isJSON else { return append(Self.layOut([EnhancedTable.part(code)]), &out) }
    let pairs: [(String, JSONValue?)] = [
      ("line", .integer(Int64(number))), ("enhanced", .string(code.description)),
    ]
    out += Array(JSONValue.object(pairs + ExplanationLayout.json(Guide.explain(code))).text.utf8) + [ASCII.lf]
  }

  private func append(_ lines: [String], _ out: inout [UInt8]) {
    if isJSON { return }
    for line in lines { out += Array(line.utf8) + [ASCII.lf] }
  }

  /// A line as it is, with nothing in it that a terminal would take for a command.
  private func append(_ line: [UInt8], _ out: inout [UInt8]) {
    if isJSON { return }
    if line.allSatisfy({ $0 >= ASCII.space && $0 < ASCII.del }) {
      out += line
    } else {
      out += Array(Escaping.escape(line).utf8)
    }
    out.append(ASCII.lf)
  }
}
