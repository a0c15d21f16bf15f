import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Sandbox
import Testing

/// The sandbox over real sockets: what it says itself is SandboxDialogueTests' business.
struct SandboxServerTests {
  /// A client that sends what it is told and keeps what comes, until the server closes.
  private final class Client: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let text = NIOLockedValueBox("")
    let first: EventLoopPromise<Void>

    init(_ first: EventLoopPromise<Void>) { self.first = first }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      text.withLockedValue { $0 += String(buffer: unwrapInboundIn(data)) }
      first.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) { first.succeed() }
  }

  private static let group = MultiThreadedEventLoopGroup.singleton

  /// Connects, waits for the greeting, sends lines in one piece, and waits until the server has closed.
  ///
  /// - Returns: everything the server said.
  private static func converse(_ port: Int, _ lines: String...) throws -> String {
    let loop = group.next()
    let client = Client(loop.makePromise())
    let channel = try ClientBootstrap(group: loop).channelInitializer { $0.pipeline.addHandler(client) }
      .connect(host: "127.0.0.1", port: port).wait()
    let late = loop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
    try client.first.futureResult.wait()
    channel.writeAndFlush(ByteBuffer(string: lines.map { $0 + "\r\n" }.joined()), promise: nil)
    try channel.closeFuture.wait()
    late.cancel()
    return client.text.withLockedValue { $0 }
  }

  private static func start(
    _ persona: String, accepted: @escaping @Sendable (AcceptedMessage) -> Void = { _ in }
  ) throws -> SandboxServer {
    try SandboxServer.start(.init(persona: try #require(Persona.named(persona))), on: group, accepted: accepted)
      .wait()
  }

  @Test(arguments: Personas.all.map(\.name)) func everyPersonaListens(_ name: String) throws {
    let server = try Self.start(name)
    let client = try ClientBootstrap(group: Self.group).connect(host: "127.0.0.1", port: server.port).wait()
    #expect(server.port > 0)
    try? client.close().wait()
    try server.stop().wait()
    try server.closed.wait()
  }

  /// What a client has coming that does not read it is bounded: at some point it is not read from any more.
  @Test func aClientThatDoesNotReadIsNotReadFrom() throws {
    let server = try Self.start("good")
    let loop = Self.group.next()
    let channel = try ClientBootstrap(group: loop).channelOption(.autoRead, value: false)
      .channelOption(.socketOption(.so_sndbuf), value: 16_384)
      .channelOption(.socketOption(.so_rcvbuf), value: 16_384)
      .connect(host: "127.0.0.1", port: server.port).wait()
    // Their replies are more than the sockets take, and so are they.
    let lines = ByteBuffer(string: String(repeating: "EHLO client.example\r\n", count: 30_000))
    let written = channel.writeAndFlush(lines)
    let isTaken = NIOLockedValueBox(false)
    written.whenSuccess { isTaken.withLockedValue { $0 = true } }
    try loop.scheduleTask(in: .seconds(2)) {}.futureResult.wait()
    #expect(!isTaken.withLockedValue { $0 })
    // Read, all of it goes on.
    try channel.setOption(.autoRead, value: true).wait()
    try written.wait()
    try channel.close().wait()
    try server.stop().wait()
  }

  @Test func aConversationEndsWithItsQuit() throws {
    let server = try Self.start("good")
    let text = try Self.converse(server.port, "NOOP", "QUIT", "NOOP")
    let codes = text.split(separator: "\r\n").map { String($0.prefix(4)) }
    #expect(codes == ["220 ", "250 ", "221 "], "\(text)")
    try server.stop().wait()
  }

  @Test func aMessageIsHandedOver() throws {
    let messages = NIOLockedValueBox<[AcceptedMessage]>([])
    let server = try Self.start("good") { message in messages.withLockedValue { $0.append(message) } }
    _ = try Self.converse(
      server.port, "EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>",
      "DATA",
      "Subject: x", "", "..", ".", "QUIT")
    let taken = messages.withLockedValue { $0 }
    #expect(taken.map(\.sender) == ["a@client.example"] && taken.map(\.recipients) == [["bob@sandbox.example"]])
    #expect(
      taken.first.map { String(decoding: $0.octets, as: UTF8.self) }?.hasSuffix("Subject: x\r\n\r\n.\r\n")
        == true)
    try server.stop().wait()
  }

  /// A dialogue is one connection's; who was greylisted is the server's.
  @Test func connectionsShareTheGreylistAndNothingElse() throws {
    let server = try Self.start("greylist")
    let lines = [
      "EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>", "QUIT",
    ]
    let first = try Self.converse(server.port, lines[0], lines[1], lines[2], lines[3])
    let second = try Self.converse(server.port, lines[1], lines[3])
    #expect(first.contains("\r\n450 4.2.0 "), "\(first)")
    #expect(second.contains("\r\n503 "), "nobody said EHLO in this one: \(second)")
    try server.stop().wait()
  }

  @Test func afterItStopsNothingListens() throws {
    let server = try Self.start("good")
    let port = server.port
    try server.stop().wait()
    try server.closed.wait()
    #expect(throws: (any Error).self) {
      try ClientBootstrap(group: Self.group).connect(host: "127.0.0.1", port: port).wait()
    }
  }
}
