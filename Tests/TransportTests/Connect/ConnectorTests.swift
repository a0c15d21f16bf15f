import Dispatch
import Glibc
import NetworkFacts
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Transport

struct ConnectorTests {
  private func connect(_ target: Target) -> (result: Result<any Channel, any Error>, events: [ConnectEvent]) {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let seen = Seen()
    let connector = Connector(on: loop, timeout: .seconds(5)) { seen.add($0) }
    let result = Result { try connector.connect(to: target) { _ in }.wait() }
    return (result, seen.all)
  }

  private final class Seen: Sendable {
    private let list = Mutex<[ConnectEvent]>([])
    func add(_ event: ConnectEvent) { list.withLock { $0.append(event) } }
    var all: [ConnectEvent] { list.withLock { $0 } }
  }

  private func listener() throws -> any Channel {
    try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).wait()
  }

  @Test func anAddressIsTriedAndTold() throws {
    let server = try listener()
    let port = try #require(server.localAddress?.port)
    let (result, events) = connect(Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: port)))
    try result.get().close().wait()
    guard case .connected("127.0.0.1", _)? = events.last else {
      Issue.record("\(events)")
      return
    }
    try server.close().wait()
  }

  /// The resolver has no time-out that a user could set.
  @Test func aResolverThatTakesLongerIsNotWaitedFor() throws {
    let connector = Connector(on: MultiThreadedEventLoopGroup.singleton.next(), timeout: .milliseconds(50)) {
      _ in
    }
    let gate = DispatchSemaphore(value: 0)
    #expect(
      try connector.offLoop(late: "late") {
        gate.wait(); return "done"
      }.wait() == "late")
    gate.signal()
    let patient = Connector(on: MultiThreadedEventLoopGroup.singleton.next(), timeout: .seconds(60)) { _ in }
    #expect(try patient.offLoop(late: "late") { "done" }.wait() == "done")
  }

  @Test func aNameIsResolvedFirst() throws {
    let server = try listener()
    let port = try #require(server.localAddress?.port)
    let (result, events) = connect(Target(scheme: .smtp, endpoint: .host("localhost", port: port)))
    try result.get().close().wait()
    guard case .resolved("localhost", let addresses, _)? = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(addresses.contains("127.0.0.1"))
    try server.close().wait()
  }

  /// A socket that has a port and does not listen: nobody else gets the port meanwhile.
  private func deafSocket() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    try #require(isBound)
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  @Test func aClosedPortIsRefused() throws {
    let (descriptor, port) = try deafSocket()
    defer { close(descriptor) }
    let (result, events) = connect(Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: port)))
    guard case .failure(let error as ConnectFailure) = result else {
      Issue.record("connected")
      return
    }
    #expect(
      error
        == .unconnected(
          host: "127.0.0.1", port: port, tried: [.init("127.0.0.1", .system("ECONNREFUSED"))]))
    guard case .failed("127.0.0.1", .system("ECONNREFUSED"), _)? = events.first else {
      Issue.record("\(events)")
      return
    }
  }

  // RFC 6761 §6.4: .invalid never resolves.
  @Test func aNameThatIsNotThere() {
    let (result, _) = connect(Target(scheme: .smtp, endpoint: .host("nowhere.invalid", port: 25)))
    guard case .failure(let error as ConnectFailure) = result else {
      Issue.record("connected")
      return
    }
    guard case .unresolved("nowhere.invalid", .system(let name)) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(name.hasPrefix("EAI_"))
  }

  @Test func aUnixSocketThatIsNotThere() {
    let (result, _) = connect(Target(scheme: .lmtp, endpoint: .unix(path: "/nonexistent/socket")))
    guard case .failure(let error as ConnectFailure) = result else {
      Issue.record("connected")
      return
    }
    #expect(
      error
        == .unconnected(
          host: "/nonexistent/socket", port: nil, tried: [.init("/nonexistent/socket", .system("ENOENT"))]))
  }
}
