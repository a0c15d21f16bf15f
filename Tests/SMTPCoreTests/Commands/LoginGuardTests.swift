import NetworkFacts
import SMTP
import SMTPCore
import Testing

struct LoginGuardTests {
  /// - Parameters:
  ///   - lines: of the server and the client in turn, as in a recording.
  private func status(_ lines: [String], isTLS: Bool = false, to target: String = "mx.example") throws
    -> SessionStatus
  {
    var core = SessionCore(kind: .smtp, options: SessionOptions(), firstID: 0)
    core.receive(.connected(isTLS: isTLS), at: 0)
    for line in lines {
      let text = String(line.dropFirst(3))
      if line.hasPrefix("S: ") {
        core.receive(.received(Array((text + "\r\n").utf8)), at: 0)
      } else {
        core.receive(.send(Outgoing(text)), at: 0)
      }
    }
    var status = SessionStatus(options: SessionOptions())
    status.connection = .open
    status.target = try Target(parsing: target)
    status.dialogue = core.dialogue
    return status
  }

  private static let hello = [
    "S: 220 mx.example", "C: EHLO client.example", "S: 250-mx.example", "S: 250 AUTH PLAIN",
  ]

  @Test func theOrderIsThatOfATypedAUTH() throws {
    #expect(LoginGuard.findings(.plain, try status(Self.hello)).isEmpty)
    #expect(LoginGuard.findings(.login, try status(Self.hello)).map(\.rule) == [.mechanismNotOffered])
    #expect(
      LoginGuard.findings(.plain, try status(["S: 220 mx.example"])).map(\.rule) == [.extensionNotOffered])
    let inside = try status(Self.hello + ["C: MAIL FROM:<>", "S: 250 Ok"])
    #expect(LoginGuard.findings(.plain, inside).map(\.rule) == [.authInTransaction])
  }

  /// Many servers offer AUTH only under TLS, and whether there should be any is asked.
  @Test func whatIsOfferedBeforeSTARTTLSCountsForNothing() throws {
    let lines = ["S: 220 mx.example", "C: EHLO client.example", "S: 250-mx.example", "S: 250 STARTTLS"]
    #expect(LoginGuard.findings(.plain, try status(lines)).isEmpty)
    let inside = try status(lines + ["C: MAIL FROM:<>", "S: 250 Ok"])
    #expect(LoginGuard.findings(.plain, inside).map(\.rule) == [.authInTransaction])
    var allowed = try status(lines)
    allowed.options.allowsCleartextAuth = true
    #expect(LoginGuard.findings(.plain, allowed).map(\.rule) == [.extensionNotOffered], "nothing is asked then")
    let text = [
      "C: MAIL FROM:<>", "S: 250 Ok", "C: RCPT TO:<a@mx.example>", "S: 250 Ok", "C: DATA", "S: 354 Go",
    ]
    #expect(!LoginGuard.findings(.plain, try status(lines + text)).isEmpty, "it would be mail text")
  }

  /// A tunnel may listen on loopback; a Unix socket ends on this machine.
  @Test func whatIsNotEncryptedNeedsAYes() throws {
    #expect(LoginGuard.needsConsent(try status(Self.hello)))
    #expect(LoginGuard.needsConsent(try status(Self.hello, to: "127.0.0.1:2525")))
    #expect(!LoginGuard.needsConsent(try status(Self.hello, to: "unix:/run/mx")))
    #expect(!LoginGuard.needsConsent(try status(Self.hello, isTLS: true)))
    var allowed = try status(Self.hello)
    allowed.options.allowsCleartextAuth = true
    #expect(!LoginGuard.needsConsent(allowed))
    #expect(!LoginGuard.needsConsent(SessionStatus(options: SessionOptions())), "there is no connection")
  }
}
