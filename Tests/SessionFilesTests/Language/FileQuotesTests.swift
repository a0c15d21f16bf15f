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
      quote("C: DATA\nS: 354\nC: d29uZGVybGFuZA==\nC: .\nC: NOOP\n")
        == ["C: DATA", "S: 354", "C: d29uZGVybGFuZA==", "C: .", "C: NOOP"], "an attachment is no login")
  }
}
