import NetworkFacts
import NIOCore
import NIOEmbedded
import NIOPosix
import SMTP
import SMTPCore
import Testing
import Transcript

@testable import SMTPSession

/// The connection: what servers do to it, and what TLS does.
struct SessionDriverTests {
  @Test func everyPhaseIsTimed() throws {
    let bench = try Bench("good", atOnce: true)
    #expect(bench.status.phases.map(\.name) == ["TCP", "TLS", "greeting"])
    #expect(bench.status.dialogue?.answered.isTLS == true)
  }

  @Test(arguments: [
    ("expired", "certificate has expired"), ("selfsigned", "self-signed certificate"),
    ("wronghost", "is not for 127.0.0.1"),
  ])
  func badCertificates(_ persona: String, _ text: String) throws {
    let bench = try Bench(persona, atOnce: true)
    #expect(bench.notation.contains(text))
    #expect(bench.status.connection == .open, "a debugger goes on")
  }

  @Test func requireEndsTheConnection() throws {
    let bench = try Bench("expired") { $0.tls.verify = .require }
    bench.send("EHLO client.example", "STARTTLS")
    #expect(bench.status.connection == .closed && bench.status.problems.contains(.tls))
    #expect(bench.notation.contains("ended here because of --tls-verify require"))
  }

  @Test func tlsAtOnceOnAPlainPort() throws {
    let bench = try Bench("good")
    let port = bench.server.port
    bench.session.connect(to: Target(scheme: .smtps, endpoint: .host("127.0.0.1", port: port)))
    bench.settle()
    #expect(bench.notation.contains("TLS failed") && bench.notation.contains("wrong version number"))
    #expect(bench.notation.contains("use STARTTLS"))
    #expect(bench.status.problems.contains(.tls) && bench.status.connection == .closed)
  }

  @Test func aConnectionThatIsDropped() throws {
    let bench = try Bench("drop")
    bench.send(
      "EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>", "DATA", "x", ".")
    #expect(bench.status.connection == .closed && bench.status.problems == .connection)
    #expect(bench.findings == [.closedUnannounced])
  }

  @Test func a421IsAnnounced() throws {
    let bench = try Bench("shutdown:NOOP")
    bench.session.send([Outgoing("NOOP")])
    bench.settle { $0.connection == .closed }
    #expect(bench.notation.contains("S: 421 4.3.2") && bench.findings.isEmpty)
    #expect(bench.status.connection == .closed)
  }

  @Test func aTimeOutIsAFactNotAnEnd() throws {
    let bench = try Bench("http") { $0.timeout = 1 }
    #expect(bench.notation.contains("no greeting within 1.0 s"))
    #expect(bench.status.connection == .open && bench.status.problems == .connection)
  }

  /// A write that fails tells of the connection's end before the line is noted; in the transcript the line comes first.
  @Test func theChannelsNewsWaitForWhatIsBeingSent() {
    let driver = SessionDriver(
      loop: EmbeddedEventLoop(), options: SessionOptions(), recording: .none, clock: nil
    ) { _ in }
    driver.status.connection = .open
    driver.holdingNews {
      driver.inactive(generation: 0)
      #expect(driver.status.connection == .open)
    }
    #expect(driver.status.connection == .closed)
  }

  /// What an old connection still tells is not about the new one.
  @Test func lateNewsOfAnOldConnectionChangesNothing() {
    let driver = SessionDriver(
      loop: EmbeddedEventLoop(), options: SessionOptions(), recording: .none, clock: nil
    ) { _ in }
    driver.conversation = SessionCore(kind: .smtp, options: SessionOptions(), firstID: 0)
    driver.conversation?.receive(.connected(isTLS: false), at: 0)
    driver.status.connection = .open
    driver.generation = 2
    driver.received(ByteBuffer(string: "220 mx.example ESMTP\r\n"), generation: 1)
    driver.caught(TLSFailure(.session, errors: ["x"]), generation: 1)
    driver.inactive(generation: 1)
    #expect(driver.status.connection == .open && driver.status.problems.isEmpty)
    #expect(
      driver.conversation?.dialogue.phase == .greeting && driver.conversation?.takeEntries().isEmpty == true)
    driver.received(ByteBuffer(string: "220 mx.example ESMTP\r\n"), generation: 2)
    #expect(driver.conversation?.dialogue.phase == .connected)
    driver.inactive(generation: 2)
    #expect(driver.status.connection == .closed && driver.status.problems == .connection)
  }

  /// While a name is looked up, or an address is tried, there is no channel to close.
  @Test func anAttemptToConnectCanBeGivenUp() {
    for giveUp in [{ $0.close() }, { $0.reset() }, { $0.interrupt() }] as [(SessionDriver) -> Void] {
      let driver = SessionDriver(
        loop: EmbeddedEventLoop(), options: SessionOptions(), recording: .none, clock: nil
      ) { _ in }
      driver.status.connection = .connecting
      driver.generation = 3
      giveUp(driver)
      #expect(driver.status.connection == .closed && driver.generation == 4)
    }
  }

  /// The name in the handshake and in the certificate is that of the host that is talked to, not the domain's.
  @Test func aHostOfTheMXBecomesTheTarget() throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let target = try loop.submit {
      let driver = SessionDriver(loop: loop, options: SessionOptions(), recording: .none, clock: nil) { _ in }
      driver.connect(
        .hosts([.init(preference: 10, host: "127.0.0.1"), .init(preference: 20, host: "127.0.0.2")]),
        of: Target(scheme: .smtp, endpoint: .host("client.example", port: 1)))
      defer { _ = driver.shutdown() }
      return driver.status.target
    }.wait()
    #expect(target == Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: 1)))
  }

  @Test func nothingListens() throws {
    let bench = try Bench("good")
    let port = bench.server.port
    try bench.server.stop().wait()
    bench.session.connect(to: Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: port)))
    bench.settle()
    #expect(bench.notation.contains("Connection refused") && bench.notation.contains("nothing listens there"))
    #expect(bench.status.problems == .connection)
  }

  @Test func injectedPlainText() throws {
    let bench = try Bench("injected")
    bench.send("EHLO client.example", "STARTTLS", "EHLO client.example")
    #expect(bench.findings.contains(.starttlsInjection))
    #expect(bench.notation.contains("octets of plain text behind the 220"))
    #expect(bench.status.tls != nil, "and the handshake went on")
  }
}
