import SMTP
import SMTPCore
import Testing

@testable import Console

struct HistoryTests {
  @Test func upAndDown() {
    var history = History(["one", "two"])
    #expect(history.up(from: "unfinished") == "two")
    #expect(history.up(from: "two") == "one")
    #expect(history.up(from: "one") == nil)
    #expect(history.down() == "two")
    #expect(history.down() == "unfinished")
    #expect(history.down() == nil)
  }

  @Test func repetitionsAndOldLinesAreLeftOut() {
    var history = History()
    history.add("a")
    history.add("a")
    #expect(history.lines == ["a"])
    for number in 0..<(History.limit + 50) { history.add("\(number)") }
    #expect(history.lines.count == History.limit)
  }

  @Test func secretsAreNotKept() {
    func mayKeep(_ line: String) -> Bool { History.mayKeep(line, in: SessionStatus(options: SessionOptions())) }
    #expect(!mayKeep("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ="))
    #expect(!mayKeep("auth login YWxpY2U=") && !mayKeep("d29uZGVybGFuZA=="))
    #expect(!mayKeep(""))
    #expect(
      mayKeep("AUTH PLAIN") && mayKeep("NOOP") && mayKeep(":connect mx.example") && mayKeep(":auth plain alice")
    )
    #expect(!mayKeep(":send AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\\r\\n"))
    #expect(!mayKeep(":send AUTH LOGIN\\r\\nYWxpY2U=\\r\\nd29uZGVybGFuZA==\\r\\n"))
    #expect(mayKeep(":send NOOP\\n"))
    var dialogue = Dialogue()
    _ = dialogue.sent(.command(Command("AUTH LOGIN")))
    var status = SessionStatus(options: SessionOptions())
    status.dialogue = dialogue
    #expect(!History.mayKeep("wonderland", in: status), "a response where no challenge waits")
    #expect(!mayKeep(":connect smtp://alice:wonderland@mx.example"))
  }

  @Test(arguments: [
    ":auth plain alice PW", ":auth alice PW", ":au plain alice PW", ": auth alice PW", ":auth PW",
    ":auth plain \"alice PW\"",
  ])
  func whatStandsInThePlaceOfAUserIsNotKept(_ line: String) {
    let status = SessionStatus(options: SessionOptions())
    #expect(!History.mayKeep(line, in: status))
    #expect(History.mayKeep(":au plain alice", in: status) && History.mayKeep(":auth", in: status))
  }

  @Test func whatIsKnownToBeSecretIsNotKept() {
    var status = SessionStatus(options: SessionOptions())
    var masking = Masking()
    masking.remember(Array("wonderland".utf8), name: "pw")
    status.masking = masking
    for line in [
      "NOOP wonderland", ":expect wonderland", ":send NOOP \\x77onderland\\n", "NOOP d29uZGVybGFuZA==",
    ] {
      #expect(!History.mayKeep(line, in: status), "\(line)")
    }
    #expect(History.mayKeep("NOOP wonder", in: status))
  }

  /// A password in the place of the user name is one all the same.
  @Test(arguments: [
    "NOOP wonderland", ":expect wonderland", ":send NOOP wonderland\\r\\n", "NOOP WONDER wonderland",
  ])
  func theUserNameOfALoginIsNotKept(_ line: String) {
    var status = SessionStatus(options: SessionOptions())
    var masking = Masking()
    masking.remember(Array("d29uZGVybGFuZA==".utf8), called: "secret:auth-login-1", isUserName: true)
    status.masking = masking
    #expect(!History.mayKeep(line, in: status))
  }

  @Test func searching() {
    let history = History(["EHLO a", "MAIL b", "ehlo c"])
    #expect(history.search("EHLO") == 2)
    #expect(history.search("EHLO", before: 2) == 0)
    #expect(history.search("x") == nil && history.search("") == nil)
  }
}
