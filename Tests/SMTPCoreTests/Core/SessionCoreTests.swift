import NetworkFacts
import SMTP
import SMTPCore
import Testing
import Transcript

/// Drives a conversation by hand: no socket, a clock that the test turns.
struct Driver {
  var conversation: SessionCore
  var entries: [TranscriptEntry] = []
  var wire: [UInt8] = []
  var others: [String] = []
  var time: Int64 = 0
  /// What a test has looked at in between.
  var seen: [String] = []

  init(_ kind: Dialogue.Kind = .smtp, _ change: (inout SessionOptions) -> Void = { _ in }) {
    var options = SessionOptions()
    change(&options)
    conversation = SessionCore(kind: kind, options: options, firstID: 0)
    conversation.receive(.connected(isTLS: false), at: 0)
  }

  mutating func take(_ actions: [SessionCore.Action] = []) {
    entries += conversation.takeEntries()
    for action in actions {
      switch action {
      case .write(let octets): wire += octets
      case .startTLS: others.append("start TLS")
      case .close: others.append("close")
      case .stopMessage: others.append("stop message")
      case .challenge(.octets(let octets)): others.append("challenge \(octets.text)")
      case .challenge(.undecodable): others.append("challenge undecodable")
      case .challenge(.over): others.append("challenge none")
      }
    }
  }

  mutating func server(_ text: String, after milliseconds: Int64 = 1) {
    time += milliseconds * 1_000_000
    take(conversation.receive(.received(Array(text.utf8)), at: time))
  }

  mutating func client(_ line: String) { take(conversation.receive(.send(Outgoing(line)), at: time)) }

  mutating func end() { take(conversation.receive(.closed(byServer: false, reason: nil), at: time)) }

  var notation: [String] { entries.flatMap(NotationWriter.shown) }
}

struct SessionCoreTests {
  private func greeted(_ kind: Dialogue.Kind = .smtp, _ change: (inout SessionOptions) -> Void = { _ in })
    -> Driver
  {
    var driver = Driver(kind, change)
    driver.server("220 mx.example ESMTP\r\n")
    return driver
  }

  private func inText() -> Driver {
    var driver = greeted()
    for (line, answer) in [
      ("EHLO client.example", "250 mx.example"), ("MAIL FROM:<a@client.example>", "250 Ok"),
      ("RCPT TO:<bob@server.example>", "250 Ok"), ("DATA", "354 go"),
    ] {
      driver.client(line)
      driver.server(answer + "\r\n")
    }
    driver.wire = []
    return driver
  }

  @Test func mailTextIsStuffedAndEnded() {
    var driver = inText()
    driver.client("Subject: x")
    driver.client("")
    driver.client(".dot")
    #expect(driver.conversation.wait == nil, "nobody waits while text is typed")
    driver.client(".")
    #expect(driver.wire.text == "Subject: x\r\n\r\n..dot\r\n.\r\n")
    #expect(driver.conversation.wait?.awaited == .endOfData)
    #expect(driver.notation.suffix(2) == ["C: ..dot", "C: ."])
  }

  @Test func repliesAreTimedFromWhatTheyAnswer() throws {
    var driver = greeted()
    driver.time = 10_000_000
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n", after: 5)
    #expect(driver.conversation.pendingLines.map(\.text) == ["250-mx.example"])
    driver.server("250 HELP\r\n", after: 7)
    guard case .received(let received)? = driver.entries.last?.content else {
      Issue.record("no reply")
      return
    }
    #expect(received.firstOctet == 5_000_000 && received.lastOctet == 12_000_000)
    #expect(driver.conversation.pendingLines.isEmpty)
  }

  @Test func waitsFollowTheDialogue() {
    var driver = Driver()
    #expect(driver.conversation.wait?.awaited == .connection)
    driver.server("220 mx.example\r\n")
    #expect(driver.conversation.wait == nil)
    driver.client("NOOP")
    #expect(driver.conversation.wait?.seconds == 300)
    driver.conversation.receive(.timedOut, at: 300_000_000_000)
    driver.take()
    #expect(driver.notation.last?.contains("no reply to NOOP within 5 min (RFC 5321 §4.5.3.2)") == true)
    #expect(driver.conversation.wait == nil)
    driver.server("250 late\r\n")
    #expect(driver.notation.last == "S: 250 late", "a late reply is still taken")
    #expect(driver.entries.last?.findings == [])
  }

  /// RFC 5321 §2.3.8 and §4.1.1.4: LF alone ends no line, and <LF>.<LF> no message.
  @Test func aBareLFIsFound() {
    var driver = greeted { $0.lineEnd = [ASCII.lf] }
    driver.client("NOOP")
    #expect(driver.entries.last?.findings.map(\.rule) == [.commandBareLF])
  }

  @Test func afterATimeOutTheNextLineHasItsWholeTime() {
    var driver = greeted()
    driver.client("NOOP")
    driver.conversation.receive(.timedOut, at: 300_000_000_000)
    driver.take()
    driver.time = 400_000_000_000
    driver.client("QUIT")
    #expect(driver.conversation.wait?.awaited == .command(.noop), "the reply to NOOP is still owed")
    #expect(driver.conversation.waitStart == driver.time)
    driver.client("QUIT")
    #expect(driver.conversation.waitStart >= 400_000_000_000)
  }

  @Test func aWaitCanBeGivenUp() {
    var driver = greeted()
    driver.client("NOOP")
    driver.conversation.receive(.interrupted, at: 1)
    driver.take()
    #expect(driver.conversation.wait == nil && driver.notation.last?.contains("given up") == true)
  }

  @Test func whatWasReceivedIsKeptWhenTheServerGoes() {
    var driver = greeted()
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n250-SI")
    driver.conversation.receive(.closed(byServer: true, reason: .system("ECONNRESET")), at: 9)
    driver.take()
    #expect(
      driver.notation.suffix(5) == [
        "S: 250-mx.example", "S: 250-SI\\c",
        "! reply-incomplete: the connection ended in the middle of the reply (RFC 5321 §4.2.1)",
        "* 0.000 the connection broke: reset by the server",
        "! closed-unannounced: the server closed the connection without 221 or 421 (RFC 5321 §3.8)",
      ])
  }

  /// In a group, too.
  @Test func aReplyNamesTheLineThatItAnswers() {
    var driver = greeted(.lmtp)
    for line in ["LHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<b@server.example>"] {
      driver.client(line)
    }
    driver.server("250-mx.example\r\n250 PIPELINING\r\n250 ok\r\n550 no\r\n250 unasked\r\n")
    var lines: [Int: String] = [:]
    var answered: [String] = []
    for entry in driver.entries {
      switch entry.content {
      case .sent(let sent): lines[entry.id] = sent.octets.prefix(4).text
      case .received(let received): answered.append(received.answered.flatMap { lines[$0] } ?? "none")
      default: continue
      }
    }
    #expect(answered == ["none", "LHLO", "MAIL", "RCPT", "none"])
  }

  /// This side closes, and then the network tells that it is closed.
  @Test func aConnectionEndsOnce() {
    var driver = greeted()
    for _ in 0..<2 { driver.end() }
    #expect(driver.notation.filter { $0.contains("connection closed") }.count == 1, "\(driver.notation)")
  }

  @Test func secretsDoNotGetIntoEntries() {
    var driver = greeted()
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n250 AUTH PLAIN LOGIN\r\n")
    driver.client("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
    driver.server("535 5.7.8 no AGFsaWNlAHdvbmRlcmxhbmQ=\r\n")
    driver.client("AUTH LOGIN")
    driver.server("334 VXNlcm5hbWU6\r\n")
    driver.client("YWxpY2U=")
    driver.server("334 UGFzc3dvcmQ6\r\n")
    driver.client("d29uZGVybGFuZA==")
    driver.server("235 2.7.0 ok\r\n")
    let all = driver.notation.joined(separator: "\n")
    #expect(driver.wire.text.contains("AGFsaWNlAHdvbmRlcmxhbmQ="))
    for secret in ["AGFsaWNl", "YWxpY2U=", "d29uZGVybGFuZA", "wonderland"] {
      #expect(!all.contains(secret), "\(secret)")
    }
    #expect(
      driver.others == ["challenge none", "challenge Username:", "challenge Password:", "challenge none"])
  }

  @Test func startTLSAndWhatComesBehindIt() {
    var driver = greeted()
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n250 STARTTLS\r\n")
    driver.client("STARTTLS")
    driver.server("220 go\r\n250 slipped in\r\n")
    #expect(driver.others == ["start TLS"])
    #expect(driver.notation.contains { $0.hasPrefix("! starttls-injection") })
    #expect(!driver.notation.contains("S: 250 slipped in"), "it is not taken for a reply")
    #expect(driver.notation.contains { $0.contains("S: 250 slipped in") }, "but it is shown")
  }

  @Test func theHandshakeCanBeSwitchedOff() {
    var driver = greeted { $0.startsTLS = false }
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n250 STARTTLS\r\n")
    driver.client("STARTTLS")
    driver.server("220 go\r\n")
    #expect(driver.others.isEmpty)
    driver.client("NOOP")
    #expect(driver.notation.last == "C: NOOP")
  }

  @Test func quitClosesOnceItIsAnswered() {
    var driver = greeted()
    driver.client("QUIT")
    #expect(driver.others.isEmpty)
    driver.server("221 bye\r\n")
    #expect(driver.others == ["close"])
  }

  @Test func exactOctetsAreJudgedLineByLine() {
    var driver = greeted()
    driver.conversation.receive(.observed(Outgoing("NOOP\nRSET\r\nQU")), at: 5)
    driver.take()
    #expect(driver.wire.isEmpty, "they have gone out already")
    #expect(
      driver.notation.filter { $0.hasPrefix("C:") } == ["C: NOOP\\n\\c", "C: RSET", "C: QU\\c"])
  }

  @Test func lineEndsCanBeWrongOnPurpose() {
    var driver = greeted { $0.lineEnd = [ASCII.lf] }
    driver.client("NOOP")
    #expect(driver.wire.text == "NOOP\n" && driver.notation.contains("C: NOOP\\n\\c"))
  }

  /// The server has seen no end of a line: the dot ends nothing, and what follows is more of it.
  @Test(arguments: [[ASCII.cr], []]) func withoutALineFeedNoLineEnds(_ end: [UInt8]) {
    var driver = inText()
    driver.conversation.options.lineEnd = end
    driver.client(".")
    #expect(driver.conversation.dialogue.phase == .mailText && driver.conversation.dialogue.awaited == nil)
    driver.conversation.options.lineEnd = [ASCII.cr, ASCII.lf]
    driver.client("x")
    driver.client(".")
    #expect(driver.conversation.dialogue.awaited == .endOfData)
  }

  /// A challenge that cannot be decoded is not an empty one (RFC 4954 §4).
  @Test func aChallengeThatIsNoBase64IsTold() {
    for (line, told) in [("334 ", ""), ("334 VXNlcm5hbWU6", "Username:"), ("334 Username:", "undecodable")] {
      var driver = greeted()
      driver.client("EHLO client.example")
      driver.server("250-mx.example\r\n250 AUTH LOGIN\r\n")
      driver.client("AUTH LOGIN")
      driver.server("\(line)\r\n")
      #expect(driver.others.last == "challenge \(told)")
    }
  }

  @Test func chunksAreCountedWithTheirLineEnds() {
    var driver = beforeChunks()
    driver.client("BDAT 7 LAST")
    #expect(driver.conversation.wait == nil, "the server waits for octets")
    driver.client("hello")
    #expect(driver.conversation.wait?.awaited == .command(.bdat))
    #expect(driver.wire.text.hasSuffix("BDAT 7 LAST\r\nhello\r\n"))
  }

  /// A chunk is answered once its last octet has arrived, so that is what the wait and the reply's time count from.
  @Test(arguments: [false, true]) func theWaitForAChunkBeginsWithItsLastOctet(_ isRaw: Bool) {
    var driver = beforeChunks()
    driver.client("BDAT 14 LAST")
    for line in ["hello", "world"] {
      driver.time += 50_000_000_000
      if isRaw {
        driver.conversation.receive(.observed(Outgoing(Array((line + "\r\n").utf8))), at: driver.time)
        driver.take()
      } else {
        driver.client(line)
      }
    }
    #expect(driver.conversation.wait?.awaited == .command(.bdat))
    #expect(driver.conversation.waitStart == driver.time)
    driver.server("250 Ok\r\n", after: 3)
    guard case .received(let received)? = driver.entries.last?.content else {
      Issue.record("no reply")
      return
    }
    #expect(received.lastOctet == 3_000_000)
  }

  /// RFC 6531 §3.6: after MAIL with SMTPUTF8 replies may be UTF-8, up to the end of the transaction.
  @Test func utf8InRepliesIsAllowedAfterSMTPUTF8() {
    var driver = greeted()
    func rules(_ line: String, _ answer: String) -> [Rule] {
      driver.client(line)
      driver.server(answer + "\r\n")
      return driver.entries.last?.findings.map(\.rule) ?? []
    }
    #expect(rules("EHLO client.example", "250-mx.example\r\n250-8BITMIME\r\n250 SMTPUTF8") == [])
    #expect(rules("NOOP", "250 schön") == [.reply8Bit])
    #expect(rules("MAIL FROM:<a@client.example> SMTPUTF8", "250 Ok") == [])
    #expect(rules("RCPT TO:<bob@server.example>", "250 schön") == [])
    #expect(rules("RSET", "250 Ok") == [])
    #expect(rules("NOOP", "250 schön") == [.reply8Bit])
  }

  /// What is no reply is worse than any: plain mode ends with the status of a refusal.
  @Test func aMalformedReplyCountsAsTheWorst() {
    var driver = greeted()
    driver.client("NOOP")
    driver.server("what is this\r\n")
    #expect(driver.conversation.worstReply == 5)
  }

  @Test func theWorstReplyIsRemembered() {
    var driver = greeted()
    driver.client("FROB")
    driver.server("500 what\r\n")
    driver.client("NOOP")
    driver.server("250 Ok\r\n")
    #expect(driver.conversation.worstReply == 5)
  }

  private func beforeChunks() -> Driver {
    var driver = greeted()
    for (line, answer) in [
      ("EHLO client.example", "250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING"),
      ("MAIL FROM:<a@client.example>", "250 Ok"), ("RCPT TO:<bob@server.example>", "250 Ok"),
    ] {
      driver.client(line)
      driver.server(answer + "\r\n")
    }
    driver.entries = []
    return driver
  }

  /// RFC 3030 §2: the server counts octets; what stands behind them is the next command.
  @Test func aChunkEndsWhereItsOctetsAreThere() {
    var driver = beforeChunks()
    driver.conversation.receive(.observed(Outgoing("BDAT 5\r\nhelloRSET\r\n")), at: 5)
    driver.take()
    #expect(driver.notation == ["C: BDAT 5", "C: hello\\c", "C: RSET"])
    driver.server("250 Ok\r\n250 Ok\r\n")
    #expect(driver.conversation.dialogue.phase == .ready && driver.entries.allSatisfy { $0.findings.isEmpty })
  }

  /// A line end that was typed behind a chunk is no part of it: the server takes it for an empty command.
  @Test func aTypedLineEndBehindAChunkIsALineOfItsOwn() {
    var driver = beforeChunks()
    driver.client("BDAT 5")
    driver.client("hello")
    #expect(driver.notation.filter { $0.hasPrefix("C:") } == ["C: BDAT 5", "C: hello\\c", "C:"])
    #expect(driver.wire.text.hasSuffix("BDAT 5\r\nhello\r\n"))
    #expect(driver.entries.last?.findings.map(\.rule) == [.chunkLineEnd], "and is said to be what it is")
    driver.client("")
    #expect(driver.entries.last?.findings.map(\.rule) != [.chunkLineEnd], "another one is not")
  }

  /// Its LF may be all that is left: BDAT has counted the CR.
  @Test func theRestOfALineEndBehindAChunkIsNoBareLF() {
    var driver = beforeChunks()
    driver.conversation.receive(.observed(Outgoing("BDAT 6\r\nhello\r\n")), at: 5)
    driver.take()
    #expect(driver.entries.last?.findings.map(\.rule) == [.chunkLineEnd])
  }

  @Test func aChunkThatLacksOctetsWhenTheConnectionEndsIsSaid() {
    var driver = beforeChunks()
    driver.client("BDAT 345 LAST")
    driver.conversation.receive(.observed(Outgoing("hello\n")), at: 5)
    driver.end()
    #expect(
      driver.notation.suffix(2).map { $0.drop { $0 != " " }.dropFirst().drop { $0 != " " } } == [
        " 345 octets announced, 6 sent", " connection closed",
      ])
    var answered = beforeChunks()
    answered.client("BDAT 345 LAST")
    answered.server("503 no\r\n")
    answered.end()
    #expect(!answered.notation.contains { $0.contains("announced") }, "a chunk that is refused needs no octets")
  }

  // MARK: A message that breaks off

  /// Nothing says whether the server reads on: what comes next would be text, or commands that nobody meant.
  @Test(arguments: ["552 5.3.4 too big", "452-a\r\n452 b", "421 bye"])
  func aRefusalInTheMiddleAnswersTheMessageAndEndsIt(_ reply: String) {
    var driver = inText()
    driver.client("Subject: x")
    driver.server(reply + "\r\n")
    guard case .received(let received)? = driver.entries.last?.content else {
      Issue.record("no reply")
      return
    }
    #expect(received.context.answers == .endOfData && driver.others == ["stop message", "close"])
    #expect(
      driver.conversation.dialogue.awaited == nil && driver.conversation.dialogue.answered.transaction == nil)
  }

  @Test func aSecond354IsNoAnswerToTheMessage() {
    var driver = inText()
    driver.server("354 go\r\n")
    #expect(driver.conversation.dialogue.phase == .mailText && driver.others.isEmpty)
  }

  /// The dot would deliver what is there.
  @Test func theDotIsNotAdvisedWhereAMessageBrokeOff() {
    var driver = inText()
    #expect(driver.conversation.dialogue.nextCommands == ["."])
    driver.conversation.receive(.messageStopped(.interrupted, sent: 7, line: []), at: 9)
    let dialogue = driver.conversation.dialogue
    #expect(dialogue.nextCommands.isEmpty && dialogue.check(.endOfText).map(\.rule) == [.textBroken])
    driver.client(".")
    #expect(driver.conversation.dialogue.check(.endOfText).isEmpty, "it is said once")
  }

  /// RFC 5321 §4.5.3.2.5: three minutes for each block, and then the connection ends.
  @Test func aServerThatTakesNothingIsNotWaitedForForEver() {
    var driver = inText()
    driver.conversation.receive(.writing, at: 7_000_000_000)
    #expect(driver.conversation.wait?.kind == .write && driver.conversation.wait?.seconds == 180)
    #expect(driver.conversation.waitStart == 7_000_000_000)
    driver.conversation.receive(.written, at: 8_000_000_000)
    #expect(driver.conversation.wait == nil, "nothing is owed in the middle of a message")
    driver.conversation.receive(.writing, at: 9_000_000_000)
    driver.take(driver.conversation.receive(.timedOut, at: 189_000_000_000))
    #expect(driver.others.last == "close")
    #expect(
      driver.notation.last
        == "* 189.000 the server took nothing more of the message within 3 min, so the connection is closed (RFC 5321 §4.5.3.2.5)"
    )
  }

  /// A server that says 220 to STARTTLS and then nothing.
  @Test func aHandshakeIsNotWaitedForForEver() {
    var driver = greeted()
    driver.client("STARTTLS")
    driver.server("220 go\r\n")
    #expect(driver.others == ["start TLS"])
    driver.conversation.receive(.handshaking, at: 2_000_000_000)
    #expect(driver.conversation.wait?.name == "TLS handshake" && driver.conversation.wait?.seconds == 300)
    #expect(driver.conversation.waitStart == 2_000_000_000)
    driver.take(driver.conversation.receive(.timedOut, at: 302_000_000_000))
    #expect(driver.others.last == "close" && driver.conversation.wait == nil)
    #expect(
      driver.notation.last
        == "* 302.000 no end of the TLS handshake within 5 min, so the connection is closed (Postfix, smtp_starttls_timeout)"
    )
  }

  @Test func aHandshakeThatEndsIsNotWaitedForAnyMore() {
    for end in [
      SessionCore.Input.handshake(.success(TLSFacts(version: "TLSv1.3", cipher: "x", cipherBits: 1))),
      .handshake(.failure(TLSFailure(.handshake))),
    ] {
      var driver = greeted()
      driver.conversation.receive(.handshaking, at: 0)
      driver.conversation.receive(end, at: 1)
      #expect(driver.conversation.wait == nil)
    }
  }

  @Test func whoInterruptsAHandshakeEndsTheConnection() {
    var driver = greeted()
    driver.conversation.receive(.handshaking, at: 0)
    driver.take(driver.conversation.receive(.interrupted, at: 1))
    #expect(driver.others == ["close"] && driver.conversation.wait == nil)
    #expect(driver.notation.last == "* 0.000 TLS handshake given up, so the connection is closed")
  }

  /// The dot that transparency puts in front does not count (RFC 5321 §4.5.3.1.6).
  @Test(arguments: [(998, []), (999, [Rule.textLineTooLong])])
  func theDotOfTransparencyDoesNotCount(_ count: Int, _ rules: [Rule]) {
    var driver = inText()
    let line = "." + String(repeating: "x", count: count - 1)
    driver.client(line)
    driver.conversation.receive(.observed(Outgoing(Array(("." + line + "\r\n").utf8))), at: 9)
    driver.take()
    #expect(driver.entries.suffix(2).map { $0.findings.map(\.rule) } == [rules, rules])
  }

  /// Behind the middle of a line a dot is a part of it.
  @Test func aDotBehindAMessageThatStoppedInALineDoesNotEndIt() {
    var driver = inText()
    driver.conversation.receive(.messageStopped(.interrupted, sent: 7, line: Array("half".utf8)), at: 9)
    driver.client(".")
    #expect(driver.conversation.dialogue.phase == .mailText && driver.wire.text == ".\r\n")
    driver.client(".")
    #expect(driver.conversation.dialogue.awaited == .endOfData)
  }

  @Test func aMessageOutOfAFileIsJudgedLikeATypedOne() {
    var driver = inText()
    var judge = TextJudge(body: driver.conversation.textBody)
    judge.judge(Array("Subject: ü\n".utf8))
    driver.conversation.receive(.messageSent(.message(size: 12, sha256: nil), judge.finish()), at: 9)
    driver.take()
    #expect(driver.entries.last?.findings.map(\.rule) == [.text8BitUndeclared])
    #expect(driver.conversation.wait?.awaited == .endOfData)
  }

  @Test func secretsAreRememberedInTheNextConnection() {
    var driver = greeted()
    driver.client("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
    driver.server("535 no\r\n")
    driver.conversation = SessionCore(
      kind: .smtp, options: SessionOptions(), firstID: 9, after: driver.conversation)
    driver.conversation.receive(.connected(isTLS: false), at: 0)
    driver.server("220 no more wonderland\r\n")
    #expect(driver.notation.last == "S: 220 no more **********")
  }
}
