// Other tools' logs to session files. A form is a way to read one line; the form that reads most lines of a log is
// taken. What cannot be read stays as a remark with its line number, and secrets are masked on the way in, as they are in a session.

import SMTP
import SMTPCore
import Transcript

/// Forms of logs.
package enum LogFormat: String, Sendable, CaseIterable {
  /// ` -> EHLO`, `<-  250`, `=== Trying`
  case swaks
  /// `> EHLO`, `< 250`, `* Connected`
  case curl
  /// `send: 'ehlo\r\n'`, `reply: b'250 ok\r\n'`
  case smtplib
  /// `postfix/smtpd[7]: < host[addr]: EHLO`
  case postfix
  /// `SMTP<< EHLO`, `SMTP>> 250`
  case exim
  /// `C: EHLO`, `S: 250`, with any indentation
  case notation
  /// A screen of telnet or `openssl s_client`: no signs at all
  case terminal
}

/// Reads logs.
package struct LogImporter {
  /// What one line of a log is.
  enum Piece: Equatable {
    case sent([UInt8])
    case received([UInt8])
    /// What the tool says of itself.
    case event(String)
  }

  private var lines: [SessionFileLine.Content] = []
  private var dialogue = PastedDialogue()
  private var masking = Masking()
  private let form: LogFormat

  private init(_ form: LogFormat) { self.form = form }

  /// Finds the form of a log: the one that reads most of its lines; nil when none reads any.
  package static func detect(_ octets: some Collection<UInt8>) -> LogFormat? {
    let sample = split(Array(octets.prefix(1_000_000))).prefix(5_000)
    var best: (form: LogFormat, count: Int)?
    for form in LogFormat.allCases {
      let count = sample.reduce(0) { count, line in
        switch read(line, form, isText: false) {
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
    for (index, line) in Self.split(octets).enumerated() {
      guard let piece = Self.read(line, form, isText: dialogue.takesAnything) else {
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
      // The log has no message, but the server answers one.
      lines.append(.remark("the message is not in the log"))
      lines.append(.sent(WireLine(Template(text: "."))))
    }
    // What the server says back is masked, octet for octet.
    let octets = masking.scrub(octets, nil)
    let head = octets.prefix(3).text
    let codes = CodePattern(head)
    let isContinued = codes != nil && octets.count > 3 && octets[3] == ASCII.hyphen
    lines.append(
      .reply(
        ReplyLine(
          codes: codes, isContinued: isContinued,
          line: WireLine(Template(octets.isEmpty ? [] : [.octets(octets)])))))
    dialogue.received(code: UInt16(head), isContinued: isContinued)
  }

  // MARK: Reading lines

  static func read(_ octets: [UInt8], _ form: LogFormat, isText: Bool) -> Piece? {
    switch form {
    case .swaks: return swaks(octets)
    case .curl: return curl(octets)
    case .smtplib: return smtplib(octets)
    case .postfix: return postfix(octets)
    case .exim: return exim(octets)
    case .notation: return notation(octets)
    case .terminal: return terminal(octets, isText)
    }
  }

  private static func rest(_ octets: [UInt8], behind prefix: String) -> [UInt8]? {
    octets.starts(with: prefix.utf8) ? Array(octets.dropFirst(prefix.utf8.count)) : nil
  }

  private static func swaks(_ octets: [UInt8]) -> Piece? {
    for sign in [" -> ", " ~> ", "-> ", "~> "] {
      if let text = rest(octets, behind: sign) { return .sent(text) }
    }
    // Without its space behind it where an editor has cut the ends of lines off.
    if [" ->", " ~>", "->", "~>"].contains(where: { octets.elementsEqual($0.utf8) }) { return .sent([]) }
    for sign in ["<-  ", "<~  ", "<-* ", "<~* ", "<** "] {
      if let text = rest(octets, behind: sign) { return .received(text) }
    }
    for sign in ["=== ", "*** "] {
      if let text = rest(octets, behind: sign) { return .event(text.text) }
    }
    return nil
  }

  private static func curl(_ octets: [UInt8]) -> Piece? {
    if let text = rest(octets, behind: "> ") { return .sent(text) }
    if let text = rest(octets, behind: "< "), isReply(text) { return .received(text) }
    if let text = rest(octets, behind: "* ") { return .event(text.text) }
    return nil
  }

  private static func notation(_ octets: [UInt8]) -> Piece? {
    let line = octets.drop {
      $0 == ASCII.space || $0 == ASCII.tab || $0 == ASCII.greater || $0 == UInt8(ascii: "|")
    }
    for (sign, isSent) in [("C:", true), ("S:", false)] {
      guard line.starts(with: sign.utf8) else { continue }
      var text = line.dropFirst(2)
      if text.first == ASCII.space { text = text.dropFirst() }
      return isSent ? .sent(Array(text)) : .received(Array(text))
    }
    return nil
  }

  /// `send:` and `reply:` hold Python's own form of a string; several lines of mail text come in one.
  private static func smtplib(_ octets: [UInt8]) -> Piece? {
    if let text = rest(octets, behind: "send: ").flatMap(python) { return .sent(text) }
    if let text = rest(octets, behind: "reply: ").flatMap(python) { return .received(text) }
    if rest(octets, behind: "connect: ") != nil { return .event(octets.text) }
    return nil
  }

  /// A string in Python's form; nil for anything else. The CRLF at its end is left out.
  static func python(_ octets: [UInt8]) -> [UInt8]? {
    var text = octets[...]
    if text.first == UInt8(ascii: "b") { text = text.dropFirst() }
    guard let quote = text.first, quote == ASCII.quote || quote == UInt8(ascii: "'"), text.count >= 2,
      text.last == quote
    else { return nil }
    text = text.dropFirst().dropLast()
    var out: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      guard text[index] == ASCII.backslash, index + 1 < text.endIndex else {
        out.append(text[index])
        index += 1
        continue
      }
      switch text[index + 1] {
      case UInt8(ascii: "r"): out.append(ASCII.cr)
      case UInt8(ascii: "n"): out.append(ASCII.lf)
      case UInt8(ascii: "t"): out.append(ASCII.tab)
      case UInt8(ascii: "x"):
        guard index + 3 < text.endIndex, let value = UInt8(text[(index + 2)...(index + 3)].text, radix: 16)
        else {
          return nil
        }
        out.append(value)
        index += 2
      default: out.append(text[index + 1])
      }
      index += 2
    }
    if out.suffix(2) == [ASCII.cr, ASCII.lf] { out.removeLast(2) }
    return out
  }

  /// In smtpd's log `<` is what the client said; in that of the client, smtp, it is what the server said.
  private static func postfix(_ octets: [UInt8]) -> Piece? {
    for (process, sentSign) in [
      ("/smtpd[", UInt8(ascii: "<")), ("/smtp[", ASCII.greater), ("/lmtp[", ASCII.greater),
    ] {
      guard let start = find(process, octets), let close = octets[start...].firstIndex(of: ASCII.closeBracket),
        octets[close...].starts(with: "]: ".utf8)
      else { continue }
      let text = octets[(close + 3)...]
      guard let sign = text.first, sign == ASCII.greater || sign == UInt8(ascii: "<"),
        text.dropFirst().first == ASCII.space, let address = text.firstIndex(of: ASCII.closeBracket)
      else { return nil }
      // `host[address]: ` in a server's log, `host[address]:25: ` in a client's.
      let port = text[(address + 1)...].dropFirst().prefix { $0.isASCIIDigit || $0 == ASCII.colon }
      guard text[(address + 1)...].first == ASCII.colon, port.endIndex < text.endIndex,
        text[port.endIndex] == ASCII.space
      else { return nil }
      let body = Array(text[(port.endIndex + 1)...])
      return sign == sentSign ? .sent(body) : .received(body)
    }
    return nil
  }

  private static func exim(_ octets: [UInt8]) -> Piece? {
    for sign in ["SMTP<< ", "SMTP>> "] {
      guard let start = find(sign, octets) else { continue }
      let text = Array(octets[(start + sign.utf8.count)...])
      // Both the server and the client log so; what is said tells who says it.
      return isReply(text) ? .received(text) : .sent(text)
    }
    return nil
  }

  private static func terminal(_ octets: [UInt8], _ isText: Bool) -> Piece? {
    if isReply(octets) { return .received(octets) }
    // Mail text, or the answer to a challenge, which is a secret.
    if isText { return .sent(octets) }
    let verb = octets.prefix { $0.isASCIILetter }
    if !verb.isEmpty, Verb(name: verb.text) != .other,
      octets.count == verb.count || octets[verb.count] == ASCII.space
    {
      return .sent(octets)
    }
    let start = octets.text
    for sign in ["Trying ", "Connected to ", "Connection closed", "CONNECTED(", "closed"]
    where start.hasPrefix(sign) {
      return .event(start)
    }
    return nil
  }

  private static func isReply(_ octets: [UInt8]) -> Bool {
    ReplyCode.read(octets, at: 0)?.isReply == true
  }

  private static func find(_ text: String, _ octets: [UInt8]) -> Int? {
    let run = Array(text.utf8)
    guard octets.count >= run.count else { return nil }
    return (0...(octets.count - run.count)).first {
      octets[$0] == run[0] && octets[$0..<($0 + run.count)].elementsEqual(run)
    }
  }
}

extension LogFormat {
  /// Whose form it is.
  package var title: String {
    switch self {
    case .swaks: return "swaks"
    case .curl: return "curl -v"
    case .smtplib: return "Python's smtplib"
    case .postfix: return "Postfix's log"
    case .exim: return "Exim's debugging output"
    case .notation: return "text with C: and S:"
    case .terminal: return "a telnet or s_client screen"
    }
  }
}
