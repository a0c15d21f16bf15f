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
    ":auht plain alice wonderland", ":auth plain alice wonderland", ":auth alice wonderland",
    ":au alice wonderland", ":auth wonderland", ":auth plain \"alice\" \"wonderland\"",
    ":auth plain ${u} wonderland",
    ":set password wonderland\\q", ":connect smtp://alice:wonderland@mx.example:x",
  ])
  func aLineWithAMistakeQuotesNoPassword(_ line: String) throws {
    let found = try #require(problems("S: 220\n\(line)\n").first)
    #expect(found.source.contains("${secret:auth") && !"\(found)".contains("wonderland"), "\(found)")
    #expect(!"\(found)".contains("AGFsaWNl"))
  }

  /// Somebody gives `run` or `view` what `convert` reads.
  @Test(arguments: [
    " -> AUTH LOGIN\n<-  334 VXNlcm5hbWU6\n -> YWxpY2U=\n<-  334 UGFzc3dvcmQ6\n -> d29uZGVybGFuZA==\n<-  535 no wonderland\n",
    " -> AUTH LOGIN\n<-  334 x\n -> alice\n<-  334 x\n -> wonderland\n<-  535 no\n",
    "send: 'AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\\r\\n'\nreply: b'535 no wonderland\\r\\n'\nsend: 'd29uZGVybGFuZA==\\r\\n'\n",
    "postfix/smtpd[7]: < mx.example[192.0.2.1]: AUTH LOGIN\npostfix/smtpd[7]: > mx.example[192.0.2.1]: 334 x\npostfix/smtpd[7]: < mx.example[192.0.2.1]: YWxpY2U=\npostfix/smtpd[7]: > mx.example[192.0.2.1]: 334 x\npostfix/smtpd[7]: < mx.example[192.0.2.1]: d29uZGVybGFuZA==\n",
    "someone said: d29uZGVybGFuZA==\n", "[12] client d29uZGVybGFuZA\n",
  ])
  func aLogThatIsNoSessionFileIsQuotedWithoutItsLogins(_ log: String) {
    let found = problems(log)
    let text = found.map { "\($0)" }.joined(separator: "\n")
    #expect(
      !found.isEmpty && !text.contains("wonderland") && !text.contains("d29uZGVybGFuZA")
        && !text.contains("AGFsaW"))
    let part = SessionFileParser.lines(ofPart: Array(log.utf8)).map { "\($0.line)" }.joined(separator: "\n")
    #expect(!part.contains("wonderland") && !part.contains("d29uZGVybGFuZA") && !part.contains("AGFsaW"))
  }

  @Test func whatIsNoLoginIsQuotedAsItStands() {
    let lines = [
      "Received: from mx.example by server.example", "Subject: a long Reminder",
      "#!/bin/sh /usr/lib/Mail-Folder",
    ]
    #expect(problems(lines.joined(separator: "\n")).map(\.source) == Array(lines.prefix(2)))
  }
}
