import NetworkFacts
import SMTP
import Testing
import Transcript

/// An event of each kind, with everything that it can have.
let everyEvent: [Event] = [
  .started(version: "0.1.0", clock: 1_795_446_245),
  .resolved(host: "mx.failed.example", addresses: ["192.0.2.7", "2001:db8::7"], took: 3_100_000),
  .mx(
    domain: "server.example",
    .hosts([.init(preference: 10, host: "a.example"), .init(preference: 20, host: "b.example")]), took: 1_000),
  .mx(domain: "server.example", .implicit, took: 0), .mx(domain: "server.example", .null, took: 0),
  .mx(domain: "server.example", .noSuchDomain, took: 0),
  .mx(domain: "server.example", .temporaryFailure, took: 0),
  .mx(domain: "server.example", .failure, took: 0), .noServer(domain: "server.example"),
  .attemptFailed(address: "192.0.2.7", reason: .system("ECONNREFUSED"), took: 100_000),
  .abandoned(address: "2001:db8::7", took: 250_000_000),
  .connected(address: "192.0.2.7", port: 25, took: 12_000_000),
  .connected(address: "/run/lmtp", port: nil, took: 12_000_000),
  .unreachable(.unresolved(host: "mx.example", .system("EAI_NONAME"))),
  .unreachable(
    .unconnected(
      host: "mx.example", port: 25,
      tried: [
        .init("192.0.2.7", .noAnswer(seconds: 10)), .init("2001:db8::7", .other("\"no\" | route=none\\")),
      ])),
  .unreachable(.unconnected(host: "/run/lmtp", port: nil, tried: [.init("/run/lmtp", .system("ENOENT"))])),
  .tls(
    TLSFacts(
      version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", cipherBits: 256, group: "x25519", isResumed: true,
      serverName: "mx.example",
      chain: [
        CertificateFacts(
          subject: "CN=mx.example, O=Example \"A\"", issuer: "CN=Example CA",
          altNames: ["DNS:mx.example", "IP Address:192.0.2.7"], notBefore: 1_767_225_600,
          notAfter: 1_798_761_600,
          key: "EC 256 bits", signature: "ecdsa-with-SHA256", sha256: "3a"),
        CertificateFacts(
          subject: "CN=Example CA", issuer: "CN=Example CA", altNames: [], notBefore: 0,
          notAfter: 4_102_444_800,
          key: "", signature: "x", sha256: ""),
      ],
      verifyErrors: [.init(depth: 1, code: 19, text: "self-signed certificate in certificate chain")],
      isVerified: false, nameCheck: .init(name: "mx.example", matches: true), duration: 2_900_000,
      seenAt: 1_795_446_245)),
  .tls(TLSFacts(version: "TLSv1.2", cipher: "x", cipherBits: 128, isVerified: true)),
  .tlsFailed(
    TLSFailure(.handshake, problem: .serverBroken, errors: ["one", "two | =\""], isServersDoing: true)),
  .tlsFailed(TLSFailure(.ciphers, "HIGH | \"x\"")),
  .tlsFailed(
    TLSFailure(
      .handshake, problem: .plainText, isServersDoing: true, lines: [Array("220 x\u{1B}".utf8), [0xFF]])),
  .tlsNotTrusted(.wrongName("mx.example")),
  .tlsNotTrusted(.notLookedAt), .tlsNotTrusted(.verified),
  .tlsNotTrusted(.notVerified(.init(depth: 1, code: 19, text: "self-signed certificate"))),
  .leftOut(replies: 40_000, octets: 80_000),
  .discarded(octets: 12, lines: [Array("250 x\r".utf8), [0xFF, 0x22, 0x7C]]),
  .message(size: 100, sha256: "3a"), .message(size: 100, sha256: nil),
  .messageStopped(.interrupted, sent: 4096, open: 0),
  .messageStopped(.file("cannot read x: no"), sent: 1, open: 0),
  .messageStopped(.noFile("cannot read x: no"), sent: 0, open: 0),
  .messageStopped(.notBegun("cannot read x: no"), sent: 0, open: 0), .chunkStopped(announced: 345, sent: 6),
  .messageStopped(.answered, sent: 9, open: 0), .messageStopped(.connection, sent: 9, open: 0), .notSent(.busy),
  .timedOut(.handshake, seconds: 300, rule: nil),
  .timedOut(.reply(.endOfData), seconds: 600, rule: .rfc(5321, "4.5.3.2.6")),
  .timedOut(.reply(.command(.other)), seconds: 3, rule: nil),
  .timedOut(.write, seconds: 180, rule: .document("somebody's: rule")), .waitGivenUp(.reply(.command(.rcpt))),
  .waitGivenUp(.handshake), .waitGivenUp(.write), .messageStopped(.interrupted, sent: nil, open: 35),
  .waitGivenUp(.reply(.connection)), .closed(byServer: true, reason: nil, isExpected: false),
  .closed(byServer: false, reason: nil, isExpected: true),
  .closed(byServer: true, reason: .system("ECONNRESET"), isExpected: false), .notSent(.closed),
  .notSent(.notReady),
  .notSent(.noTarget), .loginStopped(.unexpectedChallenge, isBegun: true),
  .loginStopped(.nulInCredentials, isBegun: false), .loginStopped(.noHMACMD5, isBegun: true),
  .setting(name: "eol", value: "lf"), .settingRefused(name: "eol", value: "", expected: "crlf, lf, cr or none"),
  .recording(.to("a b.smtp")), .recording(.none), .recording(.ends), .recording(.from("x")),
  .recording(.link("a b.smtp", to: "/c d.smtp")),
  .recording(.failed("cannot write x: no space")), .recording(.refused("cannot write x: no")),
  .expectation(place: "a.smtp:3", failure: "expected 250", differences: ["one", "two"]),
  .expectation(place: "a.smtp:3", failure: nil, differences: ["one"]),
  .runEnded(summary: "passed a.smtp", passed: true),
  .note("what another program said", level: .bad, details: ["more"]), .note("", level: .info, details: []),
  .unknown(
    EventLine("dane", [.init("usage", "3"), .init("text", "a b")], text: "what it says"),
    more: [EventLine("more", [.init("x", "y")], text: "and that")]),
]

struct EventTests {
  @Test func levelsAreSaidAndNotGuessed() {
    #expect(Event.resolved(host: "mx.failed.example", addresses: [], took: 0).level == .info)
    #expect(Event.closed(byServer: true, reason: nil, isExpected: false).level == .bad)
    #expect(Event.closed(byServer: true, reason: nil, isExpected: true).level == .info)
    #expect(Event.closed(byServer: true, reason: .tls, isExpected: true).level == .bad)
    #expect(
      Event.mx(domain: "x", .null, took: 0).level == .bad
        && Event.mx(domain: "x", .implicit, took: 0).level == .info)
  }

  @Test func phasesAreThoseOfTheConnection() {
    #expect(
      everyEvent.compactMap(\.phase).map(\.name) == ["DNS", "TCP", "TCP", "TLS", "TLS"])
    #expect(Event.resolved(host: "x", addresses: [], took: 7).phase?.duration == 7)
  }
}
