// Text to a session file. All mistakes are found at once, each with its line and column, and nothing is lost: the
// printer gives back what was read.

import SMTP
import SMTPCore
import Transcript

/// Reads session files.
package struct SessionFileParser {
  /// A line of a file at most, in octets: the longest line that is sent, each of its octets an escape.
  package static let longestLine = 4 * Limits.sentLine + 100
  /// Mistakes that are listed at most.
  package static let mostProblems = 100

  /// Blocks in blocks.
  static let deepestBlock = 100
  static let tooDeep = (
    text: "blocks in blocks, more than \(deepestBlock) deep", advice: "close some of them with :end"
  )

  private let file: String
  private var problems: [SessionFileProblem] = []
  private var lines: [SessionFileLine] = []
  /// The line being read.
  private var line: ArraySlice<UInt8> = []
  private var number = 0
  private var isTooDeep = false
  /// The openings of blocks that no `:end` has closed.
  private var open: [(line: Int, source: String, isPipeline: Bool)] = []

  private init(_ file: String) { self.file = file }

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - name: what mistakes call the file.
  /// - Returns: the file, or all its mistakes.
  package static func parse(_ octets: some Collection<UInt8>, name: String) -> Result<
    SessionFile, SessionFileProblems
  > {
    var parser = SessionFileParser(name)
    var rest = Array(octets)[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    // A last line without its end counts as one; nothing behind the last end does not.
    while !rest.isEmpty, parser.problems.count < mostProblems, !parser.isTooDeep {
      let end = rest.firstIndex(of: ASCII.lf) ?? rest.endIndex
      var line = rest[..<end]
      if line.last == ASCII.cr { line = line.dropLast() }
      if end == rest.endIndex, parser.isOfRecorder || (parser.number == 0 && RecordingHead.isCut(line)) {
        // A recording ends its lines: here it was cut off, and what is left of the line may be half of a code.
        parser.number += 1
        parser.add(.damaged(cutOff(line)))
        break
      }
      let before = (problems: parser.problems.count, lines: parser.lines.count)
      let wasOfRecorder = parser.isOfRecorder || (parser.number == 0 && RecordingHead.isCut(line))
      parser.receive(line)
      rest = end < rest.endIndex ? rest[(end + 1)...] : []
      // A recording that was cut off, and another one behind it: what is left of the line may be half of anything.
      if wasOfRecorder, parser.problems.count > before.problems,
        RecordingHead.version(rest) != nil
      {
        parser.problems.removeSubrange(before.problems...)
        parser.lines.removeSubrange(before.lines...)
        parser.add(.damaged(cutOff(line)))
      }
    }
    for block in parser.open.reversed() where parser.problems.count < mostProblems {
      parser.problems.append(
        SessionFileProblem(
          file: name, line: block.line, column: 1, source: block.source,
          text: "no :end for this \(block.isPipeline ? ":pipeline" : ":repeat")",
          advice: "write :end behind its last line"))
    }
    guard parser.problems.isEmpty else {
      // It may be another program's log.
      let secrets = LogImporter.secrets(of: Array(octets))
      let problems = parser.problems.map { problem in
        problem.quoting(secrets?.scrub(problem.source) ?? problem.source)
      }
      return .failure(SessionFileProblems(list: problems))
    }
    return .success(SessionFile(name: name, lines: parser.lines, source: Array(octets)))
  }

  /// A part of a recording: its lines with the offsets where they begin. What cannot be read is a damaged line.
  ///
  /// - Parameters:
  ///   - octets: whole lines.
  ///   - isCutOff: the last line has no end since the recording was cut off there.
  package static func lines(
    ofPart octets: [UInt8], isCutOff: Bool = false
  ) -> [(line: SessionFileLine, offset: Int)] {
    var parser = SessionFileParser("")
    var out: [(line: SessionFileLine, offset: Int)] = []
    var start = 0
    // What a log shows to be secret, once a line cannot be read.
    var known: Masking?
    while start < octets.count {
      let end = octets[start...].firstIndex(of: ASCII.lf) ?? octets.endIndex
      var line = octets[start..<end]
      if isCutOff, end == octets.endIndex {
        out.append((SessionFileLine(number: parser.number + 1, content: .damaged(cutOff(line))), start))
        break
      }
      if line.last == ASCII.cr { line = line.dropLast() }
      parser.lines.removeAll(keepingCapacity: true)
      // Blocks may be open across the edges of a part.
      parser.open = [(0, "", false)]
      parser.problems.removeAll()
      parser.receive(line)
      if let problem = parser.problems.first {
        let secrets = known ?? LogImporter.secrets(of: octets) ?? Masking()
        known = secrets
        let quoted = secrets.scrub(String(problem.source.prefix(200)))
        let text = "cannot be read (\(problem.text)): \(quoted)"
        out.append((SessionFileLine(number: parser.number, content: .damaged(text)), start))
      }
      for line in parser.lines { out.append((line, start)) }
      start = end + 1
    }
    return out
  }

  /// What is said of a line in the middle of which a recording ends.
  private static func cutOff(_ line: ArraySlice<UInt8>) -> String {
    let text = Escaping.escape(line.prefix(longestLine))
    let sign = text.hasPrefix("C: ") ? "C: " : ""
    return "cut off here: \(sign)\(LoginSecrets.shown(String(text.dropFirst(sign.count))))"
  }

  /// Whether a recorder wrote the file, not a person with an editor.
  private var isOfRecorder: Bool { RecordingHead.version(lines) != nil }

  /// The line as mistakes show it.
  private var source: String {
    guard line.count <= Self.longestLine else { return Escaping.escape(line.prefix(100)) + "…" }
    return Escaping.escape(line.map { $0 == ASCII.tab ? ASCII.space : $0 }).replacing("\\\\", with: "\\")
  }

  private mutating func fail(_ column: Int, _ text: String, _ advice: String) {
    var quotes = FileQuotes()
    for line in lines { _ = quotes.text(of: line) }
    let quoted = quotes.quote(source)
    problems.append(
      SessionFileProblem(
        file: file, line: number, column: column == 0 ? 0 : quoted.column(column), source: quoted.text,
        text: text,
        advice: advice))
  }

  private mutating func add(_ content: SessionFileLine.Content) {
    lines.append(SessionFileLine(number: number, content: content))
  }

  // MARK: Lines

  private mutating func receive(_ octets: ArraySlice<UInt8>) {
    number += 1
    line = octets
    guard octets.count <= Self.longestLine else {
      return fail(
        0, "a line of \(octets.count) octets",
        "at most \(Self.longestLine); a large message is named by :data FILE")
    }
    if takePlain(octets) { return }
    guard let text = String(validating: octets, as: UTF8.self), !octets.contains(ASCII.nul) else {
      let bad = octets.firstIndex { $0 >= 0x80 || $0 == ASCII.nul }.map { $0 - octets.startIndex } ?? 0
      return fail(
        Escaping.escape(octets.prefix(bad)).count + 1, "not UTF-8 text",
        "octets that are none are written as \\xHH")
    }
    let indent = text.prefix { $0 == " " || $0 == "\t" }
    let line = text.dropFirst(indent.count)
    let column = indent.count + 1
    guard let sign = line.first else { return add(.empty) }
    switch sign {
    case "C" where line.hasPrefix("C:"): sent(body(line, 2), column)
    case "S" where line.hasPrefix("S:"): expected(body(line, 2), column)
    case "S" where line.hasPrefix("S~"): pattern(body(line, 2), column)
    case "*": add(.event(String(line.dropFirst(line.hasPrefix("* ") ? 2 : 1))))
    case "!": add(.finding(String(line.dropFirst(line.hasPrefix("! ") ? 2 : 1))))
    case "#": add(.remark(String(line.dropFirst(line.hasPrefix("# ") ? 2 : 1))))
    case ":": command(line.dropFirst(), column + 1)
    default:
      let near = line.hasPrefix("c:") || line.hasPrefix("s:") ? "the sign is a capital letter" : nil
      fail(
        column, "a line begins with C: S: S~ : * ! or #",
        near ?? "write C: in front of what is sent, S: in front of what comes back, # in front of a remark")
    }
  }

  /// A `C:` or `S:` line of printable ASCII without escapes, variables or patterns of codes: nearly all lines of a
  /// recording. False: it is something else, and read with care.
  private mutating func takePlain(_ octets: ArraySlice<UInt8>) -> Bool {
    let start = octets.startIndex
    guard octets.count >= 4, octets[start + 1] == ASCII.colon, octets[start + 2] == ASCII.space else {
      return false
    }
    let body = octets[(start + 3)...]
    guard
      body.allSatisfy({
        $0 >= ASCII.space && $0 < ASCII.del && $0 != ASCII.backslash && $0 != UInt8(ascii: "$")
      })
    else { return false }
    let wire = WireLine(Template([.octets(Array(body))]))
    switch octets[start] {
    case UInt8(ascii: "C"):
      add(.sent(wire))
      return true
    case UInt8(ascii: "S"):
      guard let code = ReplyCode.read(body), code.isReply, code.separator != nil,
        let codes = CodePattern(body.prefix(3).text)
      else { return false }
      add(.reply(ReplyLine(codes: codes, isContinued: code.isContinued, line: wire)))
      return true
    default: return false
    }
  }

  /// What stands behind a sign and its space, with its column.
  private func body(_ line: Substring, _ sign: Int) -> (text: Substring, offset: Int) {
    let rest = line.dropFirst(sign)
    // The space is one whatever mark stands behind it.
    return rest.unicodeScalars.first == " "
      ? (Substring(rest.unicodeScalars.dropFirst()), sign + 1) : (rest, sign)
  }

  private mutating func sent(_ body: (text: Substring, offset: Int), _ column: Int) {
    if let line = wire(body.text, column + body.offset) { add(.sent(line)) }
  }

  private mutating func expected(_ body: (text: Substring, offset: Int), _ column: Int) {
    if body.text == "eof" { return add(.endOfFile) }
    guard let line = wire(body.text, column + body.offset) else { return }
    let head = CodePattern.head(of: body.text)
    let separator = body.text.dropFirst(head.count).first
    let codes = CodePattern(head)
    if codes == nil, head.contains("|") || head.hasPrefix("!") || (head.count == 3 && head.hasSuffix("xx")) {
      return fail(
        column + body.offset, "\(Escaping.escape(String(head))) is no pattern of codes",
        "write 250, 2xx, 250|251 or !5xx")
    }
    add(.reply(ReplyLine(codes: codes, isContinued: codes != nil && separator == "-", line: line)))
  }

  private mutating func pattern(_ body: (text: Substring, offset: Int), _ column: Int) {
    do {
      add(.pattern(try Pattern(of: body.text)))
    } catch {
      fail(
        column + body.offset + error.offset, error.text,
        error.text == Pattern.variable
          ? Pattern.insteadOfVariable : "see the page on session files for what patterns know")
    }
  }

  // MARK: Text

  private mutating func wire(_ text: Substring, _ column: Int) -> WireLine? {
    var text = text
    // A final \c whose backslash is not itself escaped.
    var hasCRLF = true
    let octets = text.utf8
    if octets.last == UInt8(ascii: "c"),
      octets.dropLast().reversed().prefix(while: { $0 == ASCII.backslash }).count % 2 == 1
    {
      hasCRLF = false
      text = Substring(octets.dropLast(2))
    }
    return template(text, column).map { WireLine($0, hasCRLF: hasCRLF) }
  }

  private mutating func template(_ text: Substring, _ column: Int) -> Template? {
    do throws(CommandProblem) {
      return try Template(parsing: text)
    } catch {
      fail(column + error.offset, error.text, error.advice)
      return nil
    }
  }

  // MARK: Commands

  private mutating func command(_ text: Substring, _ column: Int) {
    switch SessionFileCommands.parse(String(text)) {
    case .success(let command):
      switch command.shape {
      case .session(let version) where version > SessionFile.version:
        return fail(
          column, "version \(version) of the format is newer than this program",
          "it reads versions up to \(SessionFile.version)")
      case .pipeline, .repeatTimes:
        if command == .pipeline, open.contains(where: \.isPipeline) {
          return fail(column, "a :pipeline inside a :pipeline", "close the first one with :end")
        }
        open.append((number, source, command == .pipeline))
        if open.count > Self.deepestBlock {
          // What is deeper is not read.
          fail(column, Self.tooDeep.text, Self.tooDeep.advice)
          open = []
          return isTooDeep = true
        }
      case .end:
        guard open.popLast() != nil else {
          return fail(column, "no :pipeline or :repeat is open", "leave it out")
        }
      default: break
      }
      add(.command(command, text: String(text)))
    case .failure(let problem):
      fail(column + problem.offset, problem.text, problem.advice)
    }
  }
}

extension Template {
  /// Reads text with escapes and variables.
  init(parsing text: Substring) throws(CommandProblem) {
    var rest = text
    // By octets: a mark behind a brace, or a letter that takes what follows, makes neither another one.
    while let opening = rest.utf8.firstRange(of: "${".utf8) {
      let dollar = opening.lowerBound
      try append(rest[..<dollar], of: text)
      let name = rest[opening.upperBound...]
      guard let close = name.utf8.firstIndex(of: UInt8(ascii: "}")), Variables.isName(name[..<close]) else {
        throw CommandProblem(
          text: "no name in ${ }", offset: text.distance(from: text.startIndex, to: dollar),
          advice: "write ${name}, ${env:NAME} or ${secret:NAME}; a ${ that is meant is written \\x24{")
      }
      pieces.append(.variable(String(name[..<close])))
      rest = name[name.utf8.index(after: close)...]
    }
    try append(rest, of: text)
  }

  private mutating func append(_ part: Substring, of text: Substring) throws(CommandProblem) {
    let (octets, bad) = Escaping.unescape(String(part))
    if let bad {
      let before = text.distance(from: text.startIndex, to: part.startIndex)
      throw CommandProblem(
        text: "an escape that is none",
        offset: before + String(decoding: Array(part.utf8).prefix(bad), as: UTF8.self).count,
        advice: "there are \\r \\n \\t \\\\ \\xHH, and \\c at the end")
    }
    if !octets.isEmpty { pieces.append(.octets(octets)) }
  }
}

/// All mistakes of a file.
package struct SessionFileProblems: Error, Sendable, Equatable {
  /// In the order in which they were found.
  package let list: [SessionFileProblem]

  package init(list: [SessionFileProblem]) { self.list = list }
}
