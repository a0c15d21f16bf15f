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
    #expect(!History.mayKeep("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ="))
    #expect(!History.mayKeep("auth login YWxpY2U="))
    #expect(!History.mayKeep(""))
    #expect(History.mayKeep("AUTH PLAIN") && History.mayKeep("NOOP"))
  }

  @Test func searching() {
    let history = History(["EHLO a", "MAIL b", "ehlo c"])
    #expect(history.search("EHLO") == 2)
    #expect(history.search("EHLO", before: 2) == 0)
    #expect(history.search("x") == nil && history.search("") == nil)
  }
}
