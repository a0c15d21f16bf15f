import Foundation
import NetworkFacts
import NIOCore
import NIOEmbedded
import NIOPosix
import Sandbox
import SMTP
import SMTPCore
import Testing
import Transcript

@testable import SMTPSession

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

  /// A server can put into a challenge what it was told: the reply is masked, and the event has no text of it.
  @Test func aChallengeThatEchoesThePasswordIsNotSaid() throws {
    let bench = try Bench("good")
    var persona = Persona("echo", "answers every line with the response of PLAIN")
    persona.wire = .other(
      greeting: "220 mx.example\r\n",
      answer: "334 \(Base64.encode(Array("\0alice\0wonderland".utf8)).text)\r\n", closes: false)
    let echo = try SandboxServer.start(.init(persona: persona), on: group) { _ in }.wait()
    defer { _ = try? echo.stop().wait() }
    bench.session.connect(to: Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: echo.port)))
    bench.settle()
    bench.session.authenticate(.plain, user: "alice", password: "wonderland")
    bench.settle { _ in bench.notation.contains("C: *\nS: 334") }
    for _ in 0..<10 { bench.look() }
    #expect(bench.notation.contains("AUTH cancelled: the challenge is not one that the mechanism has\nC: *"))
    #expect(!bench.notation.contains("wonderland") && !bench.notation.contains("AGFsaWNl"), "\(bench.notation)")
    #expect(bench.notation.split(separator: "\n").count { $0 == "C: *" } == 1, "it cancels once")
  }

  /// RFC 4954 §4: a challenge that is no Base64 is cancelled, and a response that makes AUTH too long waits for one.
  @Test func whatAChallengeHasToBe() throws {
    for (challenge, line) in [("Username:", "C: *"), ("VXNlcm5hbWU6", "C: ${secret:auth-login-1}")] {
      let bench = try Self.answering("334 \(challenge)\r\n")
      bench.session.authenticate(.login, user: "alice", password: "wonderland")
      bench.settle { _ in bench.notation.contains(line) }
      #expect(bench.notation.contains("S: 334 \(challenge)\n"), "\(bench.notation)")
    }
    let bench = try Self.answering("334 \r\n")
    bench.session.authenticate(.plain, user: "alice", password: String(repeating: "w", count: 500))
    bench.settle { _ in bench.notation.contains("C: ${secret:") }
    #expect(bench.notation.contains("C: AUTH PLAIN\n"), "\(bench.notation)")
  }

  /// A session with a server that answers every line with the same one.
  private static func answering(_ answer: String) throws -> Bench {
    let bench = try Bench("good")
    var persona = Persona("same", "answers every line with the same one")
    persona.wire = .other(greeting: "220 mx.example\r\n", answer: answer, closes: false)
    let server = try SandboxServer.start(.init(persona: persona), on: MultiThreadedEventLoopGroup.singleton) {
      _ in
    }.wait()
    bench.session.connect(to: Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: server.port)))
    bench.settle()
    return bench
  }

  /// A login in the middle of a message would be delivered as its text, and one that was refused answers no challenge later.
  @Test func aLoginIsNoPartOfAMessage() throws {
    let bench = try Bench("good", atOnce: true)
    bench.send(
      "EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>", "DATA")
    bench.session.authenticate(.plain, user: "alice", password: "wonderland")
    bench.settle()
    #expect(
      !bench.notation.contains("C: AUTH PLAIN") && bench.notation.contains("not sent: a message is on its way"))
    bench.send("x", ".", "AUTH LOGIN")
    #expect(bench.notation.hasSuffix("S: 334 VXNlcm5hbWU6"), "\(bench.notation.suffix(300))")
  }

  @Test func exactOctetsGoOut() throws {
    let bench = try Bench("good")
    bench.session.sendRaw(Outgoing("NOOP\nRSET\r\nQU"))
    bench.session.sendRaw(Outgoing("IT\r\n"))
    bench.settle { $0.connection == .closed }
    #expect(bench.notation.contains("C: NOOP\\n\\c"))
    #expect(bench.status.worstReply == 2 && bench.notation.contains("S: 221"), "all three came over")
  }

  /// The network may take the last piece long before the server answers.
  @Test func thatAMessageIsOutIsToldBeforeTheReply() throws {
    try withFolder { folder in
      try "Subject: x\n\nhello\n".write(toFile: folder + "/m.eml", atomically: true, encoding: .utf8)
      let loop = EmbeddedEventLoop()
      let updates = try UpdateQueue<SessionUpdate>()
      let driver = SessionDriver(loop: loop, options: SessionOptions(), recording: .none, clock: nil) {
        updates.put($0)
      }
      driver.channel = EmbeddedChannel(loop: loop)
      driver.startStream(try MessageStream(path: folder + "/m.eml"))
      #expect(updates.drain().last?.status.message?.size == 18)
    }
  }

  /// Once DATA is sent, only a message or the end of the connection follows.
  @Test func aMessageThatCannotBeReadIsNotBegun() throws {
    try withFolder { folder in
      mkfifo(folder + "/fifo", 0o600)
      try Data([0xFF, 0xFE, 0x53, 0]).write(to: URL(fileURLWithPath: folder + "/wide"))
      let bench = try Bench("good")
      bench.send("EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>")
      for (file, why) in [
        ("none", "No such file or directory"), ("", "Is a directory"), ("fifo", "it is a FIFO"),
        ("wide", "it is UTF-16, little-endian"),
      ] {
        bench.session.sendMessage(file: "\(folder)/\(file)", wantsDigest: false)
        bench.settle()
        let last = bench.notation.split(separator: "\n").last ?? ""
        #expect(last.contains(why) && last.hasSuffix("; nothing was sent"), "\(last)")
      }
      #expect(!bench.notation.contains("C: DATA") && bench.status.problems == .file)
    }
  }

  /// A dot at its end would deliver what is there.
  @Test func aMessageThatGetsShorterMeanwhileEndsTheConnection() throws {
    try withFolder { folder in
      let path = folder + "/m.eml"
      try String(repeating: "x\n", count: 1_000_000).write(toFile: path, atomically: true, encoding: .utf8)
      let loop = EmbeddedEventLoop()
      let updates = try UpdateQueue<SessionUpdate>()
      let driver = SessionDriver(loop: loop, options: SessionOptions(), recording: .none, clock: nil) {
        updates.put($0)
      }
      let channel = EmbeddedChannel(loop: loop)
      driver.channel = channel
      driver.conversation = SessionCore(kind: .smtp, options: SessionOptions(), firstID: 0)
      driver.status.connection = .open
      let message = try MessageStream(path: path)
      truncate(path, 300_000)
      driver.startStream(message)
      let notation = updates.drain().flatMap(\.entries).flatMap(NotationWriter.shown).joined(separator: "\n")
      #expect(notation.contains("it has become shorter: 300000 of 2000000 octets were there"), "\(notation)")
      #expect(driver.status.connection == .closed && driver.status.problems.contains(.file))
      var sent: [UInt8] = []
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { sent += buffer.readableBytesView }
      #expect(sent.count > 300_000 && !sent.suffix(5).elementsEqual(Array("\r\n.\r\n".utf8)))
    }
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
      let written = try String(contentsOfFile: folder + "/r.smtp", encoding: .utf8)
      #expect(written.hasSuffix(" recording state=ends | recording ends here\n"), "\(written)")
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

  /// What is over stays over, in the next connection as well.
  @Test func aRecordingThatEndedIsNotTakenUpAgain() throws {
    try withFolder { folder in
      let bench = try Bench("good", recording: .file(folder + "/r.smtp"))
      bench.session.record(to: "off")
      bench.session.connect(to: nil)
      bench.settle()
      bench.send("NOOP")
      #expect(bench.status.recordPath == nil && bench.notation.contains("C: NOOP"))
      #expect(try !String(contentsOfFile: folder + "/r.smtp", encoding: .utf8).contains("NOOP"))
    }
  }

  @Test func aRecordingSaysThatNoHandshakeIsWanted() throws {
    try withFolder { folder in
      let bench = try Bench("strict", recording: .file(folder + "/r.smtp")) { $0.startsTLS = false }
      bench.send("EHLO client.example")
      let written = try String(contentsOfFile: folder + "/r.smtp", encoding: .utf8)
      #expect(written.contains(" setting name=starttls value=off | "))
    }
  }

  @Test func nothingIsSentIntoAMessageThatIsOnItsWay() throws {
    try withFolder { folder in
      let path = folder + "/m.eml"
      try String(repeating: "x\n", count: 3_000_000).write(toFile: path, atomically: true, encoding: .utf8)
      let bench = try Bench("good")
      bench.send("EHLO client.example", "MAIL FROM:<alice@client.example>", "RCPT TO:<bob@sandbox.example>")
      bench.session.sendMessage(file: path, wantsDigest: false)
      bench.session.send([Outgoing("RSET")])
      bench.session.sendRaw(Outgoing("RSET\r\n"))
      bench.session.sendMessage(file: path, wantsDigest: false)
      bench.settle()
      #expect(
        bench.notation.split(separator: "\n").count { $0.contains("not sent: a message is on its way") } == 3)
      #expect(!bench.notation.contains("C: RSET") && bench.notation.contains("message of 6000000 octets"))
    }
  }

  /// What this side was told wrong ends the connection at once, and is not put on the server.
  @Test(arguments: [Target.Scheme.smtp, .smtps]) func aMistakeInTLSOptionsIsOurs(_ scheme: Target.Scheme) throws
  {
    let server = try SilentServer("220 mx.example\r\n", "220 go\r\n")
    let bench = try Bench("good") { $0.tls.certificateFile = "/nonexistent.pem" }
    bench.session.connect(to: Target(scheme: scheme, endpoint: .host("127.0.0.1", port: server.port)))
    bench.settle { scheme == .smtp || $0.connection == .closed }
    if scheme == .smtp { bench.send("STARTTLS") }
    bench.settle { $0.connection == .closed }
    #expect(bench.notation.contains("this side's doing") && bench.notation.contains("client certificate"))
    #expect(bench.notation.hasSuffix("connection closed") && !bench.findings.contains(.closedUnannounced))
  }

  /// A server that speaks plain text where TLS is due has not closed the connection.
  @Test func whoEndsAHandshakeThatCannotBeIsThisSide() throws {
    let server = try SilentServer("220 mx.example ESMTP\r\n", "")
    let bench = try Bench("good")
    bench.session.connect(to: Target(scheme: .smtps, endpoint: .host("127.0.0.1", port: server.port)))
    bench.settle { $0.connection == .closed }
    #expect(bench.notation.contains("use STARTTLS") && !bench.findings.contains(.closedUnannounced))
  }

  /// 220 to STARTTLS, and then nothing.
  @Test func aSilentHandshakeEnds() throws {
    let server = try SilentServer("220 mx.example\r\n", "220 go\r\n")
    let bench = try Bench("good") { $0.timeout = 1 }
    bench.session.connect(to: Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: server.port)))
    bench.settle()
    bench.send("STARTTLS")
    bench.settle { $0.connection == .closed }
    #expect(bench.notation.contains("no end of the TLS handshake within 1.0 s"))
    #expect(!bench.notation.contains("TLS failed"))
    #expect(bench.status.problems.contains(.connection))
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
