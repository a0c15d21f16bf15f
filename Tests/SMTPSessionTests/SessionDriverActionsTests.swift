import NetworkFacts
import NIOPosix
import Sandbox
import SMTP
import Testing

private let group = MultiThreadedEventLoopGroup.singleton

/// What the user asks of a session.
struct SessionDriverActionsTests {
  @Test func settingsTakeEffectAtOnce() throws {
    let bench = try Bench("good")
    bench.session.set("eol", "lf")
    bench.send("NOOP")
    #expect(bench.notation.contains("C: NOOP\\n\\c"))
    bench.session.set("eol", "sideways")
    bench.settle()
    #expect(bench.notation.contains("eol is not set to \"sideways\": crlf, lf, cr or none"))
  }

  @Test func exactOctetsGoOut() throws {
    let bench = try Bench("good")
    bench.session.sendRaw(Outgoing("NOOP\nRSET\r\nQU"))
    bench.session.sendRaw(Outgoing("IT\r\n"))
    bench.settle { $0.connection == .closed }
    #expect(bench.notation.contains("C: NOOP\\n\\c"))
    #expect(bench.status.worstReply == 2 && bench.notation.contains("S: 221"), "all three came over")
  }

  @Test func recordingStartsAndEnds() throws {
    try withFolder { folder in
      let bench = try Bench("good")
      bench.session.record(to: nil)
      bench.settle()
      #expect(bench.notation.contains("this session is not recorded"))
      bench.session.record(to: folder + "/r.smtp")
      bench.send("NOOP")
      #expect(bench.status.recordPath == folder + "/r.smtp")
      bench.session.record(to: "off")
      bench.settle()
      #expect(bench.status.recordPath == nil)
      bench.session.record(to: "/nonexistent/r.smtp")
      bench.settle()
      #expect(bench.notation.contains("cannot write /nonexistent/r.smtp"))
    }
  }

  @Test func closingKeepsTheTranscript() throws {
    let bench = try Bench("good")
    bench.send("NOOP")
    bench.session.close()
    bench.settle()
    #expect(bench.status.connection == .closed && bench.status.problems.isEmpty)
    #expect(bench.notation.contains("S: 250 2.0.0 Ok") && bench.notation.hasSuffix("connection closed"))
  }

  @Test func aWaitIsInterrupted() throws {
    let bench = try Bench("good")
    // A web server takes the connection and says nothing.
    let silent = try SandboxServer.start(.init(persona: try #require(Persona.named("http"))), on: group) { _ in
    }.wait()
    bench.session.connect(to: Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: silent.port)))
    for _ in 0..<500 where !bench.isWaiting { bench.look() }
    bench.session.interrupt()
    bench.settle()
    #expect(bench.notation.contains("given up"))
    try silent.stop().wait()
  }
}
