import SMTP
import Testing

@testable import Sandbox

/// Conversations with the sandbox: `C:` lines go in, the `S:` lines behind them must come out, `*` lines are
/// what has to be done besides.
struct SandboxDialogueTests {
  private func play(_ persona: String, _ notation: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let persona = try #require(Persona.named(persona), sourceLocation: sourceLocation)
    var dialogue = SandboxDialogue(persona, greylist: Greylist(), client: "192.0.2.1")
    let lines = notation.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    var produced: [String] = []
    func note(_ actions: [SandboxDialogue.Action]) {
      for action in actions {
        switch action {
        case .send(let octets): produced += octets.text.split(separator: "\r\n").map { "S: \($0)" }
        case .startTLS: produced.append("* start TLS")
        case .accept(let message):
          produced.append(
            "* \(message.sender) -> \(message.recipients.joined(separator: " ")): \(message.octets.text.debugDescription)"
          )
        case .close: produced.append("* close")
        }
      }
    }
    var time = 0.0
    note(dialogue.greet())
    for line in lines {
      if line.hasPrefix("C:") {
        produced.append(line)
        note(dialogue.received(Array((line.dropFirst(3) + "\r\n").utf8), at: time))
      } else if line == ":tls" {
        produced.append(line)
        dialogue.tlsStarted()
      } else if line == ":wait" {
        produced.append(line)
        time += 60
      }
    }
    #expect(produced == lines, sourceLocation: sourceLocation)
  }

  @Test func aMessage() throws {
    try play(
      "norelay",
      """
      S: 220 sandbox.example ESMTP smtpscope sandbox
      C: EHLO client.example
      S: 250-sandbox.example
      S: 250-PIPELINING
      S: 250-SIZE 10240000
      S: 250-8BITMIME
      S: 250 ENHANCEDSTATUSCODES
      C: RCPT TO:<bob@sandbox.example>
      S: 503 5.5.1 MAIL first
      C: MAIL FROM:<a@client.example> SIZE=10240001
      S: 552 5.3.4 Message too big: at most 10240000 octets
      C: MAIL FROM:<a@client.example> XFOO
      S: 555 5.5.4 Parameter XFOO not recognized
      C: MAIL FROM:<a@client.example>
      S: 250 2.1.0 Sender ok
      C: MAIL FROM:<a@client.example>
      S: 503 5.5.1 A transaction is open: RSET first
      C: DATA
      S: 554 5.5.1 No valid recipients
      C: RCPT TO:<bob@elsewhere.example>
      S: 554 5.7.1 <bob@elsewhere.example>: Relay access denied
      C: RCPT TO:<unknown@sandbox.example>
      S: 550 5.1.1 <unknown@sandbox.example>: User unknown
      C: RCPT TO:<bob@sandbox.example>
      S: 250 2.1.5 Recipient ok
      C: DATA
      S: 354 Go on; a single dot ends it
      C: a
      C: ..b
      C: .
      * a@client.example -> bob@sandbox.example: "a\\r\\n.b\\r\\n"
      S: 250 2.0.0 Ok: queued, 7 octets
      C: FROB
      S: 500 5.5.2 Unknown command
      C: QUIT
      S: 221 2.0.0 sandbox.example Bye
      * close
      """)
  }

  @Test func chunksAndLMTP() throws {
    try play(
      "lmtp",
      """
      S: 220 sandbox.example LMTP smtpscope sandbox
      C: EHLO client.example
      S: 500 5.5.1 This is LMTP: say LHLO
      C: LHLO client.example
      S: 250-sandbox.example
      S: 250-PIPELINING
      S: 250-SIZE 10240000
      S: 250-8BITMIME
      S: 250-SMTPUTF8
      S: 250-CHUNKING
      S: 250-DSN
      S: 250-ENHANCEDSTATUSCODES
      S: 250-HELP
      S: 250 STARTTLS
      C: MAIL FROM:<>
      S: 250 2.1.0 Sender ok
      C: RCPT TO:<a@sandbox.example>
      S: 250 2.1.5 Recipient ok
      C: RCPT TO:<b@sandbox.example>
      S: 250 2.1.5 Recipient ok
      C: BDAT 3
      C: x
      S: 250 2.0.0 3 octets received
      C: BDAT 3 LAST
      C: y
      *  -> a@sandbox.example b@sandbox.example: "x\\r\\ny\\r\\n"
      S: 250 2.1.5 <a@sandbox.example> delivered
      S: 250 2.1.5 <b@sandbox.example> delivered
      """)
  }

  /// A message that is too big with its next chunk is refused once: the chunk is read, and no other reply follows.
  @Test func aChunkThatIsTooMuch() throws {
    var dialogue = SandboxDialogue(try #require(Persona.named("good")), greylist: nil, client: "192.0.2.1")
    _ = dialogue.greet()
    func answers(_ octets: [UInt8]) -> [String] {
      dialogue.received(octets, at: 0).map { if case .send(let octets) = $0 { octets.text } else { "\($0)" } }
    }
    for line in ["EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>"] {
      _ = answers(Array((line + "\r\n").utf8))
    }
    let tooMuch = Persona.sizeLimit + 1
    #expect(answers(Array("BDAT \(tooMuch) LAST\r\n".utf8)) == ["552 5.3.4 Message too big\r\n"])
    #expect(answers([UInt8](repeating: 0x78, count: tooMuch)).isEmpty)
    #expect(answers(Array("RCPT TO:<bob@sandbox.example>\r\n".utf8)) == ["503 5.5.1 MAIL first\r\n"])
  }

  @Test func strictness() throws {
    try play(
      "strict",
      """
      S: 220 sandbox.example ESMTP smtpscope sandbox
      C: HELO client.example
      S: 250 sandbox.example
      C: MAIL FROM: <a@client.example>
      S: 501 5.5.2 space-around-colon at octet 10
      C: MAIL FROM:<a@client.example>
      S: 530 5.7.0 Must issue a STARTTLS command first
      C: STARTTLS
      S: 220 2.0.0 Ready to start TLS
      * start TLS
      :tls
      C: MAIL FROM:<a@client.example>
      S: 503 5.5.1 Say EHLO first
      C: HELO client.example
      S: 250 sandbox.example
      C: MAIL FROM:<a@client.example>
      S: 530 5.7.0 Authentication required
      """)
  }

  @Test func greylisting() throws {
    try play(
      "greylist",
      """
      S: 220 sandbox.example ESMTP smtpscope sandbox
      C: HELO client.example
      S: 250 sandbox.example
      C: MAIL FROM:<a@client.example>
      S: 250 2.1.0 Sender ok
      C: RCPT TO:<bob@sandbox.example>
      S: 450 4.2.0 <bob@sandbox.example>: Greylisted, come back in 5 seconds
      C: RCPT TO:<bob@sandbox.example>
      S: 450 4.2.0 <bob@sandbox.example>: Greylisted, come back in 5 seconds
      :wait
      C: RCPT TO:<bob@sandbox.example>
      S: 250 2.1.5 Recipient ok
      """)
  }

  @Test func faults() throws {
    try play("busy", "S: 421 4.7.0 sandbox.example too many connections, try again later\n* close")
    try play(
      "shutdown:NOOP",
      """
      S: 220 sandbox.example ESMTP smtpscope sandbox
      C: NOOP
      S: 421 4.3.2 sandbox.example shutting down
      * close
      C: NOOP
      """)
    try play(
      "pop3",
      """
      S: +OK POP3 server ready
      C: EHLO client.example
      S: -ERR unknown command
      """)
  }

  @Test func plainTextBehindSTARTTLSIsNotObeyed() throws {
    var dialogue = SandboxDialogue(try #require(Persona.named("good")), greylist: nil, client: "192.0.2.1")
    _ = dialogue.greet()
    let actions = dialogue.received(Array("STARTTLS\r\nNO".utf8), at: 0)
    #expect(actions.last == .startTLS)
    dialogue.tlsStarted()
    #expect(
      dialogue.received(Array("OP\r\n".utf8), at: 0) == [.send(Array("500 5.5.2 Unknown command\r\n".utf8))])
  }

  @Test func anyOctetsAreSurvived() throws {
    var seed: UInt64 = 7
    func random() -> UInt8 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1
      return UInt8(truncatingIfNeeded: seed >> 33)
    }
    for persona in Personas.all {
      var dialogue = SandboxDialogue(persona, greylist: Greylist(), client: "192.0.2.1")
      _ = dialogue.greet()
      for line in [
        "EHLO x", "MAIL FROM:<a@b.example>", "RCPT TO:<c@sandbox.example>", "BDAT 20", "DATA", "AUTH PLAIN",
      ] {
        _ = dialogue.received(Array((line + "\r\n").utf8) + (0..<40).map { _ in random() }, at: 0)
      }
    }
  }
}
