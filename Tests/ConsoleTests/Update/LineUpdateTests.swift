import SMTP
import Testing

@testable import Console

struct LineUpdateTests {
  @Test func theGuardAsksOnce() {
    var stage = Stage.inTransaction()
    stage.enter("DATA")
    #expect(stage.sent.last != "DATA")
    #expect(stage.text.contains("! DATA needs an accepted RCPT: expect 503 or 554 (RFC 5321 §3.3)"))
    #expect(stage.text.contains("Enter again sends it all the same"))
    stage.press(.enter)
    #expect(stage.sent.last == "DATA" && stage.model.editor.isEmpty)
  }

  /// What a command sends is judged as if it had been typed.
  @Test(arguments: [":data /etc/hostname", ":data", ":starttls"]) func theGuardHoldsWhatACommandSends(
    _ line: String
  ) {
    var stage = line == ":starttls" ? Stage() : Stage.inTransaction()
    if line == ":starttls" { stage.server("220 mx.example ESMTP") }
    stage.effects = []
    stage.enter(line)
    #expect(stage.effects.isEmpty && stage.text.contains("Enter again sends it all the same"), "\(stage.text)")
    stage.press(.enter)
    #expect(
      stage.effects.contains { if case .command = $0 { true } else { false } } && stage.model.editor.isEmpty)
  }

  /// Enter on the empty line puts there what the guide advises; nothing is sent before it stands there.
  @Test func adviceIsTakenOnTheEmptyLine() {
    var stage = Stage.inTransaction()
    stage.enter("RCPT TO:<bob@elsewhere.example>")
    stage.server("554 5.7.1 <bob@elsewhere.example>: Relay access denied")
    #expect(stage.text.contains("\nEnter :auth plain"))
    let sent = stage.sent
    stage.press(.enter)
    #expect(stage.model.editor.text == ":auth plain " && stage.sent == sent)
    #expect(stage.text.contains("from the guide: Enter sends it, Tab shows the next"))
    stage.press(.tab)
    #expect(stage.model.editor.text == ":mx elsewhere.example")
    stage.press(.tab)
    #expect(stage.model.editor.text == ":auth plain ")
  }

  @Test func withoutAdviceTheEmptyLineDoesNothing() {
    var stage = Stage()
    stage.server("220 mx.example ESMTP")
    stage.enter("NOOP")
    stage.server("250 2.0.0 Ok")
    let sent = stage.sent
    stage.press(.enter)
    #expect(stage.model.editor.isEmpty && stage.sent == sent && stage.model.message == nil)
  }

  /// AUTH in a mail transaction breaks RFC 4954 §4, whoever types it; before EHLO nothing is offered.
  @Test func aLoginOutOfOrderIsHeld() {
    var stage = Stage.inTransaction()
    stage.enter(":auth plain alice")
    #expect(stage.model.ask == nil && stage.text.contains("Enter again sends it all the same"))
    #expect(stage.text.contains("(RFC 4954 §4)"), "\(stage.text)")
    stage.press(.enter)
    #expect(stage.model.ask == .cleartext(.plain, user: "alice"))
    var early = Stage(isTLS: true)
    early.server("220 mx.example ESMTP")
    early.enter(":auth plain alice")
    #expect(early.model.ask == nil && early.model.held == ":auth plain alice")
    early.press(.enter)
    #expect(early.model.ask == .password(.plain, user: "alice"))
  }

  /// The greeting has come meanwhile: nothing is wrong with the line any more.
  @Test func aLineThatIsInOrderNowIsNotHeld() {
    var stage = Stage()
    stage.enter("EHLO client.example")
    #expect(stage.sent.isEmpty && stage.text.contains("Enter again sends it all the same"))
    stage.server("220 mx.example ESMTP")
    #expect(stage.model.held == nil && !stage.text.contains("Enter again"))
    stage.press(.enter)
    #expect(stage.sent == ["EHLO client.example"])
  }

  @Test func anEditedLineIsJudgedAnew() {
    var stage = Stage.inTransaction()
    stage.enter("DATA")
    stage.press(.backspace)
    stage.type("A")
    stage.press(.enter)
    #expect(stage.sent.last != "DATA", "the guard asks for the line as it is now")
  }

  @Test(arguments: [":auth plain alice PW-1234", ":auth alice PW-1234"])
  func aPasswordInTheLineIsRefused(_ line: String) {
    var stage = Stage.inTransaction()
    let effects = stage.effects.count
    stage.enter(line)
    #expect(stage.model.ask == nil && stage.effects.count == effects)
    #expect(stage.model.message?.contains("PW-1234") == false && stage.model.history.lines.last != line)
  }

  @Test func noticesDoNotHoldALineBack() {
    var stage = Stage.inTransaction()
    stage.enter("RCPT TO:<@a.example:bob@server.example>")
    #expect(stage.sent.last == "RCPT TO:<@a.example:bob@server.example>")
  }

  @Test func mailTextGoesOutAsTyped() {
    var stage = Stage.inTransaction()
    stage.enter("RCPT TO:<bob@server.example>")
    stage.server("250 Ok")
    stage.enter("DATA")
    stage.server("354 go")
    #expect(stage.text.contains("\nC>") && stage.text.contains("a line with a single dot ends it"))
    stage.enter(":caps")
    #expect(stage.sent.last == ":caps" && stage.model.overlay == nil)
    stage.press(.escape)
    stage.press(.character(":"))
    stage.enter("caps")
    #expect(stage.model.overlay?.title == "The server's offer")
    stage.press(.escape)
    stage.enter("")
    #expect(stage.sent.last == "", "an empty line is mail text")
    stage.enter(".")
    #expect(stage.sent.last == ".")
  }

  @Test func historyHoldsCommandsButNotMailText() {
    var stage = Stage.inTransaction()
    stage.press(.up)
    #expect(stage.model.editor.text == "MAIL FROM:<a@client.example>")
    stage.press(.up)
    #expect(stage.model.editor.text == "EHLO client.example")
    stage.press(.down, .down)
    #expect(stage.model.editor.isEmpty)
  }

  @Test func tabCompletesAndGoesOn() {
    var stage = Stage.inTransaction()
    stage.type("STA")
    stage.press(.tab)
    #expect(stage.model.editor.text == "STARTTLS")
    stage.press(.control("u"))
    stage.type("AUTH ")
    stage.press(.tab, .tab)
    #expect(stage.model.editor.text == "AUTH PLAIN")
    stage.press(.tab)
    #expect(stage.model.editor.text == "AUTH CRAM-MD5")
    #expect(stage.text.contains("PLAIN   CRAM-MD5"))
  }

  @Test func aMistypedCommandIsExplainedAndKept() {
    var stage = Stage.inTransaction()
    stage.enter(":conect x")
    #expect(stage.text.contains("did you mean :connect?") && stage.model.editor.text == ":conect x")
  }

  @Test func nothingIsSentWithoutAConnection() {
    var stage = Stage(connected: false)
    stage.enter("EHLO client.example")
    #expect(stage.sent.isEmpty && stage.text.contains("not connected: :connect SERVER"))
    #expect(stage.model.editor.text == "EHLO client.example", "what was typed is kept")
  }

  @Test func aPasteOfLinesIsAskedAbout() {
    var stage = Stage.inTransaction()
    stage.press(.paste("RCPT TO:<a@server.example>\nRCPT TO:<b@server.example>\n"))
    #expect(stage.text.contains("2 lines pasted"))
    stage.press(.character("o"))
    #expect(stage.sent.last == "RCPT TO:<a@server.example>", "the second waits for the reply to the first")
    stage.server("250 Ok")
    #expect(stage.sent.last == "RCPT TO:<b@server.example>")
    stage.press(.paste("NOOP"))
    #expect(stage.model.editor.text == "NOOP", "one line is only inserted")
  }

  @Test func aPasteCanGoAsAGroup() {
    var stage = Stage.inTransaction()
    stage.press(.paste("RCPT TO:<a@server.example>\nDATA"), .character("p"))
    #expect(stage.sent.suffix(2) == ["RCPT TO:<a@server.example>", "DATA"])
  }

  @Test func theScreenCanBeSaved() {
    var stage = Stage.inTransaction()
    stage.enter(":save-screen s.txt")
    guard
      case .save("s.txt", let text)? = stage.effects.last(where: { if case .save = $0 { true } else { false } })
    else {
      Issue.record("not saved")
      return
    }
    #expect(text.contains("S: 250 2.1.0 Ok"))
  }

  @Test func aRemarkIsKeptAndNotSent() {
    var stage = Stage.inTransaction()
    let count = stage.sent.count
    stage.enter("# the customer says it worked on Monday")
    #expect(stage.sent.count == count)
    guard case .remark("the customer says it worked on Monday")? = stage.effects.last else {
      Issue.record("not kept")
      return
    }
  }

  /// The session's news come only when all of it is typed.
  @Test(arguments: [
    (["AUTH LOGIN", "alice", "wonderland", "NOOP"], ["AUTH LOGIN", "NOOP"]),
    (["NOOP", "AUTH PLAIN", "*", "AGFsaWNlAHdvbmRlcmxhbmQ="], ["NOOP", "AUTH PLAIN", "*"]),
    (["DATA", "Subject: x", "mail text"], ["DATA"]),
    (["DATA", "Dear Bob", "NOOP", ":caps"], ["DATA", "NOOP", ":caps"]),
    (["BDAT 0 LAST", "NOOP"], ["BDAT 0 LAST", "NOOP"]),
    ([":caps", "NOOP", ":caps"], [":caps", "NOOP", ":caps"]),
  ])
  func linesTypedInOneBurstAreNotKeptWhereTheyAreSecret(_ lines: [String], _ kept: [String]) {
    var stage = Stage()
    stage.server("220 mx.example")
    stage.enter("EHLO client.example")
    stage.server("250-mx.example", "250 AUTH PLAIN LOGIN")
    let before = stage.model.history.lines
    for line in lines {
      for character in line { _ = ConsoleUpdate.update(&stage.model, .key(.character(character))) }
      // The guard asks once.
      var effects: [Effect] = []
      for _ in 0..<2 where !stage.model.editor.text.isEmpty {
        effects += ConsoleUpdate.update(&stage.model, .key(.enter))
      }
      stage.effects += effects
      stage.model.overlay = nil
    }
    stage.server("334 ")
    let file = stage.effects.compactMap { if case .keep(let line) = $0 { line } else { nil } }
    #expect(Array(stage.model.history.lines.dropFirst(before.count)) == kept)
    #expect(Array(file.dropFirst(1)) == kept)
  }

  /// The session has taken DATA, and its reply is still to come.
  @Test func whatIsTypedBeforeTheReplyToDATAMayBeMailText() {
    var stage = Stage()
    stage.server("220 mx.example")
    stage.enter("EHLO client.example")
    stage.server("250 mx.example")
    for line in ["DATA", "Dear Bob", "NOOP"] {
      stage.type(line)
      // The guard asks once.
      for _ in 0..<2 where !stage.model.editor.text.isEmpty { stage.press(.enter) }
    }
    stage.server("354 go")
    #expect(stage.model.history.lines.suffix(2) == ["DATA", "NOOP"], "\(stage.model.history.lines)")
  }
}
