import SMTP
import SessionFiles
import Testing

struct ReplyMatchTests {
  /// Compares a reply in the notation with what was expected of it.
  static func compare(
    _ came: [String], _ expected: [String], answers: Awaited = .command(.rcpt), patterns: [String] = [],
    level: MatchLevel = .code
  ) throws -> ReplyMatch {
    var parser = ReplyParser()
    parser.feed(came.map { $0 + "\r\n" }.joined().utf8)
    let next = parser.next()
    let reply = try #require(next)
    let codes = expected.map { CodePattern($0.prefix { $0 != " " && $0 != "-" }) }
    return ReplyMatch.of(
      reply, to: answers, codes, expected.map { Array($0.utf8) }, try patterns.map { try Pattern($0) }, level)
  }

  @Test(
    arguments: [
      ("250 2.1.5 Ok", "250", nil), ("250 2.1.5 Ok", "2xx", nil), ("550 5.1.1 No", "250", "expected 250"),
      ("550 5.1.1 No", "!5xx", "expected !5xx"), ("251 Ok", "250|251", nil),
      ("550 5.7.1 No", "550 5.1.1 No", "expected the enhanced status code 5.1.1"),
      ("550 No", "550 5.1.1 No", nil), ("550 5.1.1 No", "550 No", nil),
    ] as [(String, String, String?)])
  func codes(_ came: String, _ expected: String, _ failure: String?) throws {
    #expect(try Self.compare([came], [expected]).failure == failure)
  }

  @Test func otherTextIsADifference() throws {
    let comparison = try Self.compare(["250 2.0.0 Ok: queued as B"], ["250 2.0.0 Ok: queued as A"])
    #expect(comparison.failure == nil)
    #expect(comparison.differences == ["250 2.0.0 Ok: queued as B instead of 250 2.0.0 Ok: queued as A"])
    #expect(try Self.compare(["250 2.0.0 Ok"], ["250 2.0.0"]).differences.isEmpty)
  }

  /// What is offered with a tab is not lost and added; AUTH= beside AUTH is a line of its own.
  @Test func keywordsAreCutAsTheSessionCutsThem() throws {
    let expected = ["250-mx.example", "250-SIZE 1000", "250-AUTH=LOGIN", "250 AUTH LOGIN"]
    let came = ["250-mx.example", "250-size\t1000", "250-AUTH LOGIN", "250 AUTH=PLAIN"]
    #expect(
      try Self.compare(came, expected, answers: .command(.ehlo)).differences == [
        "changed: SIZE 1000 is now size\\t1000", "changed: AUTH=LOGIN is now AUTH=PLAIN",
      ])
  }

  @Test func levels() throws {
    #expect(
      try Self.compare(["550 No"], ["550 5.1.1 No"], level: .enhanced).failure?.contains("there is none")
        == true)
    #expect(try Self.compare(["250 B"], ["250 A"], level: .text).failure == "250 B instead of 250 A")
    #expect(try Self.compare(["550 No"], ["250 Ok"], level: .off).failure == nil)
  }

  @Test func ehloIsComparedAsASet() throws {
    let comparison = try Self.compare(
      ["250-mx.example", "250-DSN", "250-SIZE 20", "250 CHUNKING"],
      ["250-other.example", "250-SIZE 10", "250-DSN", "250 ETRN"], answers: .command(.ehlo))
    #expect(comparison.failure == nil)
    #expect(comparison.differences == ["changed: SIZE 10 is now SIZE 20", "added: CHUNKING", "lost: ETRN"])
  }

  @Test func patterns() throws {
    #expect(try Self.compare(["250-a", "250 queued as 1"], [], patterns: ["queued as \\d"]).failure == nil)
    #expect(
      try Self.compare(["250 Ok"], ["250"], patterns: ["queued"]).failure
        == "no line of the reply matches queued")
  }

  @Test func anotherProtocol() throws {
    #expect(try Self.compare(["+OK POP3"], ["+OK POP3"]).failure == nil)
    #expect(try Self.compare(["+OK POP3"], ["* OK IMAP"]).failure == "expected the line * OK IMAP")
    #expect(try Self.compare(["+OK POP3"], ["!5xx"]).failure == nil, "it has no code, so none of these")
    #expect(try Self.compare(["+OK POP3"], ["2xx"]).failure == "expected 2xx")
  }
}
