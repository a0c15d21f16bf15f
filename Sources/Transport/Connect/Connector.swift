// From a target to an open channel: resolving, happy eyeballs (RFC 8305), and an account of every address that
// was tried. Belongs to no protocol.

import NetworkFacts
import NIOCore
import NIOPosix

import Glibc

/// Opens connections on one event loop.
package struct Connector: Sendable {
  private let loop: any EventLoop
  private let timeout: TimeAmount
  private let report: @Sendable (ConnectEvent) -> Void

  /// - Parameters:
  ///   - report: called for every event, on the loop.
  package init(on loop: any EventLoop, timeout: TimeAmount, report: @escaping @Sendable (ConnectEvent) -> Void)
  {
    self.loop = loop
    self.timeout = timeout
    self.report = report
  }

  /// Connects.
  ///
  /// - Parameter prepare: sets up the pipeline of the channel that is tried; called once an address.
  /// - Returns: the channel, which reads nothing before its `autoRead` is switched on, or a failed future with
  ///   a `ConnectFailure`.
  package func connect(
    to target: Target, prepare: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    switch target.endpoint {
    case .unix(let path):
      return account(of: path) { bootstrap(prepare).connect(unixDomainSocketPath: path) }
        .flatMapErrorThrowing { error in throw Self.failure(error, to: path, nil) }
    case .host(let host, let port):
      if let address = try? SocketAddress(ipAddress: host, port: port) {
        return account(of: address.ipAddress ?? host) { bootstrap(prepare).connect(to: address) }
          .flatMapErrorThrowing { error in throw Self.failure(error, to: host, port) }
      }
      return resolve(host, port).flatMap { addresses in
        bootstrap(prepare, isWatched: true).resolver(KnownAddresses(addresses, loop)).connect(
          host: host, port: port
        )
        .flatMapErrorThrowing { error in throw Self.failure(error, to: host, port) }
      }
    }
  }

  /// Tells of the attempt of an address that is the only one: there is no other whose attempt has to be told apart.
  private func account(
    of address: String, _ attempt: () -> EventLoopFuture<any Channel>
  ) -> EventLoopFuture<any Channel> {
    let started = NIODeadline.now()
    let report = report
    let future = attempt()
    // Before whoever waits for the channel: what is said first is that it is connected.
    future.whenComplete { result in
      let duration = (NIODeadline.now() - started).nanoseconds
      switch result {
      case .success: report(.connected(address: address, duration: duration))
      case .failure(let error):
        report(.failed(address: address, reason: NetworkError(error), duration: duration))
      }
    }
    return future
  }

  /// - Parameter isWatched: each attempt tells of itself, since there may be several at a time.
  private func bootstrap(
    _ prepare: @escaping @Sendable (any Channel) throws -> Void, isWatched: Bool = false
  ) -> ClientBootstrap {
    let report = report
    return ClientBootstrap(group: loop).connectTimeout(timeout)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try Self.setReading(channel, false)
          if isWatched { try channel.pipeline.syncOperations.addHandler(ConnectWatcher(report)) }
          try prepare(channel)
        }
      }
  }

  /// Has a channel read by itself, or not; on its loop.
  package static func setReading(_ channel: any Channel, _ reads: Bool) throws {
    try channel.syncOptions?.setOption(.autoRead, value: reads)
  }

  // MARK: Resolving

  private func resolve(_ host: String, _ port: Int) -> EventLoopFuture<[SocketAddress]> {
    let started = NIODeadline.now()
    let report = report
    let late = ConnectFailure.unresolved(
      host: host, .noAnswer(seconds: Int(timeout.nanoseconds / 1_000_000_000)))
    return offLoop(late: .failure(late)) { Self.systemResolve(host, port) }.flatMapThrowing { result in
      let duration = (NIODeadline.now() - started).nanoseconds
      switch result {
      case .success(let addresses):
        report(.resolved(host: host, addresses: addresses.map { $0.ipAddress ?? "?" }, duration: duration))
        return addresses
      case .failure(let failure): throw failure
      }
    }
  }

  /// Runs what blocks on a thread of its own, and waits for it as long as for an address. The resolver cannot be stopped:
  /// its thread ends when it does.
  ///
  /// - Parameters:
  ///   - late: what comes of it where it takes longer.
  package func offLoop<T: Sendable>(late: T, _ work: @escaping @Sendable () -> T) -> EventLoopFuture<T> {
    let pool = NIOThreadPool(numberOfThreads: 1)
    pool.start()
    let promise = loop.makePromise(of: T.self)
    let timer = loop.scheduleTask(in: timeout) { promise.succeed(late) }
    // What comes second is dropped.
    pool.runIfActive(eventLoop: loop, work).whenComplete { result in
      timer.cancel()
      promise.completeWith(result)
      pool.shutdownGracefully { _ in }
    }
    return promise.futureResult
  }

  /// The system's resolver, in the order of RFC 6724.
  private static func systemResolve(_ host: String, _ port: Int) -> Result<[SocketAddress], ConnectFailure> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard status == 0 else { return .failure(.unresolved(host: host, NetworkError(resolver: status))) }
    var addresses: [SocketAddress] = []
    var next = list
    while let info = next?.pointee {
      if let raw = info.ai_addr {
        switch info.ai_family {
        case AF_INET:
          addresses.append(
            raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) })
        case AF_INET6:
          addresses.append(
            raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) })
        default: break
        }
      }
      next = info.ai_next
    }
    return .success(addresses)
  }

  // MARK: Failing

  private static func failure(_ error: any Error, to host: String, _ port: Int?) -> ConnectFailure {
    if let failure = error as? ConnectFailure { return failure }
    guard let failure = error as? NIOConnectionError else {
      return .unconnected(host: host, port: port, tried: [.init(host, NetworkError(error))])
    }
    return .unconnected(
      host: host, port: port,
      tried: failure.connectionErrors.map { .init($0.target.ipAddress ?? "?", NetworkError($0.error)) })
  }
}

/// Sees one attempt of one address, and leaves the pipeline when it is decided.
private final class ConnectWatcher: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = ByteBuffer
  private let report: @Sendable (ConnectEvent) -> Void

  init(_ report: @escaping @Sendable (ConnectEvent) -> Void) { self.report = report }

  func connect(context: ChannelHandlerContext, to address: SocketAddress, promise: EventLoopPromise<Void>?) {
    let started = NIODeadline.now()
    let name = address.ipAddress ?? address.pathname ?? "?"
    let report = report
    let promise = promise ?? context.eventLoop.makePromise()
    promise.futureResult.whenComplete { result in
      let duration = (NIODeadline.now() - started).nanoseconds
      switch result {
      case .success: report(.connected(address: name, duration: duration))
      case .failure(let error as ChannelError) where error == .ioOnClosedChannel || error == .alreadyClosed:
        report(.abandoned(address: name, duration: duration))
      case .failure(let error): report(.failed(address: name, reason: NetworkError(error), duration: duration))
      }
    }
    context.connect(to: address, promise: promise)
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }
}

/// Gives addresses that are known already to NIO's happy eyeballs.
private final class KnownAddresses: Resolver, Sendable {
  private let v4: EventLoopFuture<[SocketAddress]>
  private let v6: EventLoopFuture<[SocketAddress]>

  init(_ addresses: [SocketAddress], _ loop: any EventLoop) {
    v4 = loop.makeSucceededFuture(addresses.filter { $0.protocol == .inet })
    v6 = loop.makeSucceededFuture(addresses.filter { $0.protocol == .inet6 })
  }

  func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { v4 }
  func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { v6 }
  func cancelQueries() {}
}
