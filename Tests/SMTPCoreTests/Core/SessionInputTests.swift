import SMTP
import SMTPCore
import Testing

struct SessionInputTests {
  /// A session that only looks on, as for a proxy: what somebody else's client sends is judged and masked like what is
  /// sent here, and nothing is to be written.
  @Test func whatSomebodyElseSendsIsNotedAndNotWritten() {
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    for (line, reply) in [
      ("EHLO client.example", "250-mx.example\r\n250 AUTH PLAIN"),
      ("AUTH PLAIN AGEAd29uZGVybGFuZA==", "535 no"),
      ("RCPT TO:<bob@server.example>", "503 no"), ("QUIT", "221 bye"),
    ] {
      driver.take(
        driver.conversation.receive(.observed(Outgoing(Array((line + "\r\n").utf8))), at: driver.time))
      driver.server(reply + "\r\n")
    }
    #expect(driver.wire.isEmpty)
    #expect(driver.notation.contains("C: AUTH PLAIN ${secret:auth-plain}"))
    #expect(driver.entries.contains { $0.findings.contains { $0.rule == .rcptBeforeMail } })
  }
}
