import Testing

@testable import SMTP

struct StartTLSTests {
  // RFC 3207 §4: 220, and no other reply.
  @Test(arguments: [("220 go", true), ("250 go", false), ("454 later", false), ("554 no", false)])
  func only220BeginsTheHandshake(_ text: String, _ begins: Bool) throws {
    let reply = try #require(parseReply(text + "\r\n"))
    #expect(StartTLS.begins(.init(awaited: .command(.starttls)), reply) == begins)
    #expect(!StartTLS.begins(.init(awaited: .command(.noop)), reply))
  }

  @Test func itIsStartedOnce() {
    var state = DialogueState()
    #expect(StartTLS.findings(in: state) == [])
    state.startTLS()
    #expect(StartTLS.findings(in: state).map(\.rule) == [.starttlsTwice])
  }

  // RFC 3207 §4.2.
  @Test func whatWasLearnedInPlainTextIsForgotten() {
    var state = DialogueState()
    state.hello = .ehlo
    state.transaction = Transaction()
    state.isAuthenticated = true
    state.startTLS()
    var expected = DialogueState()
    expected.isTLS = true
    #expect(state == expected)
  }

  // CVE-2011-0411.
  @Test func whatStandsBehindThe220IsInjected() {
    #expect(StartTLS.findings(unread: 0) == [])
    #expect(StartTLS.findings(unread: 1).map(\.rule) == [.starttlsInjection])
  }
}
