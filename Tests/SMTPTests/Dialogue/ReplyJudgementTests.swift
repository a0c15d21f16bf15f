import SMTP
import Testing

struct ReplyJudgementTests {
  /// A command that was wrong itself explains a 500: the server is not to blame.
  @Test func aFlawedCommandMayBeRefused() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250 mx.example
      C: MAIL FROM a@client.example
      ! from-to-missing
      S: 500 what
      """)
  }

  @Test func vrfyMayBeSwitchedOff() {
    play(
      """
      S: 220 mx.example ESMTP
      C: VRFY bob
      S: 502 no
      """)
  }

  @Test func mechanismsThatHideThePasswordMayBeOfferedInClear() {
    play(
      """
      S: 220 mx.example ESMTP
      C: EHLO client.example
      S: 250-mx.example
      S: 250 AUTH CRAM-MD5 SCRAM-SHA-256
      """)
  }
}
