import Testing

@testable import SessionFiles

struct FileQuotesTests {
  private func problems(_ text: String) -> [SessionFileProblem] {
    guard case .failure(let problems) = SessionFileParser.parse(Array(text.utf8), name: "f") else { return [] }
    return problems.list
  }

  @Test func aMistakeInALoginQuotesNoPassword() throws {
    let found = problems("S: 220\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\\q\nC: NOOP \\q\n")
    let first = try #require(found.first)
    #expect(first.source == "C: AUTH PLAIN ${secret:auth-plain}" && first.column == 15, "\(first)")
    #expect(found.last?.source == "C: NOOP \\q" && found.last?.column == 9)
  }

  @Test func responsesAreKnownByWhatStandsInFrontOfThem() throws {
    let found = problems("C: AUTH LOGIN\nC: YWxpY2U=\nC: d29uZGVybGFuZA==\\q\n")
    #expect(found.map(\.source) == ["C: ${secret:auth-login-2}"])
  }

  @Test func whatIsQuotedInReports() {
    var quotes = FileQuotes()
    func quote(_ text: String) -> [String] {
      guard case .success(let file) = SessionFileParser.parse(Array(text.utf8), name: "f") else { return [] }
      return file.lines.map { quotes.text(of: $0) }
    }
    #expect(
      quote("C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 235\nC: NOOP\n")
        == ["C: AUTH PLAIN ${secret:auth-plain}", "S: 235", "C: NOOP"])
    #expect(quote("C: AUTH PLAIN ${secret:mine}\n") == ["C: AUTH PLAIN ${secret:mine}"], "a name is no secret")
    #expect(
      quote("C: DATA\nS: 354\nC: bG9va2luZ2dsYXNz\nC: .\nC: NOOP\n")
        == ["C: DATA", "S: 354", "C: bG9va2luZ2dsYXNz", "C: .", "C: NOOP"], "an attachment is no login")
    #expect(
      quote("S: 235 wonderland\nC: DATA\nS: 354\nC: d29uZGVybGFuZA==\nC: .\n")
        == ["S: 235 **********", "C: DATA", "S: 354", "C: ${secret:auth-plain-password-base64}", "C: ."],
      "what a login has shown to be secret is so everywhere")
    #expect(quote(":set password wonderful\n") == [":set password ${secret:auth-password}"])
  }

  /// A line that is no `C:` line only because something is wrong with it.
  @Test(arguments: [
    "C AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=",
    ":auht plain alice wonderland",
    ":set password wonderland\\q", ":connect smtp://alice:wonderland@mx.example:x",
  ])
  func aLineWithAMistakeQuotesNoPassword(_ line: String) throws {
    let found = try #require(problems("S: 220\n\(line)\n").first)
    #expect(found.source.contains("${secret:auth") && !"\(found)".contains("wonderland"), "\(found)")
    #expect(!"\(found)".contains("AGFsaWNl"))
  }
}
