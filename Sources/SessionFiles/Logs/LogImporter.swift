// Other tools' logs to session files. A form is a way to read one line; the form that reads most lines of a log is
// taken. What cannot be read stays as a remark with its line number, and secrets are masked on the way in, as they are
// in a session.

import SMTP
import SMTPCore
import Transcript

/// Reads logs.
package struct LogImporter {
  private var lines: [SessionFileLine.Content] = []
  private var dialogue = PastedDialogue()
  private var masking = Masking()
  private let form: LogFormat
  /// Lines of the message that were seen.
  private var textLines = 0

  private init(_ form: LogFormat) { self.form = form }

  /// Finds the form of a log: the one that reads most of its lines; nil when none reads any.
  package static func detect(_ octets: some Collection<UInt8>) -> LogFormat? {
    let sample = split(Array(octets.prefix(1_000_000))).prefix(5_000)
    var best: (form: LogFormat, count: Int)?
    for form in LogFormat.allCases {
      let count = sample.reduce(0) { count, line in
        switch form.read(line, isText: false) {
        case .sent, .received: return count + 1
        case .event, nil: return count
        }
      }
      if count > (best?.count ?? 0) { best = (form, count) }
    }
    return best?.form
  }

  /// Whether octets begin like a conversation, of which both sides have to be there: a list of replies is none, and
  /// neither is the log of a mail server, however many replies it quotes. What calls itself a session file is one.
  package static func isConversation(_ octets: some Collection<UInt8>) -> Bool {
    if octets.starts(with: ":session".utf8),
      case .success(let file) = SessionFileParser.parse(Array(octets), name: ""), saysSession(file)
    {
      return true
    }
    let sample = Array(octets.prefix(256 * 1024))
    guard let form = detect(sample) else { return false }
    var sent = 0
    var received = 0
    var remarks = 0
    for line in convert(sample, form, name: "").lines {
      switch line.content {
      case .sent: sent += 1
      case .reply: received += 1
      case .remark: remarks += 1
      case .pattern, .endOfFile, .command, .event, .damaged, .finding, .empty: break
      }
    }
    return sent > 0 && received > 0 && sent + received > remarks
  }

  /// A session file without its logins, anything else as the log it is; nil: no line of it is one of a log that is known.
  ///
  /// What begins with `:session`, as each recording does, is a session file whatever its other lines are: the recording
  /// of a connection that failed has events alone.
  ///
  /// - Parameter form: what wrote it; nil: that is found out.
  package static func read(_ octets: [UInt8], _ form: LogFormat?, name: String) -> SessionFile? {
    if form == nil, case .success(let file) = SessionFileParser.parse(octets, name: name),
      saysSession(file)
        || file.lines.contains(where: { line in
          switch line.content {
          case .sent, .reply: true
          case .pattern, .endOfFile, .command, .event, .damaged, .finding, .remark, .empty: false
          }
        })
    {
      return FileMask.masked(file)
    }
    return (form ?? detect(octets)).map { convert(octets, $0, name: name) }
  }

  /// A program's own words as a line of an event: as they are, and as a note's where they read like one of ours.
  private static func event(_ text: String) -> String {
    let plain = Escaping.escape(text)
    guard NotationWriter.time(of: plain) != nil || EventNotation.line(plain) != nil else { return plain }
    return EventNotation.lines(.note(text, level: .info, details: [])).map(EventNotation.text).joined()
  }

  /// Whether a file calls itself a session file.
  private static func saysSession(_ file: SessionFile) -> Bool {
    if case .command(.session, _) = file.lines.first?.content { true } else { false }
  }

  /// Converts a log.
  package static func convert(_ octets: [UInt8], _ form: LogFormat, name: String) -> SessionFile {
    var importer = LogImporter(form)
    // A login is known only when it is met, and lines in front of it may name its secret.
    importer.receive(octets)
    (importer.dialogue, importer.lines) = (PastedDialogue(), [])
    importer.lines = [
      .command(.session(version: SessionFile.version), text: "session \(SessionFile.version)"),
      .remark("converted from \(form.title); run it with --target SERVER"),
    ]
    importer.receive(octets)
    return SessionFile(
      name: name,
      lines: importer.lines.enumerated().map { SessionFileLine(number: $0.offset + 1, content: $0.element) })
  }

  /// What the logins of a log show to be secret, for quoting lines of it; nil: it is no log that is known.
  static func secrets(of octets: [UInt8]) -> Masking? {
    guard let form = detect(octets) else { return nil }
    var importer = LogImporter(form)
    importer.receive(octets)
    return importer.masking
  }

  private mutating func receive(_ octets: [UInt8]) {
    let all = Self.split(octets)
    // On a terminal nothing says who speaks, and a line of a message may look like a reply.
    var message: (isBegun: Bool, end: Int?) = (false, nil)
    for (index, line) in all.enumerated() {
      if form == .terminal, dialogue.isMailText != message.isBegun {
        message = dialogue.isMailText ? (true, Self.textEnd(all, from: index)) : (false, nil)
      }
      if let end = message.end, index < end {
        sent(line)
        continue
      }
      guard let piece = form.read(line, isText: dialogue.takesAnything) else {
        if line.isEmpty { continue }
        lines.append(.remark("line \(index + 1): \(Escaping.escape(shown(line)))"))
        continue
      }
      switch piece {
      case .sent(let octets): for line in Self.lines(octets) { sent(line) }
      case .received(let octets): received(octets)
      case .event(let text): lines.append(.event(Self.event(shown(Array(text.utf8)).text)))
      }
    }
  }

  /// Where the dot stands that ends the message whose text begins at a line; nil: the next one is another message's.
  private static func textEnd(_ lines: [[UInt8]], from start: Int) -> Int? {
    let end = lines[start...].firstIndex { $0 == [ASCII.dot] || $0.starts(with: "354".utf8) }
    return end.flatMap { lines[$0] == [ASCII.dot] ? $0 : nil }
  }

  /// What one piece of a log sends, line by line; only CRLF ends a line.
  private static func lines(_ octets: [UInt8]) -> [[UInt8]] {
    var out: [[UInt8]] = [[]]
    var index = 0
    while index < octets.count {
      if octets[index] == ASCII.cr, index + 1 < octets.count, octets[index + 1] == ASCII.lf {
        out.append([])
        index += 2
      } else {
        out[out.count - 1].append(octets[index])
        index += 1
      }
    }
    return out
  }

  private static func split(_ octets: [UInt8]) -> [[UInt8]] {
    var lines = octets.split(separator: ASCII.lf, omittingEmptySubsequences: false).map { line in
      Array(line.last == ASCII.cr ? line.dropLast() : line)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  // MARK: What a line becomes

  private mutating func sent(_ octets: [UInt8]) {
    let line = dialogue.read(octets)
    let secrets = masking.secrets(of: Outgoing(octets), dialogue.secret(in: line, octets), read: line)
    dialogue.sent(line, octets)
    if case .text = line { textLines += 1 }
    lines.append(.sent(WireLine(Template(Self.pieces(Shown(octets, hiding: secrets))))))
  }

  /// A line with variables where its secrets were.
  private static func pieces(_ shown: Shown) -> [Template.Piece] {
    var out: [Template.Piece] = []
    var place = 0
    func add(upTo end: Int) { if place < end { out.append(.octets(Array(shown.octets[place..<end]))) } }
    for placeholder in shown.placeholders {
      add(upTo: placeholder.lowerBound)
      // `${name}`
      out.append(.variable(shown.octets[placeholder].dropFirst(2).dropLast().text))
      place = placeholder.upperBound
    }
    add(upTo: shown.octets.count)
    return out
  }

  /// A line that is no part of the conversation as the form has it, without what would be secret in it.
  private mutating func shown(_ octets: [UInt8]) -> [UInt8] {
    let line = Dialogue.Line.command(Command(octets))
    // On a terminal a response that nobody asked for looks like that; in other forms it has a sign in front.
    let isResponse = form == .terminal && !octets.contains(where: { $0 == ASCII.space })
    let secret = (isResponse ? dialogue : PastedDialogue()).secret(in: line, octets)
    if isResponse { dialogue.sent(line, octets) }
    let shown = Shown(octets, hiding: masking.secrets(of: Outgoing(octets), secret, read: line))
    return masking.scrub(shown.octets, nil)
  }

  private mutating func received(_ octets: [UInt8]) {
    if dialogue.isMailText {
      if textLines > 0, octets.first != UInt8(ascii: "2") {
        // No dot: it would make a message of what is there.
        lines.append(.remark("the message breaks off here"))
      } else {
        // The server answers a message that the log does not have, or not to its end.
        if textLines == 0 { lines.append(.remark("the message is not in the log")) }
        lines.append(.sent(WireLine(Template(text: "."))))
      }
    }
    textLines = 0
    // What the server says back is masked, octet for octet.
    let octets = masking.scrub(octets, nil)
    // A code, and what a session file reads as one: a server says no patterns.
    let codes = CodePattern(CodePattern.head(of: Escaping.wire(octets)[...])).flatMap { $0.isPlain ? $0 : nil }
    let isContinued = codes != nil && octets.count > 3 && octets[3] == ASCII.hyphen
    lines.append(
      .reply(
        ReplyLine(
          codes: codes, isContinued: isContinued,
          line: WireLine(Template(octets.isEmpty ? [] : [.octets(octets)])))))
    dialogue.received(code: UInt16(octets.prefix(3).text), isContinued: isContinued)
  }
}
