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

  /// Learns the logins of lines.
  ///
  /// - Parameters:
  ///   - masking: what is known before.
  init(_ lines: some Sequence<SessionFileLine>, after masking: Masking = Masking()) {
    self.masking = masking
    for line in lines {
      switch line.content {
      case .sent(let wire): _ = masked(wire.text)
      case .reply(let reply): note(reply)
      case .command(.send(let text), _): for part in Self.lines(text) { _ = masked(part) }
      case .command, .pattern, .endOfFile, .event, .damaged, .finding, .remark, .empty: continue
      }
    }
    dialogue = PastedDialogue()
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
    case .sent(let wire): return .sent(WireLine(masked(wire.text), hasCRLF: wire.hasCRLF))
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
      let shown = shown(command, text)
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
    case .assign, .send: return masking.shown(LoginSecrets.shown(text))
    default: return masking.shown(text)
    }
  }

  private mutating func note(_ reply: ReplyLine) {
    guard let codes = reply.codes, codes.isPlain, let code = UInt16(codes.alternatives[0]) else { return }
    dialogue.received(code: code, isContinued: reply.isContinued)
  }

  // MARK: What is sent

  /// A line that is sent, without its secrets; its own variables stay.
  private mutating func masked(_ text: Template) -> Template {
    var octets: [UInt8] = []
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
    var login = dialogue.secret(in: line, octets)
    dialogue.sent(line, octets)
    if let range = login?.range, variables.contains(range) { login = nil }
    let secrets = masking.secrets(of: Outgoing(octets), login, read: line)
    guard !secrets.isEmpty else { return text }
    var out: [Template.Piece] = []
    var place = 0
    let names =
      secrets.map { ($0.range, $0.variable) }
      + variables.filter { range in !secrets.contains { $0.range.overlaps(range) } }.map {
        ($0, octets[$0].dropFirst(2).dropLast().text)
      }
    for (range, name) in names.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) {
      if place < range.lowerBound { out.append(.octets(Array(octets[place..<range.lowerBound]))) }
      out.append(.variable(name))
      place = range.upperBound
    }
    if place < octets.count { out.append(.octets(Array(octets[place...]))) }
    return Template(out)
  }

  /// The lines of what `:send` sends.
  private static func lines(_ text: Template) -> [Template] {
    guard let octets = text.literal else { return [text] }
    return octets.split(separator: ASCII.lf).map { line in
      Template([.octets(Array(line.last == ASCII.cr ? line.dropLast() : line))])
    }
  }
}
