// The embedded server: NIO around SandboxDialogue. It listens on loopback addresses only.

import NIOCore
import NIOPosix
import Transport

/// A running sandbox.
package final class SandboxServer: Sendable {
  /// The port it listens on.
  package let port: Int
  private let channel: any Channel

  private init(_ channel: any Channel, _ port: Int) {
    self.channel = channel
    self.port = port
  }

  /// Settings of a sandbox.
  package struct Options: Sendable {
    /// Who answers on all connections.
    package var persona: Persona
    /// A loopback address.
    package var host = "127.0.0.1"
    /// 0: any free port.
    package var port = 0
    /// TLS at once, as on port 465.
    package var isTLSAtOnce = false

    /// A sandbox on any free port of 127.0.0.1.
    package init(persona: Persona) { self.persona = persona }
  }

  /// Starts a sandbox.
  ///
  /// - Parameters:
  ///   - accepted: called for every message taken, on an event loop.
  package static func start(
    _ options: Options, on group: any EventLoopGroup, accepted: @escaping @Sendable (AcceptedMessage) -> Void
  ) -> EventLoopFuture<SandboxServer> {
    let loop = group.next()
    let persona = options.persona
    let greylist = persona.greylistSeconds == nil ? nil : Greylist()
    let isTLSAtOnce = options.isTLSAtOnce
    return loop.submit { try NIOLoopBound(serverContext(persona.certificate), eventLoop: loop) }.flatMap {
      context in
      ServerBootstrap(group: loop)
        .serverChannelOption(.backlog, value: 128)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let client = channel.remoteAddress?.ipAddress ?? "?"
            let dialogue = SandboxDialogue(persona, greylist: greylist, client: client)
            let handler = SandboxHandler(dialogue, persona, context.value, isTLSAtOnce: isTLSAtOnce, accepted)
            try channel.pipeline.syncOperations.addHandler(handler)
          }
        }
        .bind(host: options.host, port: options.port)
        .map { SandboxServer($0, $0.localAddress?.port ?? options.port) }
    }
  }

  /// A certificate of the kind the persona wants, made now.
  private static func serverContext(_ kind: Persona.Certificate) throws -> TLSContext {
    let names = "DNS:sandbox.example,DNS:localhost,IP:127.0.0.1,IP:::1"
    let day = 86_400
    switch kind {
    case .good:
      return try .server(
        .make(.init(commonName: "sandbox.example", altNames: names, until: 30 * day, isSelfSigned: false)))
    case .expired:
      return try .server(
        .make(
          .init(
            commonName: "sandbox.example", altNames: names, from: -90 * day, until: -3 * day,
            isSelfSigned: false)))
    case .wrongHost:
      return try .server(
        .make(
          .init(
            commonName: "elsewhere.example", altNames: "DNS:elsewhere.example", until: 30 * day,
            isSelfSigned: false)))
    case .selfSigned:
      return try .server(
        .make(.init(commonName: "sandbox.example", altNames: names, until: 30 * day, isSelfSigned: true)))
    }
  }

  /// Done when the sandbox has stopped listening.
  package var closed: EventLoopFuture<Void> { channel.closeFuture }

  /// Stops listening; connections that stand go on.
  package func stop() -> EventLoopFuture<Void> { channel.close() }
}

/// One connection.
private final class SandboxHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var dialogue: SandboxDialogue
  private let persona: Persona
  private let tls: TLSContext
  private let isTLSAtOnce: Bool
  private let accepted: @Sendable (AcceptedMessage) -> Void
  private var waiting: ArraySlice<SandboxDialogue.Action> = []
  private var isPaused = false
  /// Replies that wait to be sent, at which nothing more is read.
  private static let mostWaiting = 100
  private var isReading = true
  private var idle: Scheduled<Void>?

  init(
    _ dialogue: SandboxDialogue, _ persona: Persona, _ tls: TLSContext, isTLSAtOnce: Bool,
    _ accepted: @escaping @Sendable (AcceptedMessage) -> Void
  ) {
    self.dialogue = dialogue
    self.persona = persona
    self.tls = tls
    self.isTLSAtOnce = isTLSAtOnce
    self.accepted = accepted
  }

  func channelActive(context: ChannelHandlerContext) {
    if isTLSAtOnce {
      startTLS(context) { handler, context in
        handler.dialogue.tlsStarted()
        handler.run(handler.dialogue.greet(), context)
      }
    } else {
      run(dialogue.greet(), context)
    }
    watch(context)
  }

  func channelInactive(context: ChannelHandlerContext) { idle?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let time = Double(NIODeadline.now().uptimeNanoseconds) / 1e9
    run(dialogue.received(unwrapInboundIn(data).readableBytesView, at: time), context)
    pace(context)
    watch(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    pace(context)
    context.fireChannelWritabilityChanged()
  }

  /// A client that does not read its replies is not read from: what it has coming is bounded.
  private func pace(_ context: ChannelHandlerContext) {
    let reads = context.channel.isWritable && waiting.count < Self.mostWaiting
    guard reads != isReading, context.channel.isActive else { return }
    isReading = reads
    do { try Connector.setReading(context.channel, reads) } catch { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// A client that says nothing for five minutes is let go (RFC 5321 §4.5.3.2.7).
  private func watch(_ context: ChannelHandlerContext) {
    idle?.cancel()
    idle = context.eventLoop.assumeIsolated().scheduleTask(in: .minutes(5)) {
      var buffer = context.channel.allocator.buffer(capacity: 64)
      buffer.writeString("421 4.4.2 \(self.persona.domain) timed out\r\n")
      context.writeAndFlush(self.wrapOutboundOut(buffer), promise: nil)
      context.close(promise: nil)
    }
  }

  private func run(_ actions: [SandboxDialogue.Action], _ context: ChannelHandlerContext) {
    waiting += actions
    if !isPaused { carryOut(context) }
  }

  private func carryOut(_ context: ChannelHandlerContext) {
    while !waiting.isEmpty {
      if let pause = persona.tarpitMilliseconds, case .send? = waiting.first {
        isPaused = true
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(pause))) {
          self.isPaused = false
          self.carryOutFirst(context)
          context.flush()
          self.carryOut(context)
          self.pace(context)
        }
        return
      }
      carryOutFirst(context)
    }
    context.flush()
  }

  private func carryOutFirst(_ context: ChannelHandlerContext) {
    guard context.channel.isActive, !waiting.isEmpty else {
      waiting.removeAll()
      return
    }
    switch waiting.removeFirst() {
    case .send(let octets):
      context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: octets)), promise: nil)
    case .accept(let message): accepted(message)
    case .close:
      context.flush()
      context.close(promise: nil)
    case .startTLS:
      context.flush()
      startTLS(context) { handler, _ in handler.dialogue.tlsStarted() }
    }
  }

  private func startTLS(
    _ context: ChannelHandlerContext, then work: @escaping (SandboxHandler, ChannelHandlerContext) -> Void
  ) {
    do {
      let handler = try TLSHandler(tls, role: .server) { [weak self] result in
        guard let self, case .success = result else { return }
        work(self, context)
      }
      try context.pipeline.syncOperations.addHandler(handler, position: .first)
    } catch {
      context.close(promise: nil)
    }
  }
}
