import Foundation
import NetworkFacts
import NIOPosix
import Sandbox
import SMTP
import SMTPCore
import SMTPSession
import Testing
import Transcript

/// A session on a sandbox, driven line by line: real sockets, real TLS.
final class Bench {
  let session: Session
  let server: SandboxServer
  private let queue: UpdateQueue<SessionUpdate>
  private(set) var entries: [TranscriptEntry] = []
  private(set) var status: SessionStatus

  init(
    _ persona: String, atOnce: Bool = false, recording: RecordingPolicy = .none,
    _ change: (inout SessionOptions) -> Void = { _ in }
  ) throws {
    var options = SessionOptions()
    change(&options)
    let queue = try UpdateQueue<SessionUpdate>()
    var server = SandboxServer.Options(persona: try #require(Persona.named(persona)))
    server.isTLSAtOnce = atOnce
    self.server = try SandboxServer.start(server, on: MultiThreadedEventLoopGroup.singleton) { _ in }.wait()
    self.queue = queue
    status = SessionStatus(options: options)
    session = Session(on: MultiThreadedEventLoopGroup.singleton.next(), options: options, recording: recording)
    {
      queue.put($0)
    }
    session.connect(
      to: Target(scheme: atOnce ? .smtps : .smtp, endpoint: .host("127.0.0.1", port: self.server.port)))
    settle()
  }

  deinit {
    _ = try? session.shutdown().wait()
    _ = try? server.stop().wait()
  }

  /// Waits until everything was carried out and nothing is on its way any more; ten seconds at most.
  ///
  /// - Parameter isDone: what has to be the case besides, for what the server does by itself.
  func settle(until isDone: (SessionStatus) -> Bool = { _ in true }) {
    for _ in 0..<1000 {
      look()
      if status.handled >= session.requested, !status.isBusy, isDone(status) { return }
    }
    Issue.record("the session did not settle: \(status)")
  }

  /// Takes what comes within 10 ms; true when nothing did.
  @discardableResult
  func look() -> Bool {
    var descriptor = pollfd(fd: queue.descriptor, events: Int16(POLLIN), revents: 0)
    poll(&descriptor, 1, 10)
    let updates = queue.drain()
    for update in updates {
      entries += update.entries
      status = update.status
    }
    return updates.isEmpty
  }

  /// A reply is waited for on an open connection.
  var isWaiting: Bool { status.connection == .open && status.wait != nil }

  func send(_ lines: String...) {
    for line in lines {
      session.send([Outgoing(line)])
      settle()
    }
  }

  var notation: String { entries.flatMap(NotationWriter.shown).joined(separator: "\n") }
  var findings: [Rule] { entries.flatMap { $0.findings.map(\.rule) } }
}

struct SessionTests {
  @Test func aMessageThroughTLSAndAuth() throws {
    let bench = try Bench("strict")
    bench.send("EHLO client.example", "STARTTLS", "EHLO client.example")
    #expect(bench.status.tls?.nameCheck?.matches == true)
    bench.session.authenticate(.cramMD5, user: Persona.user, password: Persona.password)
    bench.settle()
    #expect(bench.status.dialogue?.answered.isAuthenticated == true)
    bench.send(
      "MAIL FROM:<alice@sandbox.example>", "RCPT TO:<bob@elsewhere.example>", "DATA", "Subject: x", "", "hello",
      ".")
    #expect(bench.notation.contains("S: 250 2.0.0 Ok: queued"))
    bench.send("QUIT")
    #expect(bench.status.connection == .closed && bench.status.problems.isEmpty)
    #expect(!bench.notation.contains(Persona.password))
    #expect(bench.status.phases.map(\.name) == ["TCP", "greeting", "TLS"])
  }

  @Test(arguments: SASLMechanism.table.map(\.name.rawValue)) func everyMechanism(_ name: String) throws {
    let mechanism = try #require(SASLMechanism(named: name))
    let bench = try Bench("good", atOnce: true)
    bench.send("EHLO client.example")
    bench.session.authenticate(mechanism, user: Persona.user, password: Persona.password)
    bench.settle()
    #expect(bench.notation.contains("S: 235 2.7.0"))
    #expect(!bench.notation.contains(Persona.password))
  }

  @Test func aWrongPassword() throws {
    let bench = try Bench("good", atOnce: true)
    bench.send("EHLO client.example")
    bench.session.authenticate(.plain, user: Persona.user, password: "not-the-password")
    bench.settle()
    #expect(bench.notation.contains("S: 535 5.7.8") && !bench.notation.contains("not-the-password"))
  }

  @Test func aGroupGoesOutInOnePiece() throws {
    let bench = try Bench("good")
    bench.send("EHLO client.example")
    bench.session.send(
      [
        "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>", "RCPT TO:<unknown@sandbox.example>",
        "DATA",
      ].map { Outgoing($0) })
    bench.settle()
    #expect(bench.status.dialogue?.phase == .mailText && bench.findings.isEmpty)
  }

  @Test func aMessageFromAFile() throws {
    try withFolder { folder in
      try "Subject: x\n\n.dot\n".write(toFile: folder + "/m.eml", atomically: true, encoding: .utf8)
      let bench = try Bench("good")
      bench.send("EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>")
      bench.session.sendMessage(file: folder + "/m.eml", wantsDigest: true)
      bench.settle()
      #expect(bench.notation.contains("S: 250 2.0.0 Ok: queued, 20 octets"))
      #expect(bench.notation.contains(":data \(folder)/m.eml size=17 sha256="))
    }
  }

  @Test func aFileThatIsNotThereLeavesTheUserInMailText() throws {
    let bench = try Bench("good")
    bench.send("EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>", "DATA")
    bench.session.sendMessage(file: "/nonexistent")
    bench.settle()
    #expect(bench.notation.contains("cannot read /nonexistent"))
    #expect(bench.notation.hasSuffix("a dot alone would send an empty message"))
    #expect(bench.status.dialogue?.phase == .mailText && bench.status.problems == .file)
    bench.send(".")
    #expect(bench.notation.contains("S: 250 2.0.0"))
  }

  @Test func sendingWithoutAConnectionIsSaid() throws {
    let bench = try Bench("good")
    bench.send("QUIT", "NOOP")
    #expect(bench.notation.hasSuffix("not sent: there is no connection\n*   try: :connect"))
  }

  @Test func theSameServerAgain() throws {
    let bench = try Bench("good")
    bench.send("QUIT")
    bench.session.connect(to: nil)
    bench.settle()
    #expect(bench.status.connection == .open)
    #expect(bench.entries.map(\.id) == Array(0..<bench.entries.count), "ids go on counting")
  }

  @Test func aSessionIsRecordedAsItHappens() throws {
    try withFolder { folder in
      let bench = try Bench("good", recording: .file(folder + "/s.smtp"))
      bench.send("EHLO client.example")
      let text = try String(contentsOfFile: folder + "/s.smtp", encoding: .utf8)
      // Where a millisecond has gone by, a line says so.
      let lines = text.split(separator: "\n").filter { $0.wholeMatch(of: /\* \d+\.\d{3}/) == nil }
      #expect(lines.first == ":session 2")
      #expect(lines.joined(separator: "\n").contains("\nC: EHLO client.example\nS: 250-sandbox.example\n"))
    }
  }
}
