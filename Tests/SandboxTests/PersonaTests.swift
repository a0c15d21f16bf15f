import SMTP
import Sandbox
import Testing

struct PersonaTests {
  @Test func namesAreUniqueAndFound() {
    #expect(Set(Personas.all.map(\.name)).count == Personas.all.count)
    for persona in Personas.all { #expect(Persona.named(persona.name)?.summary == persona.summary) }
    #expect(Persona.named("nobody") == nil && Persona.named("") == nil)
  }

  @Test func shutdownTakesAPlace() {
    #expect(Persona.named("shutdown:data")?.faults.keys.first == .command(.data))
    #expect(Persona.named("shutdown:end-of-data")?.faults.keys.first == .endOfData)
    #expect(Persona.named("shutdown:connection")?.faults.keys.first == .connection)
    #expect(Persona.named("shutdown:nonsense") == nil && Persona.named("good:DATA") == nil)
  }

  /// Every flaw that the parser and the dialogue find in a reply can be met in the sandbox.
  @Test func everyFlawOfARepliesBytesHasAReply() throws {
    let elsewhere: Set<Rule> = [
      .greetingNoDomain, .ehloKeywordSyntax, .ehloAuthEquals, .requiredCommandRefused, .offeredButRefused,
      .closedUnannounced, .starttlsInjection, .starttlsOfferedInTLS, .authOfferedInClear, .challengeNotBase64,
    ]
    let ofServers = Rule.allCases.filter { $0.row.fault == .server }
    for rule in ofServers where !elsewhere.contains(rule) {
      let text = try #require(Personas.brokenReplies[rule.rawValue], "\(rule.rawValue)")
      var dialogue = Dialogue()
      var parser = ReplyParser()
      func take(_ line: String, _ reply: String) -> [Rule] {
        dialogue.sent(dialogue.read(Array(line.utf8)))
        parser.feed(Array(reply.utf8))
        var found: [Rule] = []
        while let reply = parser.next() { found += dialogue.received(reply).findings.map(\.rule) }
        if let reply = parser.finish() { found += dialogue.received(reply).findings.map(\.rule) }
        return found
      }
      parser.feed(Array("220 sandbox.example\r\n".utf8))
      if let greeting = parser.next() { _ = dialogue.received(greeting) }
      _ = take("EHLO client.example", "250-sandbox.example\r\n250 ENHANCEDSTATUSCODES\r\n")
      #expect(take("VRFY \(rule.rawValue)", text).contains(rule), "\(rule.rawValue)")
    }
  }
}
