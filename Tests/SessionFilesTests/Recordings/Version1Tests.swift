import Testing
import Transcript

@testable import SessionFiles

struct Version1Tests {
  @Test(
    arguments: [
      ("connected to 192.0.2.7 port 25 in 12 ms", .connected(address: "192.0.2.7", port: 25, took: 12_000_000)),
      ("connected to /run/x in 0.3 ms", .connected(address: "/run/x", port: nil, took: 300_000)),
      (
        "mx.failed.example is 192.0.2.7, 2001:db8::7 (3.1 ms)",
        .resolved(host: "mx.failed.example", addresses: ["192.0.2.7", "2001:db8::7"], took: 3_100_000)
      ), ("connection closed", .closed(byServer: false, reason: nil, isExpected: true)),
      (
        "the connection broke: reset by the server",
        .closed(byServer: true, reason: .system("ECONNRESET"), isExpected: false)
      ),
      ("message of 100 octets sent, SHA-256 3a", .message(size: 100, sha256: "3a")),
      ("eol is lf", .note("eol is lf", level: .info, details: [])),
      (
        "192.0.2.7: Connection refused after 0.1 ms",
        .note("192.0.2.7: Connection refused after 0.1 ms", level: .bad, details: [])
      ),
      ("no reply to RCPT within 5 min", .note("no reply to RCPT within 5 min", level: .bad, details: [])),
    ] as [(String, Event)])
  func sentences(_ text: String, _ event: Event) { #expect(Version1.event(text, []).event == event) }

  @Test func tlsBeginsTheSessionAnew() {
    let found = Version1.event("TLS ✗ TLSv1.3 x, certificate not verified: y in 3 ms", ["certificate 0: CN=x"])
    #expect(
      found.meaning == .tls && found.event.level == .bad && found.event.details == ["certificate 0: CN=x"])
    #expect(Version1.event("TLS ✓ TLSv1.3 x, certificate verified in 3 ms", []).event.level == .good)
  }
}
