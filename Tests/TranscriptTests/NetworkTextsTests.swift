import NetworkFacts
import SMTPGuide
import Testing
import Transcript

struct NetworkTextsTests {
  private let certificate = CertificateFacts(
    subject: "CN=mx.example", issuer: "CN=Example CA", altNames: ["DNS:mx.example"], notBefore: 1_767_225_600,
    notAfter: 1_798_761_600, key: "EC 256 bits", signature: "ecdsa-with-SHA256", sha256: "3a")

  private func facts(
    errors: [TLSFacts.VerifyError] = [], seenAt: Int64 = 0, isVerified: Bool = true,
    name: TLSFacts.NameCheck? = .init(
      name: "mx.example", matches: true)
  ) -> TLSFacts {
    TLSFacts(
      version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", cipherBits: 256, group: "x25519",
      serverName: "mx.example", chain: [certificate], verifyErrors: errors, isVerified: isVerified,
      nameCheck: name, duration: 1, seenAt: seenAt)
  }

  @Test func theVerdictNamesTheFirstFault() {
    #expect(facts().verdict.text == "certificate verified")
    #expect(facts(name: nil).verdict.text == "certificate not looked at")
    #expect(
      facts(name: .init(name: "b.example", matches: false)).verdict.text == "certificate is not for b.example")
    let expired = TLSFacts.VerifyError(depth: 0, code: 10, text: "certificate has expired")
    let errors = facts(
      errors: [expired, .init(depth: 1, code: 19, text: "self-signed")], isVerified: false,
      name: .init(name: "b.example", matches: false))
    #expect(errors.verdict.text == "certificate not verified: certificate has expired")
    #expect(errors.summary == "TLSv1.3 TLS_AES_256_GCM_SHA384 x25519, \(errors.verdict.text)")
  }

  @Test(
    arguments: [
      (1_790_000_000, "101 days left"), (1_798_761_600, "0 days left"), (1_799_000_000, "expired 2 days ago"),
      (1_700_000_000, "not valid yet"),
    ] as [(Int64, String)])
  func theDaysThatAreLeft(_ now: Int64, _ text: String) {
    let lines = facts(seenAt: now).lines()
    #expect(lines.contains { $0.hasSuffix(", " + text) }, "\(lines)")
  }

  @Test func linesSayAll() {
    let lines = facts(seenAt: 1_790_000_000).lines()
    for part in [
      "cipher TLS_AES_256_GCM_SHA384, 256 bits, key exchange x25519", "name sent (SNI): mx.example",
      "certificate 0: CN=mx.example", "  names: DNS:mx.example", "  issuer: CN=Example CA",
      "  key EC 256 bits, signed with ecdsa-with-SHA256", "  SHA-256 3a", "✓ the chain leads to a trusted CA",
      "✓ the certificate is for mx.example",
    ] { #expect(lines.contains(part), "\(part) in \(lines)") }
    let bad = facts(
      errors: [.init(depth: 1, code: 19, text: "self-signed certificate in chain")], isVerified: false,
      name: .init(name: "b.example", matches: false)
    ).lines()
    #expect(bad.contains("✗ at depth 1: self-signed certificate in chain (X509_V_ERR 19)"))
    #expect(bad.contains("✗ the certificate is not for b.example"))
    #expect(!bad.contains { $0.hasPrefix("✓") })
    #expect(
      TLSFacts(version: "TLSv1.2", cipher: "x", cipherBits: 1).lines().last
        == "the server presented no certificate")
  }

  @Test func everyStepAndProblemOfTLSHasWords() {
    for step in TLSFailure.Step.allCases {
      #expect(Texts.text("handshake.step.\(step.rawValue)") != nil, "\(step)")
      let failure = TLSFailure(step, "x", errors: ["error:0A000086"])
      #expect(failure.text.hasSuffix(": error:0A000086") && !failure.advice.isEmpty)
    }
    for problem in TLSFailure.Problem.allCases {
      #expect(Texts.text("handshake.advice.\(problem.rawValue)") != nil, "\(problem)")
    }
  }

  /// A date that cannot be read is no 1970, and thousands of names are not all said.
  @Test func whatACertificateDoesNotSayIsNotMadeUp() {
    let names = ["DNS:a,DNS:b.example"] + (1..<60).map { "DNS:h\($0).example" }
    let certificate = CertificateFacts(
      subject: "CN=x", issuer: "CN=x", altNames: names, notBefore: nil, notAfter: nil, key: "", signature: "",
      sha256: "")
    let lines = TLSFacts(version: "TLSv1.3", cipher: "x", cipherBits: 1, chain: [certificate]).lines()
    #expect(lines.contains("  valid (no date that can be read) to (no date that can be read)"), "\(lines)")
    #expect(lines.contains { $0.hasSuffix("DNS:h49.example and 10 more") })
    #expect(lines.contains { $0.contains("\"DNS:a,DNS:b.example\", DNS:h1.example") })
  }

  /// The port is the right one where STARTTLS was accepted.
  @Test func plainTextBehindSTARTTLSIsNoWrongPort() {
    let failure = TLSFailure(.handshake, problem: .notTLS, lines: [Array("HTTP/1.0 400".utf8)])
    let event = Event.tlsFailed(failure.behindSTARTTLS)
    #expect(event.details[0] == "S: HTTP/1.0 400" && event.details[1] == "the server's doing")
    #expect(!event.details.contains { $0.contains("use STARTTLS") })
    #expect(Event.tlsFailed(failure).details.contains { $0.contains("use STARTTLS") })
    #expect(TLSFailure(.handshake, problem: .ended).behindSTARTTLS.problem == .ended)
  }

  @Test func aFailureOfTLSSaysWhatAndWhatToDo() {
    let failure = TLSFailure(.handshake, problem: .notTLS, errors: ["wrong version number"])
    #expect(failure.text == "TLS handshake: wrong version number" && failure.advice.contains("use STARTTLS"))
    #expect(
      TLSFailure(.handshake, problem: .ended).text == "the connection ended in the middle of the TLS handshake")
    let log = TLSFailure(.keyLog, "/no/x", problem: .file)
    #expect(log.text == "key log /no/x: cannot be written" && log.advice.contains("SSLKEYLOGFILE"))
  }

  @Test func anErrorWithoutWordsIsNamed() {
    #expect(NetworkError.system("ECONNREFUSED").text == "Connection refused")
    #expect(NetworkError.system("EOVERFLOW").text == "EOVERFLOW")
    #expect(NetworkError.system("EOVERFLOW").advice == "check host, port and network")
    #expect(NetworkError.noAnswer(seconds: 10).text == "no answer within 10 s")
    #expect(NetworkError.noAnswer(seconds: 10).advice == NetworkError.system("ETIMEDOUT").advice)
  }

  @Test func aFailureToConnectNamesEachAddress() {
    let refused = NetworkError.system("ECONNREFUSED")
    #expect(
      ConnectFailure.unconnected(host: "192.0.2.7", port: 25, tried: [.init("192.0.2.7", refused)]).text
        == "cannot connect to 192.0.2.7 port 25: Connection refused")
    #expect(
      ConnectFailure.unconnected(
        host: "mx.example", port: 25,
        tried: [.init("2001:db8::7", .system("ENETUNREACH")), .init("192.0.2.7", refused)]
      ).text
        == "cannot connect to mx.example port 25: 2001:db8::7: Network is unreachable; 192.0.2.7: Connection refused"
    )
    #expect(
      ConnectFailure.unresolved(host: "x.example", .system("EAI_NONAME")).text
        == "cannot resolve x.example: Name or service not known")
  }

  @Test func everyAnswerToAQuestionAfterMXHasWords() {
    let hosts = MXAnswer.sorted([
      .init(preference: 20, host: "b.example"), .init(preference: 10, host: "a.example"),
    ])
    #expect(hosts.text("x.example") == "MX of x.example: a.example (10), b.example (20)")
    #expect(MXAnswer.null.text("x.example").contains("takes no mail"))
    for answer in [MXAnswer.implicit, .null, .noSuchDomain, .temporaryFailure, .failure] {
      #expect(answer.text("x.example").contains("x.example"))
    }
  }
}
