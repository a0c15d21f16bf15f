import NIOCore
import NIOPosix
import SMTP
import SMTPCore
import Synchronization
import Testing

@testable import SMTPSession

struct BacklogTests {
  @Test func tooMuchIsSaidAndSoIsThatItIsLess() {
    let backlog = Backlog()
    #expect(!backlog.add(Backlog.most))
    #expect(!backlog.take(Backlog.most), "nobody waits for that")
    #expect(!backlog.add(Backlog.most) && backlog.add(1))
    #expect(!backlog.take(Backlog.most / 2), "that is still a lot")
    #expect(backlog.take(Backlog.most / 2))
    #expect(!backlog.take(1), "it is said once")
  }

  /// A server that talks on and on while nobody deals with what it says is not read from; when somebody does, it is. In the
  /// meantime nothing is overdue.
  @Test func whoIsBehindIsNotGivenMore() throws {
    let server = try SilentServer("220 server.example\r\n", String(repeating: line, count: Self.lines))
    let updates = try UpdateQueue<SessionUpdate>()
    let session = Session(
      on: MultiThreadedEventLoopGroup.singleton.next(), options: SessionOptions(), recording: .none
    ) { updates.put($0) }
    session.connect(to: .init(scheme: .smtp, endpoint: .host("127.0.0.1", port: server.port)))
    var held: [SessionUpdate] = []
    var replies = 0
    let latest = ContinuousClock().now + .seconds(60)
    while held.last?.status.dialogue?.phase != .connected, ContinuousClock().now < latest {
      held += updates.drain()
    }
    session.send(Array(repeating: Outgoing("NOOP"), count: Self.lines))
    // As much comes as may wait, and then nothing.
    var weight = 0
    var end = latest
    while ContinuousClock().now < end {
      held += updates.drain()
      weight = held.reduce(0) { $0 + $1.weight }
      if weight > Backlog.most, end == latest { end = ContinuousClock().now + .milliseconds(500) }
    }
    #expect(weight > Backlog.most && weight < Backlog.most * 3, "\(weight)")
    while replies < Self.lines, ContinuousClock().now < latest {
      for update in held {
        for entry in update.entries { if case .received = entry.content { replies += 1 } }
        session.took(update)
      }
      held = updates.drain()
    }
    #expect(replies >= Self.lines)
    try session.shutdown().wait()
  }

  private static let lines = 300
  private var line: String { "250 " + String(repeating: "x", count: 40_000) + "\r\n" }
}
