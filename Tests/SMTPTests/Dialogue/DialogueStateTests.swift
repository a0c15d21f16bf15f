import SMTP
import Testing

struct DialogueStateTests {
  @Test func recipientsAreCounted() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<bob@server.example>
      S: 250 Ok
      C: RCPT TO:<eve@server.example>
      S: 550 no
      """)
    #expect(dialogue.answered.transaction?.accepted == 1)
    #expect(dialogue.answered.transaction?.refused == 1)
    #expect(dialogue.phase == .transaction(accepted: 1))
  }

  @Test func outstandingCommandsAreAssumedToSucceed() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 PIPELINING
      C: MAIL FROM:<a@client.example>
      """)
    #expect(dialogue.answered.transaction == nil)
    #expect(dialogue.projected.transaction?.accepted == 0)
  }

  @Test func aRefusalTakesTheAssumptionBack() {
    let dialogue = play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 PIPELINING
      C: MAIL FROM:<a@client.example>
      S: 550 no
      """)
    #expect(dialogue.projected == dialogue.answered)
    #expect(dialogue.projected.transaction == nil)
  }

  // Postfix XCLIENT_README: the session starts anew.
  @Test func xclientForgetsTheHello() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 XCLIENT ADDR
      C: XCLIENT ADDR=192.0.2.1
      S: 220 mx.example ESMTP
      C: MAIL FROM:<a@client.example>
      ! mail-before-hello
      """)
  }
}
