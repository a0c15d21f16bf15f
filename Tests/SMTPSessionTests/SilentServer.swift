import NIOCore
import NIOPosix

/// A server that says one thing when somebody connects, one thing to what it hears first, and then nothing more.
final class SilentServer: Sendable {
  let port: Int
  private let channel: any Channel

  init(_ greeting: String, _ reply: String) throws {
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(greeting, reply))
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    port = channel.localAddress?.port ?? 0
  }

  deinit { channel.close(promise: nil) }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let greeting: String
    private var reply: String?

    init(_ greeting: String, _ reply: String) {
      self.greeting = greeting
      self.reply = reply
    }

    func channelActive(context: ChannelHandlerContext) { say(greeting, context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if let reply { say(reply, context) }
      reply = nil
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
      context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }
  }
}
