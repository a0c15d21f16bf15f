import SMTP
import SMTPGuide
import Testing

struct ReplyContextTests {
  @Test func theContextComesFromTheDialogue() throws {
    var dialogue = Dialogue()
    func take(_ line: String) throws -> ReplyContext {
      let before = dialogue.answered
      return ReplyContext(dialogue.received(try reply(line)), state: before, kind: .smtp)
    }
    _ = try take("220 mx.example")
    dialogue.sent(dialogue.read(Array("EHLO client.example".utf8)))
    #expect(try take("250 STARTTLS").subject == "client.example")
    dialogue.sent(dialogue.read(Array("MAIL FROM:<>".utf8)))
    let mail = try take("250 Ok")
    #expect(mail.answers == .command(.mail) && mail.subject == "<>" && mail.facts == [.helloSaid])
    dialogue.sent(dialogue.read(Array("RCPT TO:<bob@server.example>".utf8)))
    #expect(try take("250 Ok").facts == [.helloSaid])
    dialogue.sent(dialogue.read(Array("RCPT TO:<eve@server.example>".utf8)))
    #expect(try take("550 no").facts == [.helloSaid, .severalRecipients])
  }
}
