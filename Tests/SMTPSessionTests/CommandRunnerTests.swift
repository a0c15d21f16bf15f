import SMTP
import SMTPCore
import SMTPSession
import Testing

struct CommandRunnerTests {
  private func status(_ offer: String, tls: Bool) -> SessionStatus {
    var status = SessionStatus(options: SessionOptions())
    var dialogue = Dialogue(isTLS: tls)
    var parser = ReplyParser()
    parser.feed(Array("220 mx.example\r\n".utf8))
    if let reply = parser.next() { _ = dialogue.received(reply) }
    dialogue.sent(dialogue.read(Array("EHLO client.example".utf8)))
    parser.feed(Array("250-mx.example\r\n250 AUTH \(offer)\r\n".utf8))
    if let reply = parser.next() { _ = dialogue.received(reply) }
    status.dialogue = dialogue
    return status
  }

  @Test func theSafestMechanismIsChosen() {
    #expect(CommandRunner.mechanism(status("PLAIN LOGIN CRAM-MD5", tls: false)) == .cramMD5)
    #expect(CommandRunner.mechanism(status("PLAIN LOGIN CRAM-MD5", tls: true)) == .plain)
    #expect(CommandRunner.mechanism(status("LOGIN", tls: true)) == .login)
    #expect(CommandRunner.mechanism(status("GSSAPI", tls: true)) == nil)
    #expect(CommandRunner.mechanism(SessionStatus(options: SessionOptions())) == nil)
    for mechanism in SASLMechanism.table {
      #expect(CommandRunner.noMechanism.contains(mechanism.name.rawValue))
    }
  }
}
