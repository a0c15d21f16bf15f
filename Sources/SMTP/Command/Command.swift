// One command line of the client as a value: what was typed, octet for octet, what it says, and where it
// breaks the grammar. Reading never fails: a debugger must be able to send what is wrong.

/// A command as typed. An object, since it is handed on from the line to the reply that answers it.
package final class Command: Sendable, Equatable {
  /// What the argument says.
  package enum Argument: Sendable, Equatable {
    case none
    /// EHLO, HELO and LHLO: the client's name.
    case name(String)
    case path(Path, [Parameter])
    case chunk(size: Int, last: Bool)
    /// AUTH: the mechanism in upper case, and whether a response came with it.
    case mechanism(String, hasResponse: Bool)
    case text(String)
  }

  /// Without its end of line.
  package let octets: [UInt8]
  /// `other` for a verb that the table does not have; `verbText` says which.
  package let verb: Verb
  /// The verb as typed, in upper case; what an unknown verb is called.
  package let verbText: String
  /// As far as it can be read; `findings` say what is wrong with it.
  package let argument: Argument
  /// What is wrong with the line by itself, wherever it stands.
  package let findings: [Finding]

  /// The octets of the verb.
  package var verbRange: Range<Int> { 0..<(octets.firstIndex { !$0.isLetDig } ?? octets.count) }

  /// The octets of AUTH's mechanism; an empty range at the end where there is none.
  package var mechanismRange: Range<Int> {
    let end = verbRange.upperBound
    let start = octets[end...].firstIndex { $0 != ASCII.space } ?? octets.count
    return start..<(octets[start...].firstIndex(of: ASCII.space) ?? octets.count)
  }

  /// The path of MAIL and RCPT; nil for any other command, and where no path can be read.
  package var path: Path? {
    if case .path(let path, _) = argument { return path }
    return nil
  }

  /// In the order in which they stand; empty where there is no path.
  package var parameters: [Parameter] {
    if case .path(_, let list) = argument { return list }
    return []
  }

  /// The value of a parameter; nil where it is not there. `""` for one without value.
  package func parameter(_ keyword: String) -> String? {
    parameters.first { $0.keyword == keyword }.map { $0.value ?? "" }
  }

  /// The octets alone count: all else is read out of them.
  package static func == (a: Command, b: Command) -> Bool { a === b || a.octets == b.octets }

  /// Reads a line.
  ///
  /// - Parameter octets: the line without its end.
  package init(_ octets: [UInt8]) {
    self.octets = octets
    let verbEnd = octets.firstIndex { !$0.isLetDig } ?? octets.count
    let verbText = octets[..<verbEnd].asciiUppercasedText
    self.verbText = verbText
    verb = verbEnd == octets.count || octets[verbEnd] == ASCII.space ? Verb(name: verbText) : .other
    var reader = CommandReader(octets: octets, verb: verb, verbEnd: verbEnd)
    argument = reader.read()
    findings = reader.findings
  }

  /// Reads a line of text.
  package convenience init(_ text: String) { self.init(Array(text.utf8)) }
}

/// The grammar of the arguments, a function a shape.
private struct CommandReader {
  let octets: [UInt8]
  let verb: Verb
  let verbEnd: Int
  var findings: [Finding] = []

  mutating func read() -> Command.Argument {
    lineFindings()
    guard let row = verb.row else {
      let name = octets[..<verbEnd].asciiUppercasedText
      if Verb.obsolete.contains(name) {
        findings.append(Finding(.commandObsolete, at: 0..<verbEnd, .quote))
      } else {
        let word = octets.firstIndex(of: ASCII.space) ?? octets.count
        findings.append(Finding(.commandUnknown, at: 0..<word, .quote))
      }
      return text
    }
    let hasArgument = verbEnd + 1 < octets.count
    switch row.argument {
    case .none where verbEnd < octets.count:
      let onlySpace = octets[verbEnd...].allSatisfy { $0 == ASCII.space }
      findings.append(Finding(onlySpace ? .trailingSpace : .argumentUnexpected, at: verbEnd))
      return .none
    case .required where !hasArgument:
      findings.append(Finding(.argumentMissing, at: octets.count, .expected(.syntax(verb))))
      return .none
    default: break
    }
    switch verb {
    case .mail: return path("FROM:")
    case .rcpt: return path("TO:")
    case .ehlo, .helo, .lhlo: return name()
    case .bdat: return chunk()
    case .auth: return mechanism()
    case .vrfy, .expn, .etrn, .xclient, .xforward, .help, .noop, .data, .rset, .quit, .starttls, .other:
      trailingSpace()
      return hasArgument ? text : .none
    }
  }

  private var text: Command.Argument {
    verbEnd + 1 < octets.count ? .text(octets[(verbEnd + 1)...].text) : .none
  }

  private mutating func lineFindings() {
    if let place = octets.firstIndex(where: { $0.isControl && $0 != ASCII.tab }) {
      findings.append(
        Finding(octets[place] == ASCII.lf ? .commandBareLF : .commandControlCharacter, at: place))
    }
    if let place = octets.firstIndex(where: { $0 >= 0x80 }),
      verb != .mail && verb != .rcpt && verb != .vrfy && verb != .expn
    {
      findings.append(Finding(.command8Bit, at: place))
    }
  }

  private mutating func trailingSpace() {
    guard octets.last == ASCII.space, verbEnd < octets.count else { return }
    let start = octets.lastIndex { $0 != ASCII.space }.map { $0 + 1 } ?? 0
    findings.append(Finding(.trailingSpace, at: start))
  }

  private mutating func path(_ word: String) -> Command.Argument {
    var start = verbEnd + 1
    while start < octets.count, octets[start] == ASCII.space {
      findings.append(Finding(.argumentUnexpected, at: start, .expected(.word(.oneSpace))))
      start += 1
    }
    let bare = word.utf8.dropLast()
    let name = octets[start...].prefix(bare.count)
    guard name.asciiUppercasedText == word.dropLast() else {
      findings.append(Finding(.fromToMissing, at: start, .expected(.word(verb == .mail ? .from : .to))))
      return text
    }
    var index = start + bare.count
    let beforeColon = index
    while index < octets.count, octets[index] == ASCII.space { index += 1 }
    guard index < octets.count, octets[index] == ASCII.colon else {
      findings.append(Finding(.fromToMissing, at: beforeColon, .expected(.word(verb == .mail ? .from : .to))))
      return text
    }
    if index > beforeColon { findings.append(Finding(.spaceAroundColon, at: beforeColon)) }
    index += 1
    let behindColon = index
    while index < octets.count, octets[index] == ASCII.space { index += 1 }
    if index > behindColon { findings.append(Finding(.spaceAroundColon, at: behindColon)) }
    var parser = PathParser(octets, at: index)
    let path = parser.parse()
    findings += parser.findings
    if verb == .rcpt, path.isNull { findings.append(Finding(.nullForwardPath, at: index)) }
    let (parameters, problems) = Parameter.parse(octets, from: parser.index, of: verb)
    findings += problems
    if path.hasNonASCII, verb == .mail, !parameters.contains(where: { $0.keyword == "SMTPUTF8" }) {
      findings.append(Finding(.smtputf8Needed, at: index, .expected(.word(.smtputf8))))
    }
    return .path(path, parameters)
  }

  private mutating func name() -> Command.Argument {
    trailingSpace()
    let start = verbEnd + 1
    let end = octets.lastIndex { $0 != ASCII.space }.map { $0 + 1 } ?? octets.count
    guard start < end else {
      findings.append(Finding(.argumentMissing, at: octets.count, .expected(.syntax(verb))))
      return .none
    }
    if let space = octets[start..<end].firstIndex(of: ASCII.space) {
      findings.append(Finding(.argumentUnexpected, at: space))
      return .name(octets[start..<space].text)
    }
    let literal = octets[start] == ASCII.openBracket
    if literal, verb == .helo { findings.append(Finding(.heloLiteral, at: start)) }
    let problems = PathParser.domainFindings(octets, start, end)
    findings += problems
    if problems.isEmpty, !literal, !octets[start..<end].contains(ASCII.dot) {
      findings.append(Finding(.helloNotQualified, at: start..<end, .quote))
    }
    return .name(octets[start..<end].text)
  }

  private mutating func chunk() -> Command.Argument {
    trailingSpace()
    let words = octets[(verbEnd + 1)...].split(separator: ASCII.space)
    guard let first = words.first, let size = first.decimalValue else {
      findings.append(Finding(.chunkSizeSyntax, at: verbEnd + 1, .expected(.word(.bdat))))
      return text
    }
    let last = words.count > 1 && words[1].asciiUppercasedText == "LAST"
    if words.count > 2 || (words.count == 2 && !last) {
      findings.append(
        Finding(.chunkSizeSyntax, at: words[last ? 2 : 1].startIndex, last ? nil : .expected(.word(.last))))
    }
    return .chunk(size: size, last: last)
  }

  private mutating func mechanism() -> Command.Argument {
    trailingSpace()
    let words = octets[(verbEnd + 1)...].split(separator: ASCII.space)
    guard let first = words.first else {
      findings.append(Finding(.argumentMissing, at: octets.count, .expected(.syntax(verb))))
      return .none
    }
    // SASL mechanism names (RFC 4422 §3.1).
    if first.count > 20
      || !first.allSatisfy({ $0.isLetDig || $0 == ASCII.hyphen || $0 == 0x5F })
    {
      findings.append(Finding(.mechanismSyntax, at: first.indices, .quote))
    }
    if words.count > 1, words[1].elementsEqual([ASCII.equals]) == false, Base64.decode(words[1]) == nil {
      findings.append(Finding(.responseNotBase64, at: words[1].startIndex))
    }
    if words.count > 2 { findings.append(Finding(.argumentUnexpected, at: words[2].startIndex)) }
    return .mechanism(first.asciiUppercasedText, hasResponse: words.count > 1)
  }
}
