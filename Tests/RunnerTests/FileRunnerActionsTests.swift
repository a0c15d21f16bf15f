// One row for each command that a session file knows: what it does, and what fails where its scope would be another.

import Foundation
import NetworkFacts
import NIOCore
import NIOPosix
import Sandbox
import SMTP
import SMTPCore
import SMTPSession
import Synchronization
import Testing
import Transcript

@testable import Runner
@testable import SessionFiles

struct FileRunnerActionsTests {
  /// A command's row. In the texts FOLDER is the folder of the files, and PORT the server's.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    /// A file that passes; nil: there is none, or none that needs no network.
    var passes: String?
    /// What stands in its recording.
    var shows: [String] = []
    /// What does not.
    var hides: [String] = []
    /// A file that is refused, or fails, and what is said then.
    let fails: String
    let failure: String

    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(
      name: "session", passes: ":session 1\nS: 220\n", shows: ["S: 220"], fails: ":session 9\n",
      failure: "newer than this program"),
    Row(
      name: "match", passes: ":set level off\n:match ${level}\nS: 550\n", shows: ["S: 220"],
      fails: ":match off\n:match code\nS: 550\n", failure: "expected 550"),
    Row(
      name: "allow",
      passes:
        ":set id rcpt-before-mail\n:allow ${id} mail-before-hello\nC: RCPT TO:<bob@sandbox.example>\nS: 503\n",
      shows: ["! rcpt-before-mail"],
      fails: "C: RCPT TO:<bob@sandbox.example>\nS: 503\n:allow rcpt-before-mail mail-before-hello\n",
      failure: "rcpt-before-mail"),
    Row(
      name: "expect", passes: ":set keyword SIZE\nC: EHLO x.example\nS: 250\n:expect capability ${keyword}\n",
      fails: ":expect capability SIZE\nC: EHLO x.example\nS: 250\n", failure: "no EHLO reply has come"),
    Row(
      name: "capture", passes: "S: 220\n:capture host /220 (\\S+)/\nC: EHLO ${host}\nS: 250\n",
      shows: ["C: EHLO sandbox.example"], fails: "S: 220\nC: EHLO ${host}\n:capture host /220 (\\S+)/\n",
      failure: "${host} has no value"),
    Row(
      name: "pause", passes: ":set time 20ms\n:pause ${time}\nC: NOOP\nS: 250\n", shows: ["C: NOOP"],
      fails: ":set time soon\n:pause ${time}\n", failure: "this is not a time"),
    Row(
      name: "timeout", passes: ":set time 7s\n:timeout ${time}\nC: NOOP\nS: 250\n",
      shows: ["timeout is 7"], fails: ":timeout 500ms\n", failure: "a time of a second or more"),
    Row(
      name: "pipeline",
      passes:
        "C: EHLO x.example\nS: 250\n:pipeline\nC: RSET\n:repeat 2\n:send RSET\\r\\n\n:end\n:end\nS: 250\nS: 250\nS: 250\n",
      shows: ["C: RSET\nC: RSET\nC: RSET\nS: 250"], fails: ":pipeline\n:split 2\nC: NOOP\n:end\n",
      failure: ":split 2 inside a :pipeline"),
    Row(
      name: "repeat", passes: ":set n 2\n:repeat ${n}\nC: NOOP\nS: 250\n:set n 9\n:end\n",
      shows: ["C: NOOP\nS: 250 2.0.0 Ok\nC: NOOP"], fails: ":repeat ${n}\nC: NOOP\n:end\n:set n 2\n",
      failure: "${n} has no value"),
    Row(
      name: "end", passes: ":repeat 2\nC: NOOP\nS: 250\n:end\nC: RSET\nS: 250\n", shows: ["C: RSET"],
      fails: "C: NOOP\n:end\n", failure: "no :pipeline or :repeat is open"),
    Row(
      name: "include", passes: ":include ${given}.smtp\nC: RSET\nS: 250\n",
      shows: ["C: NOOP\nS: 250 2.0.0 Ok\nC: RSET"], fails: ":set own part\n:include ${own}.smtp\n",
      failure: "${own} is not known when the file is read"),
    Row(
      name: "split", passes: "S: 220\n:set n 2\n:split ${n}\n:send NOOP\\r\\n\nS: 250\nC: RSET\nS: 250\n",
      shows: [":split 2\nC: NOOP\nS: 250", "C: RSET\nS: 250"], fails: ":split 2\n:auth plain alice\n",
      failure: ":split 2 stands in front of :auth"),
    Row(
      name: "nowait",
      passes:
        "C: EHLO x.example\nS: 250\nC: RSET\n:nowait\n:send RSET\\r\\n\nS: 250\nS: 250\nC: NOOP\nS: 250\n",
      shows: ["C: RSET"], fails: "C: EHLO x.example\nS: 250\nC: RSET\n:send RSET\\r\\n\nS: 250\nS: 250\n",
      failure: "the server owes no reply here"),
    Row(
      name: "drop", passes: "C: NOOP\nS: 250\n:drop\nS: eof\n", shows: ["connection closed"],
      fails: "S: 220\n:drop\nC: NOOP\n", failure: "there is no connection"),
    Row(
      name: "reset", passes: "C: NOOP\nS: 250\n:reset\nS: eof\n", shows: ["connection closed"],
      fails: "S: 220\n:reset\nC: NOOP\n", failure: "there is no connection"),
    Row(
      name: "data",
      passes:
        ":set name my  mail\nC: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\n:data FOLDER/${name}.eml\nS: 250\n",
      shows: ["C: DATA", "my  mail.eml size="],
      fails: "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\n:data FOLDER/none.eml\n",
      failure: "No such file or directory"),
    Row(
      name: "connect", passes: ":set host 127.0.0.1\n:connect ${host}:PORT\nS: 220\nC: NOOP\nS: 250\n",
      shows: [":connect 127.0.0.1:PORT"], fails: ":connect ${secret:password}\n",
      failure: "a secret cannot stand here"),
    Row(
      name: "close", passes: "C: NOOP\nS: 250\n:close\nS: eof\n", shows: ["connection closed"],
      fails: "S: 220\n:close\nC: NOOP\n", failure: "there is no connection"),
    Row(
      name: "starttls",
      passes: "C: EHLO x.example\nS: 250\n:starttls\nS: 220\n:set v tls1.2\n:expect tls.version >= ${v}\n",
      shows: ["C: STARTTLS\nS: 220"], fails: ":starttls now\n", failure: ":starttls takes no"),
    Row(
      name: "auth",
      passes:
        "C: EHLO x.example\nC: STARTTLS\nC: EHLO x.example\n:set user alice\n:auth plain ${user}\nS: 235\n",
      shows: ["C: AUTH PLAIN ${secret:auth-plain}"], hides: ["wonderland"], fails: ":auth plan alice\n",
      failure: "there is no such mechanism"),
    Row(
      name: "send", passes: ":set what NOOP\n:send ${what} ${secret:password}\\r\\n\nS: 250\n",
      shows: ["C: NOOP ${secret:password}\nS: 250"], hides: ["wonderland"], fails: ":send NOOP\\q\n",
      failure: "an escape that is none"),
    Row(name: "mx", fails: ":mx ${domain}\n", failure: "${domain} has no value"),
    Row(
      name: "set", passes: ":set v TLSv1.2\n:set tls.max ${v}\n:set a ${v}\nC: NOOP ${a}\nS: 250\n",
      shows: ["tls.max is 1.2", "C: NOOP TLSv1.2"], fails: ":set tls.max 1.4\n",
      failure: "tls.max cannot be this"),
    Row(
      name: "record", passes: ":set name r\n:record FOLDER/${name}.smtp\nC: NOOP\nS: 250\n",
      shows: ["/r.smtp from here on"], fails: ":set name ${secret:password}\n:record FOLDER/${name}\n",
      failure: "${name} holds a secret"),
    Row(
      name: "quit", passes: "C: NOOP\nS: 250\n:quit\nC: RSET\nS: 550\n", shows: ["C: NOOP"], hides: ["RSET"],
      fails: ":quit now\n", failure: ":quit takes no"),
    Row(name: "run", fails: ":run x.smtp\n", failure: ":run is for the console"),
    Row(name: "compare", fails: ":compare x.smtp\n", failure: ":compare is for the console"),
    Row(name: "tls", fails: ":tls\n", failure: ":tls is for the console"),
    Row(name: "caps", fails: ":caps\n", failure: ":caps is for the console"),
    Row(name: "timing", fails: ":timing\n", failure: ":timing is for the console"),
    Row(name: "explain", fails: ":explain 550\n", failure: ":explain is for the console"),
    Row(name: "help", fails: ":help\n", failure: ":help is for the console"),
    Row(name: "save", fails: ":save x\n", failure: ":save is for the console"),
    Row(name: "save-screen", fails: ":save-screen x\n", failure: ":save-screen is for the console"),
  ]

  @Test func everyCommandOfTheTablesHasARow() {
    let known = Set(SessionFileCommands.rows.map(\.name) + CommandTable.rows.map(\.name))
    #expect(Set(Self.rows.map(\.name)) == known && Self.rows.count == known.count)
  }

  @Test(arguments: rows.filter { $0.passes != nil }) func whatItDoes(_ row: Row) throws {
    let (problems, result, recording) = try Self.run(row.passes ?? "")
    #expect(problems.isEmpty, "\(problems)")
    #expect(result?.outcome == .passed, "\(result?.failures ?? []) \(recording)")
    for text in row.shows { #expect(recording.contains(text), "\(text) is not in:\n\(recording)") }
    for text in row.hides { #expect(!recording.contains(text), "\(text) is in:\n\(recording)") }
  }

  @Test(arguments: rows) func whatFails(_ row: Row) throws {
    let (problems, result, recording) = try Self.run(row.fails)
    let said = problems.map(\.description) + (result?.failures.compactMap(\.failure) ?? [])
    #expect(said.contains { $0.contains(row.failure) }, "\(said)\n\(recording)")
    #expect(!recording.contains("wonderland"))
  }

  /// Nobody is there to be asked: a file whose STARTTLS was refused, or that runs on another server, sends no login.
  @Test func aLoginWithoutTLSIsNotSent() throws {
    let login = "C: EHLO x.example\nS: 250\n:auth plain alice\n"
    let (_, refused, recording) = try Self.run(login)
    #expect(refused?.outcome == .failed && !recording.contains("C: AUTH"))
    #expect(refused?.failures.contains { $0.failure?.contains("--allow-cleartext-auth") == true } == true)
    #expect(
      try Self.run(":set cleartext-auth allow\n" + login).2.contains("C: AUTH PLAIN ${secret:auth-plain}"))
  }

  /// Runs a file on the sandbox: its mistakes, or its result and what a recording of it holds, without times.
  private static func run(_ text: String) throws -> ([SessionFileProblem], RunResult?, String) {
    let server = try SandboxServer.start(
      .init(persona: try #require(Persona.named("good"))), on: MultiThreadedEventLoopGroup.singleton
    ) { _ in }.wait()
    defer { _ = try? server.stop().wait() }
    let (problems, result, recording) = try run(text, port: server.port)
    return (problems, result, recording.replacing("\(server.port)", with: "PORT"))
  }

  static func run(_ text: String, port: Int) throws -> ([SessionFileProblem], RunResult?, String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = text.replacing("FOLDER", with: folder.path).replacing("PORT", with: "\(port)")
    for (name, text) in [
      ("t.smtp", text), ("part.smtp", "C: NOOP\nS: 250\n"), ("my  mail.eml", "Subject: x\n\ntext\n"),
    ] {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    var options = RunOptions()
    options.target = Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: port))
    options.keepsGoing = true
    options.variables.fix("given", Array("part".utf8))
    options.variables.set(secret: "password", Array(Persona.password.utf8))
    let path = folder.appendingPathComponent("t.smtp").path
    switch SessionFileLoader.load(path, variables: options.variables) {
    case .failure(let problems): return (problems.list, nil, "")
    case .success(let steps):
      let updates = try UpdateQueue<SessionUpdate>()
      let session = Session(
        on: MultiThreadedEventLoopGroup.singleton.next(), options: options.session, recording: .none
      ) { updates.put($0) }
      let program = SessionFileProgram("t.smtp", steps)
      if program.connects { options.target = nil }
      var runner = FileRunner(program, session, options)
      let result = runner.run(updates)
      try session.shutdown().wait()
      let lines = result.store.entries.flatMap(NotationWriter.recorded).map { line in
        line.hasPrefix("* ") && NotationWriter.time(of: String(line.dropFirst(2))) != nil
          ? String(line.drop { $0 != "." }.dropFirst(5)) : line
      }
      return ([], result, lines.joined(separator: "\n"))
    }
  }

  // MARK: What is refused

  @Test(arguments: [
    (":pause 1s ${x}\n", 8, "write :pause 2s"), (":session ${x}\n", 10, "write it out"),
    (":capture ${x} /a/\n", 10, "write :capture"), (":capture x /a${y}/\n", 14, "written \\$\\{"),
    ("S~ a${y}\n", 5, "written \\$\\{"), (":set ${x} 3\n", 6, "letters"),
    (":set tls.max 1${x\n", 15, "${name}"),
    (":expect ${fact} 3\n", 9, "write it out"), (":expect time ${sign} 2s\n", 14, "write it out"),
    (":connect mx.${secret:d}\n", 13, "secrets go into C: lines"), (":data a\\q.eml\n", 8, "there are \\r"),
    (":include ${x}\n", 10, "--set x=VALUE"), (":include ${uuid}\n", 10, "--set"),
    (":include ${secret:x}\n", 10, "secrets go into"),
    (":split 2\n:connect a\nC: x\n", 1, "it holds for a C: line"),
    (":nowait\nS: 220\n", 1, "leave it out"),
    (":pipeline\n:set x 3\nC: ${x}\n:end\n", 1, "in front of :pipeline"),
    (":set timeout\n", 2, "write :set NAME VALUE"), (":auth plain\n", 2, "write :auth MECHANISM USER"),
    (":auth plain alice PW\n", 13, "the password is asked for"),
    (":auth alice PW\n", 7, "PLAIN, LOGIN or CRAM-MD5"),
    (":auth plain ${user} PW\n", 13, "the password is asked for"), (":auth plain \"\"\n", 2, "MECHANISM USER"),
  ]) func whatIsRefusedBeforeAnythingIsSent(_ text: String, _ column: Int, _ advice: String) throws {
    let (problems, result, _) = try Self.run(text, port: 1)
    #expect(result == nil && problems.count == 1)
    let problem = try #require(problems.first)
    #expect(problem.column == column && problem.advice.contains(advice), "\(problem)")
    #expect(!"\(problem)".contains("PW"))
  }

  /// A value is one argument, whatever is in it.
  @Test func aValueWithSpacesIsOneArgument() throws {
    guard case .success(.late(let late)) = SessionFileCommands.parse("auth ${mechanism} ${user}") else {
      Issue.record("it is no command with variables")
      return
    }
    var variables = Variables()
    variables.set("mechanism", Outgoing("login"))
    variables.set("user", Outgoing("alice b"))
    #expect(try late.command(variables) == .console(.auth(mechanism: .login, user: "alice b")))
    #expect(
      SessionFileCommands.parse("data \\x24{x} a") == .success(.data(file: "${x} a", size: nil, sha256: nil)))
  }

  @Test func aSecretInAnExpectationIsNotSaid() throws {
    let (_, result, _) = try Self.run(":match text\nS: 220 ${secret:password}\n")
    #expect(result?.failures.first?.failure?.contains("220 ${secret:password}") == true)
  }

  /// A recording may end between a `:split` and its line, and runs all the same.
  @Test func aRecordingThatEndsBehindSplit() throws {
    let head = ":session 1\n* smtpscope 0.1.0, 2026-11-25 10:23:19Z\n"
    #expect(try Self.run(head + "C: NOOP\nS: 250\n:split 3\n").0.isEmpty)
    #expect(try Self.run("C: NOOP\nS: 250\n:split 3\n").0.map(\.line) == [3])
  }

  // MARK: Split

  /// The group in front of which it stands, in pieces; the lines behind it are whole.
  @Test func aSplitGroup() throws {
    let (problems, result, recording) = try Self.run(
      "C: EHLO x.example\nS: 250\n:split 7\n:pipeline\nC: RSET\nC: NOOP\n:end\nS: 250\nS: 250\nC: RSET\nS: 250\n"
    )
    #expect(problems.isEmpty && result?.outcome == .passed)
    #expect(
      recording.contains(":split 7\nC: RSET\nC: NOOP\n") && recording.contains("C: RSET\nS:"), "\(recording)")
    #expect(recording.hasSuffix("C: RSET\nS: 250 2.0.0 Ok"), "\(recording)")
  }

  /// The lines of a message go out together, but are lines.
  @Test func aSplitLineOfAMessage() throws {
    let (problems, result, recording) = try Self.run(
      "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\nC: DATA\n:split 3\nS: 354\nC: one\nC: two\nC: .\nS: 250\n"
    )
    #expect(problems.isEmpty && result?.outcome == .passed, "\(problems)")
    #expect(recording.contains(":split 3\nC: one\nC: two\nC: ."), "\(recording)")
  }

  // MARK: Connecting again

  /// Greets late, each connection in its own words, and says half a reply to HALF.
  private final class Server: Sendable {
    let channel: any Channel
    /// What each connection was sent before its greeting.
    let early = Mutex<[String]>([])

    var port: Int { channel.localAddress?.port ?? 0 }

    init(_ greetings: [String]) throws {
      let number = Mutex(0)
      let box = NIOLockedBox<Server>()
      channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelInitializer { channel in
          let index = number.withLock { number in
            defer { number += 1 }
            return number
          }
          return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
              Greeter(greetings[min(index, greetings.count - 1)]) { text in
                box.value.withLock { $0 }?.early.withLock { $0.append(text) }
              })
          }
        }.bind(host: "127.0.0.1", port: 0).wait()
      box.value.withLock { $0 = self }
    }
  }

  private final class NIOLockedBox<Value: AnyObject & Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let greeting: String
    private let told: @Sendable (String) -> Void
    private var isGreeted = false
    private var early = ""

    init(_ greeting: String, _ told: @escaping @Sendable (String) -> Void) {
      self.greeting = greeting
      self.told = told
    }

    func channelActive(context: ChannelHandlerContext) {
      let context = NIOLoopBound(context, eventLoop: context.eventLoop)
      let me = NIOLoopBound(self, eventLoop: context.value.eventLoop)
      context.value.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(150)) {
        let handler = me.value
        handler.isGreeted = true
        handler.told(handler.early)
        handler.say(handler.greeting + "\r\n", context.value)
      }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      if !isGreeted { early += text }
      say(text.contains("HALF") ? "220-half\r\n" : "250 ok\r\n", context)
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
  }

  /// Half a reply that the first connection leaves is no greeting of the second one, and its time-out no reason.
  @Test func aSecondConnectionHasItsOwnGreeting() throws {
    let server = try Server(["220 one", "554 two", "220 three"])
    defer { try? server.channel.close().wait() }
    let (problems, result, recording) = try Self.run(
      """
      :connect 127.0.0.1:PORT
      :allow reply-incomplete
      S: 220
      :timeout 1s
      C: HALF
      :connect 127.0.0.1:PORT
      S: 554
      :capture word /554 (\\S+)/
      :connect 127.0.0.1:PORT
      C: NOOP ${word}
      S: 250
      S: 250
      """, port: server.port)
    #expect(problems.isEmpty, "\(problems)")
    // The last line expects a reply that nobody owes: no time-out of the first connection is told for it.
    #expect(result?.failures.map(\.failure) == ["the server owes no reply here"], "\(recording)")
    #expect(recording.contains("C: NOOP two"))
    #expect(server.early.withLock { $0 } == ["", "", ""])
  }

  @Test func noWaitHoldsForTheGreetingOfItsConnection() throws {
    let server = try Server(["220 one"])
    defer { try? server.channel.close().wait() }
    let (problems, result, recording) = try Self.run(
      ":connect 127.0.0.1:PORT\n:allow before-greeting\n:nowait\n:send NOOP\\r\\n\nS: 2xx\nS: 2xx\n",
      port: server.port)
    #expect(problems.isEmpty && result != nil, "\(problems)")
    #expect(server.early.withLock { $0 } == ["NOOP\r\n"], "\(recording)")
  }

  /// A runner that is told where a session stands that goes nowhere.
  private static func calls(_ text: String, _ statuses: [(SessionStatus.Connection, waits: Bool)]) throws
    -> [Int]
  {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try text.write(to: file, atomically: true, encoding: .utf8)
    let steps = try SessionFileLoader.load(file.path).get()
    let session = Session(
      on: MultiThreadedEventLoopGroup.singleton.next(), options: SessionOptions(), recording: .none
    ) { _ in }
    defer { try? session.shutdown().wait() }
    var options = RunOptions()
    options.connects = false
    var runner = FileRunner(SessionFileProgram("t.smtp", steps), session, options)
    return statuses.map { connection, waits in
      var status = SessionStatus(options: SessionOptions())
      status.connection = connection
      status.wait = waits ? .row(for: .connection) : nil
      status.handled = session.requested
      runner.receive(SessionUpdate(entries: [], pendingLines: [], status: status))
      _ = runner.advance()
      return session.requested
    }
  }

  /// In the middle of a handshake there is nothing to send over yet.
  @Test func noWaitWaitsForTheHandshake() throws {
    #expect(
      try Self.calls(
        ":nowait\nC: NOOP\n", [(.connecting, false), (.handshaking, false), (.open, true)]) == [0, 0, 1])
  }

  @Test func noWaitIsAboutOneLine() throws {
    #expect(
      try Self.calls(":nowait\nC: NOOP\n:send RSET\n", [(.open, true), (.open, true), (.open, false)]) == [
        1, 1, 2,
      ])
    #expect(try Self.calls("C: NOOP\n", [(.open, true), (.open, false)]) == [0, 1])
  }

  /// A pause is no reason to wait for the greeting after all.
  @Test func aPauseBehindNoWait() throws {
    #expect(try Self.calls(":nowait\n:pause 0s\nC: NOOP\n", [(.open, true)]) == [1])
  }
}
