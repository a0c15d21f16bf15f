// A session file without its logins, for whoever passes it on: a transcript that was pasted, a recording of a session
// whose secrets were shown. The logins of the whole file are looked for first, since one is known only when it is met,
// and events in front of it may name it.

import SMTP
import SMTPCore
import Transcript

/// Takes the logins out of the lines of a file.
struct FileMask {
  private(set) var masking: Masking
  private var dialogue = PastedDialogue()
  /// What was sent of a line whose end has not come yet.
  private var unsent: [UInt8] = []

  /// Learns the logins of lines.
  ///
  /// - Parameters:
  ///   - masking: what is known before.
  init(_ lines: some Sequence<SessionFileLine>, after masking: Masking = Masking()) {
    self.masking = masking
    for line in lines {
      switch line.content {
      case .sent(let wire): _ = masked(wire.text, isEnded: wire.hasCRLF)
      case .reply(let reply): note(reply)
      case .command(.send(let text), _): _ = masked(text, isEnded: false)
      case .command, .pattern, .endOfFile, .event, .damaged, .finding, .remark, .empty: continue
      }
    }
    dialogue = PastedDialogue()
    unsent = []
  }

  /// A file with a variable in the place of each secret that is sent, and asterisks for what is known of them elsewhere.
  static func masked(_ file: SessionFile) -> SessionFile {
    var mask = FileMask(file.lines)
    return SessionFile(
      name: file.name,
      lines: file.lines.map { SessionFileLine(number: $0.number, content: mask.masked($0.content)) })
  }

  /// The text of an event, or another one that was noted, with asterisks.
  func scrub(_ text: String) -> String {
    // The time of an event is none of its words.
    guard !text.hasPrefix(" "), NotationWriter.time(of: text) != nil, let space = text.firstIndex(of: " ")
    else { return masking.scrub(text) }
    return text[...space] + masking.scrub(String(text[text.index(after: space)...]))
  }

  private mutating func masked(_ content: SessionFileLine.Content) -> SessionFileLine.Content {
    switch content {
    case .sent(let wire):
      return .sent(WireLine(masked(wire.text, isEnded: wire.hasCRLF), hasCRLF: wire.hasCRLF))
    case .reply(let reply):
      note(reply)
      let pieces = reply.line.text.pieces.enumerated().map { index, piece -> Template.Piece in
        guard case .octets(let octets) = piece else { return piece }
        // Only a line's first octets are a code.
        return .octets(index == 0 ? masking.scrub(octets, nil) : Array(masking.scrub(octets.text).utf8))
      }
      return .reply(
        ReplyLine(
          codes: reply.codes, isContinued: reply.isContinued,
          line: WireLine(Template(pieces), hasCRLF: reply.line.hasCRLF)))
    case .pattern(let pattern):
      // With asterisks it would be another pattern.
      let shown = masking.scrub(pattern.source)
      return shown == pattern.source ? content : .remark("S~ \(shown)")
    case .command(let command, let text):
      var shown = text
      if case .send(let sent) = command {
        let masked = masked(sent, isEnded: false)
        if masked != sent { shown = "send \(SessionFilePrinter.text(masked))" }
      } else {
        shown = self.shown(command, text)
      }
      guard shown != text else { return content }
      let line = SessionFileParser.lines(ofPart: Array(":\(shown)".utf8)).first?.line.content
      if case .command? = line { return line ?? content }
      return .remark(":\(shown)")
    case .event(let text): return .event(scrub(text))
    case .damaged(let text): return .damaged(scrub(text))
    case .finding(let text): return .finding(scrub(text))
    case .remark(let text):
      var octets = Array(text.utf8)
      for place in LoginAttempt.quoted(in: octets) ?? 0..<0 { octets[place] = ASCII.asterisk }
      return .remark(scrub(octets.text))
    case .endOfFile, .empty: return content
    }
  }

  /// The text of a command, with variables in the place of what is secret in it.
  func shown(_ command: SessionFileCommand, _ text: String) -> String {
    switch command {
    case .send(let sent):
      var mask = self
      let masked = mask.masked(sent, isEnded: false)
      return masked == sent ? text : "send \(SessionFilePrinter.text(masked))"
    case .assign: return masking.shown(LoginSecrets.shown(text))
    default: return masking.shown(text)
    }
  }

  private mutating func note(_ reply: ReplyLine) {
    guard let codes = reply.codes, codes.isPlain, let code = UInt16(codes.alternatives[0]) else { return }
    dialogue.received(code: code, isContinued: reply.isContinued)
  }

  // MARK: What is sent

  /// What is sent, line by line, without its secrets; its own variables stay.
  ///
  /// - Parameter isEnded: false: more of its last line may follow.
  private mutating func masked(_ text: Template, isEnded: Bool) -> Template {
    var out: [Template.Piece] = []
    let lines = Self.lines(text)
    for (index, line) in lines.enumerated() {
      let isWhole = isEnded || index < lines.count - 1
      guard isWhole || !line.text.pieces.isEmpty else { continue }
      out += masked(line: line.text, isWhole: isWhole).pieces
      out.append(.octets(line.end))
    }
    return Template(Self.joined(out))
  }

  private mutating func masked(line text: Template, isWhole: Bool) -> Template {
    var octets = unsent
    var variables: [Range<Int>] = []
    for piece in text.pieces {
      let start = octets.count
      switch piece {
      case .octets(let more): octets += more
      case .variable(let name):
        octets += Array("${\(name)}".utf8)
        variables.append(start..<octets.count)
      }
    }
    let line = dialogue.read(octets)
    var login = dialogue.secret(in: line, octets, isWhole: isWhole)
    if isWhole { dialogue.sent(line, octets) }
    if let range = login?.range, variables.contains(range) { login = nil }
    let secrets = masking.secrets(of: Outgoing(octets), login, read: line)
    var place = unsent.count
    unsent = isWhole ? [] : octets
    var out: [Template.Piece] = []
    let names =
      secrets.map { ($0.range, $0.variable) }
      + variables.filter { range in !secrets.contains { $0.range.overlaps(range) } }.map {
        ($0, octets[$0].dropFirst(2).dropLast().text)
      }
    for (range, name) in names.sorted(by: { $0.0.lowerBound < $1.0.lowerBound })
    where range.upperBound > place {
      if place < range.lowerBound { out.append(.octets(Array(octets[place..<range.lowerBound]))) }
      out.append(.variable(name))
      place = range.upperBound
    }
    if place < octets.count { out.append(.octets(Array(octets[place...]))) }
    return Template(out)
  }

  /// A text line by line, each with what ends it.
  private static func lines(_ text: Template) -> [(text: Template, end: [UInt8])] {
    var lines: [(text: Template, end: [UInt8])] = [(Template(), [])]
    for piece in text.pieces {
      guard case .octets(let octets) = piece else {
        lines[lines.count - 1].text.pieces.append(piece)
        continue
      }
      let parts = octets.split(separator: ASCII.lf, omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        let isEnded = index < parts.count - 1
        let hasCR = isEnded && part.last == ASCII.cr
        let line = Array(hasCR ? part.dropLast() : part)
        if !line.isEmpty { lines[lines.count - 1].text.pieces.append(.octets(line)) }
        guard isEnded else { continue }
        lines[lines.count - 1].end = hasCR ? [ASCII.cr, ASCII.lf] : [ASCII.lf]
        lines.append((Template(), []))
      }
    }
    return lines
  }

  /// Pieces with none empty and no octets beside others.
  private static func joined(_ pieces: [Template.Piece]) -> [Template.Piece] {
    pieces.reduce(into: []) { out, piece in
      guard case .octets(let octets) = piece else { return out.append(piece) }
      if octets.isEmpty { return }
      if case .octets(let before)? = out.last {
        out[out.count - 1] = .octets(before + octets)
      } else {
        out.append(piece)
      }
    }
  }
}
