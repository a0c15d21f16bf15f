import NetworkFacts
import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

/// Client and server over two embedded channels: no socket, every octet in sight.
struct TLSHandlerTests {
  private final class Box {
    var result: Result<TLSFacts, TLSFailure>?
  }

  private struct Pair {
    let client = EmbeddedChannel()
    let server = EmbeddedChannel()
    let report = Box()

    /// Carries octets to and fro until both are silent.
    func pump() throws {
      var moved = true
      while moved {
        moved = false
        while let octets = try client.readOutbound(as: ByteBuffer.self) {
          try server.writeInbound(octets)
          moved = true
        }
        while let octets = try server.readOutbound(as: ByteBuffer.self) {
          try client.writeInbound(octets)
          moved = true
        }
      }
    }
  }

  private func handshake(_ identity: TLSIdentity, _ options: TLSOptions, host: String) throws -> Pair {
    let pair = Pair()
    try pair.server.pipeline.syncOperations.addHandler(
      TLSHandler(TLSContext.server(identity), role: .server) { _ in })
    try pair.client.pipeline.syncOperations.addHandler(
      TLSHandler(TLSContext.client(options), role: .client(options, host: host)) { [report = pair.report] in
        report.result = $0
      })
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
    try pair.server.connect(to: address).wait()
    try pair.client.connect(to: address).wait()
    try pair.pump()
    return pair
  }

  private func identity(
    _ name: String = "mx.example", until: Int = 86_400, selfSigned: Bool = false, from: Int = -3600
  )
    throws -> TLSIdentity
  {
    try .make(
      .init(commonName: name, altNames: "DNS:\(name)", from: from, until: until, isSelfSigned: selfSigned))
  }

  @Test func dataGoesBothWays() throws {
    let pair = try handshake(identity(), TLSOptions(), host: "mx.example")
    try pair.client.writeOutbound(ByteBuffer(string: "EHLO x\r\n"))
    try pair.pump()
    #expect(try pair.server.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "EHLO x\r\n"))
    let large = ByteBuffer(repeating: 0x41, count: 200_000)
    try pair.server.writeOutbound(large)
    try pair.pump()
    var got = ByteBuffer()
    while var piece = try pair.client.readInbound(as: ByteBuffer.self) { got.writeBuffer(&piece) }
    #expect(got == large)
  }

  @Test func theReportTellsEverything() throws {
    let report = try #require(try handshake(identity(), TLSOptions(), host: "mx.example").report.result).get()
    #expect(report.version == "TLSv1.3" && report.cipherBits >= 128 && report.group?.isEmpty == false)
    #expect(report.serverName == "mx.example")
    #expect(report.chain.count == 2 && report.chain[0].subject == "CN=mx.example")
    #expect(!report.isVerified && report.nameCheck == .init(name: "mx.example", matches: true))
    #expect(report.verifyErrors.first?.depth == 1)
    let days = try #require(report.daysLeft)
    #expect(report.seenAt > 1_700_000_000 && ((report.chain[0].notAfter ?? 0) - report.seenAt) / 86_400 == days)
  }

  @Test func badCertificatesAreTold() throws {
    let expired = try #require(
      try handshake(identity(until: -60, from: -7200), TLSOptions(), host: "mx.example").report.result
    ).get()
    #expect(expired.verifyErrors.contains { $0.text == "certificate has expired" && $0.depth == 0 })
    let other = try #require(
      try handshake(identity("other.example"), TLSOptions(), host: "mx.example").report.result
    ).get()
    #expect(other.nameCheck?.matches == false)
    let own = try #require(
      try handshake(identity(selfSigned: true), TLSOptions(), host: "mx.example").report.result
    ).get()
    #expect(own.verifyErrors.map(\.text) == ["self-signed certificate"])
  }

  @Test func nobodyLooksWithVerifyOff() throws {
    var options = TLSOptions()
    options.verify = .off
    let report = try #require(try handshake(identity(), options, host: "mx.example").report.result).get()
    #expect(report.nameCheck == nil && report.verifyErrors.isEmpty && !report.isTrusted)
    #expect(report.verdict == .notLookedAt)
  }

  @Test func versionsCanBeSet() throws {
    var options = TLSOptions()
    options.maximum = .tls1_2
    let report = try #require(try handshake(identity(), options, host: "mx.example").report.result).get()
    #expect(report.version == "TLSv1.2")
  }

  @Test func plainTextInsteadOfAHandshakeIsNamed() throws {
    let pair = Pair()
    try pair.client.pipeline.syncOperations.addHandler(
      TLSHandler(TLSContext.client(TLSOptions()), role: .client(TLSOptions(), host: "mx.example")) {
        [report = pair.report] in report.result = $0
      })
    try pair.client.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try pair.client.writeInbound(ByteBuffer(string: "220 mx.example ESMTP\r\n"))
    guard case .failure(let failure)? = pair.report.result else {
      Issue.record("no failure")
      return
    }
    #expect(failure.step == .handshake && failure.problem == .notTLS && !failure.isServersDoing)
    #expect(failure.errors.contains { $0.contains("wrong version number") })
    #expect(failure.lines == [Array("220 mx.example ESMTP".utf8)])
  }

  @Test func theEndInTheMiddleIsTheServersFault() throws {
    let pair = Pair()
    try pair.client.pipeline.syncOperations.addHandler(
      TLSHandler(TLSContext.client(TLSOptions()), role: .client(TLSOptions(), host: "mx.example")) {
        [report = pair.report] in report.result = $0
      })
    try pair.client.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    _ = try pair.client.finish()
    guard case .failure(let failure)? = pair.report.result else {
      Issue.record("no failure")
      return
    }
    #expect(failure.isServersDoing)
  }
}
