import SMTP
import Testing

/// Whole conversations with the findings they must give.
struct DialogueTests {
  @Test func aConversationWithoutFlaws() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250-SIZE 1000
      S: 250 ENHANCEDSTATUSCODES
      C: MAIL FROM:<a@client.example> SIZE=500
      S: 250 2.1.0 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 2.1.5 Ok
      C: DATA
      S: 354 Go on
      C: Subject: x
      C:
      C: RCPT TO: is text here
      C: .
      S: 250 2.0.0 Ok
      C: QUIT
      S: 221 2.0.0 Bye
      :close
      """)
    #expect(dialogue.phase == .over)
  }

  // RFC 5321 §4.1.4.
  @Test func commandsInTheWrongOrder() {
    play(
      """
      S: 220 mx.example ESMTP
      C: MAIL FROM:<a@client.example>
      ! mail-before-hello
      S: 503 hello first
      C: RCPT TO:<bob@server.example>
      ! rcpt-before-mail
      S: 503 mail first
      C: DATA
      ! data-before-rcpt
      S: 503 rcpt first
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: MAIL FROM:<b@client.example>
      ! nested-mail
      S: 503 nested
      C: DATA
      ! data-before-rcpt
      S: 554 no valid recipients
      C: RCPT TO:<bob@server.example>
      S: 550 no such user
      C: DATA
      ! data-before-rcpt
      S: 554 no valid recipients
      C: QUIT
      S: 221 Bye
      C: NOOP
      ! after-quit
      """)
  }

  // RFC 5321 §4.1.4, §4.1.1.5: what forgets the transaction.
  @Test(arguments: ["RSET", "EHLO client.example", "HELO client.example"])
  func resets(_ command: String) {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: \(command)
      S: 250 mx.example
      C: RCPT TO:<bob@server.example>
      ! rcpt-before-mail
      """)
  }

  @Test func aRefusedHelloChangesNothing() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: EHLO client.example
      S: 550 no
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      """)
  }

  @Test func theEndOfDataClearsWhateverTheAnswer() {
    for answer in ["250 Ok", "451 later", "554 no"] {
      play(
        """
        S: 220 mx.example ESMTP
        C: EHLO client.example
        S: 250 mx.example
        C: MAIL FROM:<a@client.example>
        S: 250 Ok
        C: RCPT TO:<bob@server.example>
        S: 250 Ok
        C: DATA
        S: 354 go
        C: .
        S: \(answer)
        C: DATA
        ! data-before-rcpt
        """)
    }
  }

  @Test func earlyTalkers() {
    play(
      """
      C: EHLO client.example
      ! before-greeting
      S: 220 mx.example ESMTP
      """)
  }

  // RFC 2920 §3.1.
  @Test func pipelining() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 PIPELINING
      C: MAIL FROM:<a@client.example>
      C: RCPT TO:<bob@server.example>
      C: RCPT TO:<eve@server.example>
      C: DATA
      S: 250 Ok
      S: 250 Ok
      S: 550 no
      S: 354 go
      C: .
      C: MAIL FROM:<a@client.example>
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      S: 250 Ok
      S: 250 Ok
      """)
  }

  // RFC 2920 §3.1: a message may be the first thing of a group; the examples in §4 have QUIT behind it.
  @Test func commandsBehindAMessage() {
    let begun = """
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: DATA
      S: 354 go
      C: .
      C: QUIT
      """
    play("S: 220 mx.example ESMTP\nC: EHLO client.example\nS: 250-mx.example\nS: 250 PIPELINING\n\(begun)")
    play(
      "S: 220 mx.example ESMTP\nC: EHLO client.example\nS: 250 mx.example\n\(begun)\n! pipelining-not-offered")
  }

  @Test func commandsThatEndAGroup() {
    for command in ["EHLO client.example", "VRFY bob", "EXPN list", "NOOP", "HELP", "QUIT"] {
      let dialogue = play(
        """
        S: 220 mx.example ESMTP
        C: EHLO client.example
        S: 250-mx.example
        S: 250 PIPELINING
        C: \(command)
        """)
      #expect(dialogue.check(.command(Command("RSET"))).map(\.rule).contains(.pipeliningNotLast), "\(command)")
    }
  }

  @Test func pipeliningThatWasNotOffered() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      C: RCPT TO:<bob@server.example>
      ! pipelining-not-offered
      """)
  }

  // RFC 3207 §4.2: everything is forgotten, and once is enough.
  @Test func startTLS() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: STARTTLS
      ! extension-not-offered
      S: 503 EHLO first
      C: EHLO client.example
      S: 250-mx.example
      S: 250 STARTTLS
      C: STARTTLS
      S: 220 go
      :tls
      C: MAIL FROM:<a@client.example>
      ! mail-before-hello
      S: 503 EHLO first
      C: EHLO client.example
      S: 250-mx.example
      S: 250 STARTTLS
      ! starttls-offered-in-tls
      C: STARTTLS
      ! starttls-twice
      """)
    #expect(dialogue.answered.isTLS)
  }

  // RFC 3207 §4.2: whoever logged in in plain text has to log in again.
  @Test func startTLSForgetsTheLogin() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250-AUTH CRAM-MD5
      S: 250 STARTTLS
      C: AUTH CRAM-MD5
      S: 334 PDFAeD4=
      C: dGltIDAwMDA=
      S: 235 welcome
      C: STARTTLS
      S: 220 go
      :tls
      C: EHLO client.example
      S: 250-mx.example
      S: 250 AUTH CRAM-MD5
      C: AUTH CRAM-MD5
      """)
    #expect(!dialogue.answered.isAuthenticated)
  }

  // CVE-2011-0411.
  @Test func plainTextBehindThe220() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 STARTTLS
      C: STARTTLS
      S: 220 go
      S: 250 slipped in
      ! starttls-injection
      """)
  }

  // CVE-2011-0411: one octet is a command's beginning as well.
  @Test(arguments: [(0, []), (1, [Rule.starttlsInjection])])
  func oneOctetBehindThe220IsTooMany(_ unread: Int, _ rules: [Rule]) throws {
    var dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 STARTTLS
      C: STARTTLS
      """)
    let outcome = dialogue.received(try #require(parseReply("220 go\r\n")), unread: unread)
    #expect(outcome.startsTLS && outcome.findings.map(\.rule) == rules)
  }

  // RFC 5321 §4.1.1.10. The reply to AUTH never came; what comes is QUIT's.
  @Test func a221AnswersQUITWhateverIsOwed() throws {
    var dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 AUTH CRAM-MD5
      C: AUTH CRAM-MD5
      C: QUIT
      ! pipelining-not-last
      """)
    let outcome = dialogue.received(try #require(parseReply("221 bye\r\n")))
    #expect(outcome.answers == .command(.quit) && outcome.findings == [])
    #expect(dialogue.phase == .over && dialogue.awaited == nil)
  }

  // RFC 4954 §4.
  @Test func auth() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 AUTH CRAM-MD5 PLAIN
      ! auth-offered-in-clear
      C: AUTH LOGIN
      ! auth-in-clear
      ! mechanism-not-offered
      S: 504 no
      C: AUTH CRAM-MD5
      S: 334 PDFAeD4=
      C: *
      S: 501 cancelled
      C: AUTH CRAM-MD5
      S: 334 this is not Base64
      ! challenge-not-base64
      C: NOOP
      S: 501 what
      C: AUTH CRAM-MD5
      S: 334 PDFAeD4=
      C: dGltIDAwMDA=
      S: 235 welcome
      C: AUTH CRAM-MD5
      ! auth-twice
      S: 503 enough
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: AUTH CRAM-MD5
      ! auth-twice
      ! auth-in-transaction
      """)
    #expect(dialogue.answered.isAuthenticated)
  }

  @Test func responses() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 AUTH CRAM-MD5
      C: AUTH CRAM-MD5
      S: 334 PDFAeD4=
      C: RSET now
      ! command-in-challenge
      S: 501 what
      C: AUTH CRAM-MD5
      S: 334 PDFAeD4=
      C: not!base64
      ! response-not-base64
      """)
  }

  // RFC 2920 §3.1, RFC 4954 §4: the answer to a response decides what comes next, so nothing goes out behind it.
  @Test func anAUTHResponseEndsAGroup() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250-PIPELINING
      S: 250 AUTH CRAM-MD5
      C: AUTH CRAM-MD5
      S: 334 PDFAeD4=
      C: dGltIDAwMDA=
      C: MAIL FROM:<a@client.example>
      ! pipelining-not-last
      S: 235 welcome
      S: 250 Ok
      """)
  }

  // RFC 3030 §2.
  @Test func chunks() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 CHUNKING
      C: BDAT 0 LAST
      ! bdat-before-rcpt
      S: 503 no
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: BDAT 7
      C: hello
      S: 250 Ok
      C: DATA
      ! data-after-bdat
      S: 503 no
      C: RCPT TO:<eve@server.example>
      ! between-chunks
      S: 503 no
      C: VRFY bob
      ! between-chunks
      S: 252 maybe
      C: BDAT 0 LAST
      S: 250 Ok
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: BDAT 7 LAST
      C: hello
      S: 552 too big
      C: BDAT 0 LAST
      ! bdat-after-last
      S: 503 RSET first
      """)
    #expect(dialogue.nextCommands.first == "RSET")
  }

  @Test func aChunkWaitsForItsOctets() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 CHUNKING
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: BDAT 10 LAST
      C: hello
      """)
    #expect(dialogue.phase == .chunk(remaining: 3))
    #expect(dialogue.awaited == nil)
  }

  @Test func binaryMIMENeedsBDAT() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250-8BITMIME
      S: 250-BINARYMIME
      S: 250 CHUNKING
      C: MAIL FROM:<a@client.example> BODY=BINARYMIME
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: DATA
      ! data-with-binarymime
      """)
  }

  // RFC 3030 §3: 8BITMIME, whose keyword BODY belongs to, is not enough.
  @Test func binaryMIMEHasToBeOffered() {
    func hello(_ keyword: String) -> String {
      "S: 220 mx.example ESMTP\nC: EHLO client.example\nS: 250-mx.example\nS: 250-CHUNKING\nS: 250-\(keyword)\n"
        + "S: 250 8BITMIME\nC: MAIL FROM:<a@client.example> BODY=BINARYMIME"
    }
    play(hello("SIZE") + "\n! parameter-not-offered")
    play(hello("BINARYMIME"))
  }

  @Test func parametersThatWereNotOffered() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 SIZE 1000
      C: MAIL FROM:<a@client.example> SIZE=1001
      ! size-over-limit
      S: 552 too big
      C: MAIL FROM:<a@client.example> BODY=8BITMIME
      ! parameter-not-offered
      S: 555 what
      C: MAIL FROM:<a@client.example> SIZE=1000
      S: 250 Ok
      C: RCPT TO:<bob@server.example> NOTIFY=NEVER
      ! parameter-not-offered
      S: 555 what
      C: RCPT TO:<bäb@server.example>
      ! smtputf8-needed
      S: 553 ASCII only
      C: ETRN server.example
      ! extension-not-offered
      """)
  }

  // RFC 2033 §4.1, §4.2.
  @Test func lmtpHasAReplyForEachRecipient() {
    var dialogue = play(
      """
      :lmtp
      S: 220 mx.example LMTP
      C: EHLO client.example
      ! hello-in-lmtp
      S: 500 this is LMTP
      C: LHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: RCPT TO:<nobody@server.example>
      S: 550 no
      C: RCPT TO:<eve@server.example>
      S: 250 Ok
      C: DATA
      S: 354 go
      C: .
      S: 250 bob has it
      """)
    #expect(dialogue.awaited == .endOfData, "eve's reply is still to come")
    #expect(dialogue.phase == .transaction(accepted: 2), "and until then it is the same transaction")
    if let reply = parseReply("452 eve is full\r\n") { #expect(dialogue.received(reply).findings == []) }
    #expect(dialogue.awaited == nil && dialogue.answered.transaction == nil)
  }

  // RFC 2920 §3.1: a message may be the first thing of a group, however many replies it gets.
  @Test func lmtpCommandsBehindAMessage() {
    play(
      """
      :lmtp
      S: 220 mx.example LMTP
      C: LHLO client.example
      S: 250-mx.example
      S: 250 PIPELINING
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: RCPT TO:<eve@server.example>
      S: 250 Ok
      C: DATA
      S: 354 go
      C: .
      C: MAIL FROM:<a@client.example>
      S: 250 bob has it
      C: RCPT TO:<bob@server.example>
      S: 250 eve has it
      S: 250 Ok
      S: 250 Ok
      """)
  }

  // RFC 2033 §4.2, RFC 3030 §2: the last chunk takes the place of the end of data.
  @Test func lmtpHasAReplyToTheLastChunkForEachRecipient() {
    let begun = """
      :lmtp
      S: 220 mx.example LMTP
      C: LHLO client.example
      S: 250-mx.example
      S: 250 CHUNKING
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: RCPT TO:<eve@server.example>
      S: 250 Ok
      C: BDAT 7
      C: hello
      S: 250 one reply, as it is not the last one
      C: BDAT 7 LAST
      C: hello
      S: 250 bob has it
      """
    #expect(play(begun).awaited == .command(.bdat), "eve's reply is still to come")
    let dialogue = play(begun + "\nC: NOOP\n! pipelining-not-offered\nS: 250 eve has it\nS: 250 Ok")
    #expect(dialogue.awaited == nil)
  }

  /// How many recipients were accepted is not known when the group goes out.
  @Test func lmtpHasNoReplyToTheLastChunkForARefusedRecipient() {
    let dialogue = play(
      """
      :lmtp
      S: 220 mx.example LMTP
      C: LHLO client.example
      S: 250-mx.example
      S: 250-PIPELINING
      S: 250 CHUNKING
      C: MAIL FROM:<a@client.example>
      C: RCPT TO:<bob@server.example>
      C: RCPT TO:<eve@server.example>
      C: BDAT 7 LAST
      C: hello
      S: 250 Ok
      S: 250 Ok
      S: 550 no eve here
      S: 250 bob has it
      """)
    #expect(dialogue.awaited == nil)
  }

  @Test func lhloIsNotForSMTP() {
    play(
      """
      S: 220 mx.example ESMTP
      C: LHLO client.example
      ! lhlo-in-smtp
      """)
  }

  // RFC 5321 §4.3.2.
  @Test func repliesThatDoNotFit() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      S: 354 go
      ! reply-wrong-class
      C: NOOP
      S: 259 Ok
      ! reply-unexpected-code
      C: RSET
      S: 500 what
      ! required-command-refused
      C: RCPT TO:<bob@server.example>
      S: 554 no
      ! reply-unexpected-code
      S: 250 and another
      ! reply-unsolicited
      """)
  }

  @Test func offeredAndRefused() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250-ETRN
      S: 250 ENHANCEDSTATUSCODES
      C: ETRN client.example
      S: 502 5.5.1 no
      ! offered-but-refused
      C: NOOP
      S: 250 Ok
      ! enhanced-missing
      """)
  }

  @Test func greetings() {
    play(
      """
      S: 220 *** ready
      ! greeting-no-domain
      """)
    play(
      """
      S: 554 no service
      C: QUIT
      S: 221 bye
      """)
  }

  // RFC 5321 §3.8.
  @Test func theEndOfTheConnection() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      :close
      ! closed-unannounced
      """)
    // A 221 announces it whatever it was taken for the reply to.
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 221 bye
      ! reply-unexpected-code
      :close
      """)
    play(
      """
      S: 220 mx.example ESMTP
      S: 421 shutting down
      :close
      """)
  }

  // RFC 5321 §3.8: a server may not close by itself; a client that does is not the server's fault.
  @Test func closingByOurselvesIsNotBlamedOnTheServer() {
    var dialogue = play("S: 220 mx.example ESMTP\nC: NOOP")
    #expect(dialogue.closed(byServer: false) == [])
    #expect(dialogue.phase == .over && dialogue.awaited == nil)
  }

  // RFC 5321 §3.8: 421 may be the answer to any command, and ends the session as 221 does.
  @Test func a421ToACommandEndsTheSession() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: NOOP
      S: 421 shutting down
      C: NOOP
      ! after-quit
      :close
      """)
    #expect(dialogue.phase == .over && dialogue.nextCommands == [])
  }

  /// What the front ends ask before a line goes out is what is found when it does.
  @Test func checkFindsWhatSendingFinds() {
    let conversation = "S: 220 mx.example ESMTP\nC: EHLO client.example\nS: 250-mx.example\nS: 250 PIPELINING"
    for line in SequencingTests.matrix.map(\.line) + [
      "FOO", "MAIL FROM a@client.example", "RCPT TO:<b@c.example>",
    ] {
      var dialogue = play(conversation)
      let read = dialogue.read(Array(line.utf8))
      let checked = dialogue.check(read)
      #expect(dialogue.sent(read) == checked, "\(line)")
    }
  }

  @Test func whatMakesSenseNext() {
    var dialogue = play("S: 220 mx.example ESMTP")
    #expect(dialogue.nextCommands == ["EHLO", "QUIT"])
    dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 STARTTLS
      """)
    #expect(dialogue.nextCommands == ["STARTTLS", "MAIL FROM:<", "QUIT"])
    for command in dialogue.nextCommands where !command.hasSuffix("<") {
      #expect(dialogue.check(.command(Command(command))) == [], "\(command)")
    }
  }
}
