import SMTP
import Testing

@testable import SessionFiles

/// What the parser takes, and how it says what it does not.
struct SessionFileParserTests {
  static func parse(_ text: String) -> Result<SessionFile, SessionFileProblems> {
    SessionFileParser.parse(Array(text.utf8), name: "t.smtp")
  }

  static func problems(_ text: String) -> [SessionFileProblem] {
    if case .failure(let problems) = parse(text) { return problems.list }
    return []
  }

  @Test func everyKindOfLine() throws {
    let file = try Self.parse(
      """
      :session 1
      # a remark
      C: EHLO client.example
      S: 250-mx.example
      S: 250 SIZE 10240000
      * 0.001 connected
      ! id: text

      S~ queued
      S: eof
      """
    ).get()
    #expect(
      file.lines.map(\.content) == [
        .command(.session(version: 1), text: "session 1"), .remark("a remark"),
        .sent(WireLine(Template(text: "EHLO client.example"))),
        .reply(
          ReplyLine(
            codes: CodePattern("250"), isContinued: true, line: WireLine(Template(text: "250-mx.example")))),
        .reply(
          ReplyLine(
            codes: CodePattern("250"), isContinued: false, line: WireLine(Template(text: "250 SIZE 10240000")))
        ),
        .event("0.001 connected"), .finding("id: text"), .empty, .pattern(try Pattern("queued")), .endOfFile,
      ])
  }

  @Test func aTranscriptOutOfAnRFCRunsAsItStands() throws {
    // RFC 5321, Appendix D.1, with its indentation.
    let file = try Self.parse(
      "      S: 220 foo.com Simple Mail Transfer Service Ready\r\n      C: EHLO bar.com\r\n"
    ).get()
    #expect(file.lines.count == 2)
    #expect(
      SessionFilePrinter.print(file) == "S: 220 foo.com Simple Mail Transfer Service Ready\nC: EHLO bar.com\n")
  }

  @Test(arguments: [
    ("C: DATA\\n\\c", "DATA\n", false), ("C: a\\\\c", "a\\c", true), ("C: \\x00\\xFF\\t", "", true),
    ("C:", "", true), ("C:  two", " two", true), ("C: EHL\\c", "EHL", false),
  ])
  func exactOctets(_ line: String, _ text: String, _ hasCRLF: Bool) throws {
    guard case .sent(let wire)? = try Self.parse(line).get().lines.first?.content else {
      Issue.record("no C: line")
      return
    }
    #expect(wire.hasCRLF == hasCRLF)
    if !text.isEmpty { #expect(wire.text.literal == Array(text.utf8)) }
    if line.contains("xFF") { #expect(wire.text.literal == [0, 0xFF, 9]) }
  }

  @Test func variables() throws {
    guard
      case .sent(let wire)? = try Self.parse("C: MAIL FROM:<${user}@${env:D}> \\x24{x}").get().lines.first?
        .content
    else {
      Issue.record("no C: line")
      return
    }
    #expect(
      wire.text.pieces == [
        .octets(Array("MAIL FROM:<".utf8)), .variable("user"), .octets(Array("@".utf8)), .variable("env:D"),
        .octets(Array("> ${x}".utf8)),
      ])
  }

  @Test(arguments: [
    ("250", "250 Ok", true), ("2xx", "250 Ok", true), ("250|251", "251 Ok", true), ("!5xx", "250 Ok", true),
    ("!5xx", "550 No", false), ("4xx", "550 No", false),
  ])
  func codePatterns(_ pattern: String, _ reply: String, _ holds: Bool) throws {
    let code = try #require(UInt16(reply.prefix(3)))
    #expect(try #require(CodePattern(pattern)).holds(code) == holds)
  }

  /// Every mistake at once, each with its place and what to do.
  @Test func allMistakesAreListed() {
    let problems = Self.problems(
      """
      EHLO client.example
      C: a\\qb
      S: 2yx Ok
      S: 250|25 Ok
      :pasue 2s
      :match loosely
      :allow rcpt-before-mial
      :expect tls.verison >= TLSv1.2
      :capture queue /(\\S+/
      C: ${}
      :pipeline
      :end
      :end
      :repeat 2
      """)
    #expect(
      problems.map { "\($0.line):\($0.column) \($0.text)" } == [
        "1:1 a line begins with C: S: S~ : * ! or #",
        "2:5 an escape that is none",
        "4:4 250|25 is no pattern of codes",
        "5:2 there is no command :pasue",
        "6:8 this is not code, enhanced, text or off",
        "7:8 this is not the id of a finding",
        "8:9 this is not a fact that can be expected",
        "9:17 a ( without its )",
        "10:4 no name in ${ }",
        "13:2 no :pipeline or :repeat is open",
        "14:1 no :end for this :repeat",
      ])
    #expect(problems.first { $0.line == 5 }?.advice == "did you mean :pause?")
    #expect(problems.first { $0.line == 7 }?.advice == "did you mean rcpt-before-mail?")
    #expect(problems.first { $0.line == 8 }?.advice == "did you mean tls.version?")
  }

  @Test func aCaretStandsUnderThePlace() throws {
    let problem = try #require(Self.problems("  C: a\\qb").first)
    #expect(
      problem.description
        == "t.smtp:1:7: an escape that is none\n    C: a\\qb\n        ^ there are \\r \\n \\t \\\\ \\xHH, and \\c at the end"
    )
  }

  @Test(arguments: [
    [UInt8(ascii: "C"), UInt8(ascii: ":"), 0xFF], [UInt8(ascii: "#"), 0],
  ])
  func hostileFiles(_ octets: [UInt8]) {
    guard case .failure(let problems) = SessionFileParser.parse(octets, name: "x") else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.count == 1 && !problems.list[0].description.contains("\0"))
  }

  /// The longest line that can be sent is taken with each octet escaped, and no longer one.
  @Test func aLineHasALimit() {
    let line = [UInt8](repeating: UInt8(ascii: "#"), count: SessionFileParser.longestLine)
    guard case .success = SessionFileParser.parse(line, name: "x"),
      case .failure(let problems) = SessionFileParser.parse(line + line.prefix(1), name: "x")
    else {
      Issue.record("the limit is another one")
      return
    }
    #expect(problems.list.count == 1 && problems.list[0].description.utf8.count < 500)
    #expect(SessionFileParser.longestLine > 4 * Limits.sentLine)
  }

  @Test func aNewerVersionIsRefused() {
    #expect(Self.problems(":session 3").first?.text == "version 3 of the format is newer than this program")
  }

  /// The recorder ends its lines; an editor may not.
  @Test func aRecordingThatWasCutOff() throws {
    let recorded = ":session 1\n* smtpscope 0.1.0, 2026-11-23 19:06:11Z\nS: 220 x\nC: NOOP\nS: 25"
    let file = try SessionFileParser.parse(Array(recorded.utf8), name: "t.smtp").get()
    #expect(file.isCutOff && file.lines.last?.content == .damaged("cut off here: S: 25"))
    #expect(file.warning == "t.smtp:5: the recording was cut off here; it counts up to the line before")
    // Nothing of it gets lost, and the form is stable from there on.
    let printed = SessionFilePrinter.print(file)
    #expect(printed.hasSuffix("C: NOOP\n* cut off here: S: 25\n"))
    #expect(
      SessionFilePrinter.print(try SessionFileParser.parse(Array(printed.utf8), name: "t.smtp").get())
        == printed)
    let typed = try SessionFileParser.parse(Array("S: 220 x\nC: NOOP".utf8), name: "t.smtp").get()
    #expect(!typed.isCutOff && typed.warning == nil && typed.lines.count == 2)
    let whole = try SessionFileParser.parse(Array((recorded + "0\n").utf8), name: "t.smtp").get()
    #expect(!whole.isCutOff)
  }
}
