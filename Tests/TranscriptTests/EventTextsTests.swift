import NetworkFacts
import SMTP
import Testing
import Transcript

struct EventTextsTests {
  /// No key shows in place of a text, and no name in braces was left unfilled.
  @Test func everyEventHasWords() {
    for event in everyEvent {
      for text in [event.text] + event.details + event.notices {
        #expect(!text.hasPrefix("event.") && !text.contains("{"), "\(text)")
      }
    }
  }

  @Test(
    arguments: [
      (.connected(address: "192.0.2.7", port: 25, took: 12_000_000), "connected to 192.0.2.7 port 25 in 12 ms"),
      (.connected(address: "/run/x", port: nil, took: 12_000_000), "connected to /run/x in 12 ms"),
      (.closed(byServer: true, reason: nil, isExpected: true), "the server closed the connection"),
      (
        .closed(byServer: true, reason: .system("ECONNRESET"), isExpected: false),
        "the connection broke: reset by the server"
      ),
      (
        .timedOut(.reply(.endOfData), seconds: 600, rule: .rfc(5321, "4.5.3.2.6")),
        "no reply to end of data within 10 min (RFC 5321 §4.5.3.2.6)"
      ), (.notSent(.closed), "not sent: there is no connection"),
    ] as [(Event, String)])
  func sentences(_ event: Event, _ text: String) { #expect(event.text == text) }

  @Test func whatIsWrongWithTLSIsShownAtOnce() {
    let facts = TLSFacts(
      version: "TLSv1.3", cipher: "x", cipherBits: 1,
      verifyErrors: [.init(depth: 0, code: 10, text: "expired")],
      nameCheck: .init(name: "mx.example", matches: false))
    #expect(
      Event.tls(facts).notices
        == ["✗ at depth 0: expired (X509_V_ERR 10)", "✗ the certificate is not for mx.example"])
  }
}
