import SMTP
import Testing
import Transcript

@testable import SessionFiles

struct RecordingReplayTests {
  private static func replay(_ text: String) throws -> [TranscriptEntry] {
    RecordingReplay.entries(try SessionFileParser.parse(Array(text.utf8), name: "t").get())
  }

  static let recording = """
    :session 1
    * smtpscope 0.1.0, 2026-11-23 19:06:11Z
    :connect mx.example
    * 0.001 connected to 192.0.2.1 port 25 in 0.4 ms
    S: 220 mx.example ESMTP
    C: EHLO client.example
    S: 250-mx.example
    S: 250-AUTH PLAIN
    S: 250 STARTTLS
    ! auth-offered-in-clear: mechanisms that show the password are offered without TLS [PLAIN] (RFC 4954 §4)
    C: STARTTLS
    S: 220 Go
    * 0.009 TLS ✓ TLSv1.3 AES x25519, certificate verified in 2.6 ms
    *   cipher AES
    C: AUTH PLAIN ${secret:auth-plain}
    S: 235 Ok
    C: RCPT TO:<bob@elsewhere.example>
    S: 554 5.7.1 Relay access denied
    # what now?
    * 1.500 connection closed

    """

  /// What was recorded comes out of the engine as it went in, line for line.
  @Test func aRecordingGivesItselfBack() throws {
    let lines = try Self.replay(Self.recording).flatMap(NotationWriter.shown)
    let expected = Self.recording.split(separator: "\n").dropFirst().map(String.init)
    // The head is nothing that happened, and findings are made anew.
    #expect(lines.filter { !$0.hasPrefix("!") } == expected.dropFirst().filter { !$0.hasPrefix("!") })
    #expect(lines.contains { $0.hasPrefix("! auth-offered-in-clear") })
    #expect(lines.contains { $0.hasPrefix("! rcpt-before-mail") })
  }

  /// A finding behind lines of a reply whose end never came is that reply's.
  @Test(arguments: ["S: 250-half\nS: 250-more", "S: 250-half\nS: 250 mo\\c"])
  func aReplyThatIsCutOffHasItsFinding(_ reply: String) throws {
    let text =
      "S: 220 mx.example\nC: NOOP\n\(reply)\n! reply-incomplete | cut off\n* 0.002 closed by=server | x\n"
    let entries = try Self.replay(":session 2\n" + text)
    let found = entries.filter { !$0.findings.isEmpty && $0.findings.contains { $0.rule == .replyIncomplete } }
    #expect(found.count == 1)
    if case .received? = found.first?.content {} else { Issue.record("\(found)") }
  }

  /// With `starttls off` the conversation goes on in plain text, and EHLO still holds.
  @Test func aHandshakeThatWasNotWantedIsNotReplayed() throws {
    let text = """
      :session 2
      * 0.001 setting name=starttls value=off | starttls is off
      S: 220 mx.example
      C: EHLO client.example
      S: 250-mx.example
      S: 250 STARTTLS
      C: STARTTLS
      S: 220 go
      C: MAIL FROM:<alice@client.example>
      S: 250 ok
      """
    #expect(try Self.replay(text + "\n").flatMap(\.findings).map(\.rule) == [])
    let with = text.replacing("value=off", with: "value=on")
    #expect(try Self.replay(with + "\n").flatMap(\.findings).map(\.rule).contains(.mailBeforeHello))
  }

  /// The next dot goes on with the line in which the message stopped, as it did.
  @Test func aMessageThatStoppedInALineIsJudgedAsItWas() throws {
    let text = """
      :session 2
      S: 220 mx.example
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<alice@client.example>
      S: 250 ok
      C: RCPT TO:<bob@server.example>
      S: 250 ok
      C: DATA
      S: 354 go
      * 0.100 message-stopped by=user octets=100 open=35 | broken off
      C: .
      C: QUIT
      """
    let sent = try Self.replay(text + "\n").suffix(2).map { entry in
      if case .sent(let sent) = entry.content { "\(sent.kind)" } else { "other" }
    }
    #expect(sent == ["text", "text"])
    let whole = try Self.replay(text.replacing(" open=35", with: "") + "\n")
    #expect(whole.contains { if case .sent(let sent) = $0.content { sent.kind == .endOfText } else { false } })
  }

  /// What version 2 does not know is a note, whatever it says.
  @Test func sentencesAreReadInVersion1Only() throws {
    let line = "* 0.002 connected to 192.0.2.1 port 25 in 12 ms\n"
    guard case .event(.note)? = try Self.replay(":session 2\n" + line).last?.content,
      case .event(.connected)? = try Self.replay(":session 1\n" + line).last?.content
    else {
      Issue.record("read as \(try Self.replay(":session 2\n" + line))")
      return
    }
  }

  @Test func theGuideWorksOnEveryLine() throws {
    let entries = try Self.replay(Self.recording)
    let refusal = try #require(entries.last { $0.explanation?.fault == .policy })
    #expect(refusal.explanation?.summary.contains("does not relay") == true)
    // Nobody knows how long the replies took, and nothing says so.
    #expect(!NotationWriter.annotated(refusal).contains { $0.contains(" ms:") })
    #expect(!JSONWriter.line(refusal).contains("last_octet"))
  }

  @Test func aPlaceholderIsNoFlaw() throws {
    let entries = try Self.replay(Self.recording)
    let login = try #require(
      entries.first { NotationWriter.recorded($0).first?.contains("AUTH PLAIN") == true })
    #expect(login.findings.isEmpty)
  }

  /// What plain mode printed reads as well as a recording.
  @Test func annotationsInBetween() throws {
    let entries = try Self.replay(
      "C: EHLO x.example\nS: 250-mx.example\n*   note\nS: 250 SIZE\n*   0.3 ms: Hello\n")
    #expect(entries.count == 2)
  }

  @Test func whereARecordingWasCutOff() throws {
    let entries = try Self.replay("C: EHLO x.example\nS: 250-mx.example\nS: 250-SI")
    #expect(entries.last.map { NotationWriter.recorded($0).first } == "S: 250-mx.example")
  }

  /// Times in front of lines are how long the replies took, also where a reply came in pieces.
  @Test func timesOfLinesAreThoseOfReplies() throws {
    let text = """
      :connect mx.example
      * 0.001 connected to 192.0.2.1 port 25 in 0.4 ms
      * 0.021
      S: 220 mx.example
      * 5.000
      C: EHLO client.example
      * 5.030
      S: 250-mx.example
      * 5.150
      S: 250 SIZE

      """
    let times = try Self.replay(text).compactMap { entry -> [Int64]? in
      guard case .received(let received) = entry.content else { return nil }
      return [received.firstOctet / 1_000_000, received.lastOctet / 1_000_000]
    }
    #expect(times == [[20, 20], [30, 150]])
    var store = TranscriptStore()
    store.append(try Self.replay(text))
    let back = store.notation()
    #expect(back.contains("* 5.000\nC: EHLO") && back.contains("* 5.150\nS: 250-mx"))
  }

  /// Of a recording in which secrets were shown.
  @Test(arguments: [
    ":session 1\n* smtpscope 1.0, 2026-01-01T00:00:00Z\n",
    ":session 2\n* 0.000 start program=smtpscope version=1.0 clock=0 | x\n* 0.001 note level=info text=\"a wonderland\" | a wonderland\n",
  ])
  func eventsDoNotTellTheSecretsOfTheFile(_ head: String) throws {
    let text =
      head
      + "* 0.002 cannot say wonderland\n*   nor wonderland\n# wonderland\nS: 220 x\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\n"
      + "S: 535 no\n* 0.004 no wonderland\n"
    let file = try SessionFileParser.parse(Array(text.utf8), name: "t").get()
    let shown = RecordingReplay.entries(file).flatMap(NotationWriter.annotated).joined(separator: "\n")
    #expect(!shown.contains("wonderland") && shown.contains("no **********"))
  }
}
