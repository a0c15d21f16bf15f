import Foundation
import NetworkFacts
import NIOPosix
import Sandbox
import SMTP
import SMTPCore
import SMTPSession
import Testing
import Transcript

@testable import Runner
@testable import SessionFiles

/// Files run on a sandbox: real sockets, real TLS.
struct FileRunnerTests {
  static func run(_ persona: String, _ text: String, _ change: (inout RunOptions) -> Void = { _ in }) throws
    -> RunResult
  {
    let group = MultiThreadedEventLoopGroup.singleton
    let server = try SandboxServer.start(.init(persona: try #require(Persona.named(persona))), on: group) { _ in
    }.wait()
    defer { _ = try? server.stop().wait() }
    var options = RunOptions()
    options.target = Target(
      scheme: persona == "lmtp" ? .lmtp : .smtp, endpoint: .host("127.0.0.1", port: server.port))
    change(&options)
    let steps = try load([("t.smtp", text)]).get()
    let updates = try UpdateQueue<SessionUpdate>()
    let session = Session(on: group.next(), options: options.session, recording: .none) { updates.put($0) }
    var runner = FileRunner(SessionFileProgram("t.smtp", steps), session, options)
    let result = runner.run(updates)
    try session.shutdown().wait()
    return result
  }

  static func notation(_ result: RunResult) -> String {
    result.store.entries.flatMap(NotationWriter.shown).joined(separator: "\n")
  }

  /// The replies to a message from a file are expected one by one, as they are to one that stands in the session file.
  @Test func aMessageHasAReplyForEachRecipientOfLMTP() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    try "Subject: x\r\n\r\nx\r\n".write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let envelope = """
      S: 220
      C: LHLO client.example
      S: 250
      C: MAIL FROM:<a@client.example>
      S: 250
      C: RCPT TO:<bob@sandbox.example>
      S: 250
      C: RCPT TO:<carol@sandbox.example>
      S: 250

      """
    let result = try Self.run("lmtp", envelope + ":data \(path)\nS: 250\nS: 250\nC: QUIT\nS: 221\n")
    #expect(result.outcome == .passed, "\(result.checks)")
    let one = try Self.run("lmtp", envelope + ":data \(path)\nS: 250\nS: 250\nS: 250\nC: QUIT\n")
    #expect(one.outcome == .failed, "there are two")
  }

  /// A server may refuse a chunk before it has its octets; what was recorded of it runs.
  @Test func aChunkMayBeRefusedBeforeItIsThere() throws {
    let result = try Self.run(
      "good",
      """
      S: 220
      C: EHLO client.example
      S: 250
      :allow bdat-before-rcpt
      C: BDAT 8
      S: 503
      C: 123
      C: 456\\c
      C: NOOP
      S: 250
      C: QUIT
      S: 221
      """)
    #expect(result.outcome == .passed, "\(result.checks)")
  }

  /// Nothing else of the file can make it whole.
  @Test(arguments: ["", "S: 250\n"]) func aChunkWhoseOctetsDoNotAllComeIsNoConversation(_ rest: String) throws {
    let result = try Self.run(
      "good",
      "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\nC: BDAT 345 LAST\nC: hallo\n:timeout 1s\n\(rest)"
    )
    #expect(result.outcome == .connection)
    #expect(
      result.failures.last?.failure?.hasSuffix("345 octets announced, 7 sent") == true, "\(result.failures)")
  }

  /// A value that doubles, and one that fills a line, a write or a loop.
  @Test(arguments: [
    (":set a xxxxxxxxxx\n:repeat 60\n:set a ${a}${a}\n:end\n", "${a} would be longer than 65536 octets"),
    (
      ":set a \(String(repeating: "x", count: 60_000))\nC: \(String(repeating: "${a}", count: 20))\n",
      "${a} makes the line longer than 1048576 octets"
    ),
    (
      ":set a \(String(repeating: "x", count: 60_000))\n:pipeline\n:repeat 1000\nC: ${a}\n:end\n:end\n",
      "more than 16 MB in one write"
    ),
    (":set n 100000\n:repeat ${n}\n:repeat ${n}\n:end\n:end\n", "more than 10000000 rounds of :repeat in all"),
  ])
  func whatGrowsIsBounded(_ text: String, _ failure: String) throws {
    let result = try Self.run("good", text)
    #expect(result.outcome == .failed && result.failures.last?.failure?.hasPrefix(failure) == true)
    #expect(result.failures.last?.place.line ?? 0 > 0)
  }

  @Test func variablesCapturesAndRepeats() throws {
    let result = try Self.run(
      "good",
      """
      :set sender a@client.example
      S: 220
      :capture name /220 (\\S+)/
      C: EHLO ${name}
      :repeat 3
      C: MAIL FROM:<${sender}>
      S: 250
      C: RSET
      S: 250
      :end
      """)
    #expect(result.outcome == .passed && result.checks.count == 7)
    #expect(Self.notation(result).contains("C: EHLO sandbox.example"))
  }

  @Test func aVariableWithoutAValue() throws {
    let result = try Self.run("good", "C: EHLO ${nobody}\n")
    #expect(result.outcome == .failed && result.failures[0].failure?.contains("${nobody} has no value") == true)
  }

  @Test func secretsShowAsVariables() throws {
    let result = try Self.run("good", "C: NOOP ${secret:word}\nS: 250\n") {
      $0.variables.set(secret: "word", Array("abracadabra".utf8))
    }
    #expect(result.outcome == .passed)
    #expect(
      Self.notation(result).contains("C: NOOP ${secret:word}") && !Self.notation(result).contains("abracadabra")
    )
  }

  @Test func aGroupGoesOutInOnePiece() throws {
    let result = try Self.run(
      "good",
      """
      C: EHLO client.example
      :pipeline
      C: MAIL FROM:<a@client.example>
      C: RCPT TO:<bob@sandbox.example>
      C: DATA
      :end
      S: 250
      S: 250
      S: 354
      C: Subject: x
      C: .
      S: 250
      """)
    #expect(result.outcome == .passed, "\(result.failures)")
  }

  @Test func mailTextGoesOutAsItStands() throws {
    let result = try Self.run(
      "good",
      "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\nC: DATA\nC: ..dot\nC: a\\n.\\nb\nC: .\nS: 250\n"
    ) { $0.keepsGoing = true }
    // The bare LFs are findings; <LF>.<LF> did not end the message, for us or for the sandbox.
    #expect(Self.notation(result).contains("C: ..dot\nC: a\\n\\c"))
    #expect(result.checks.last?.failure == nil && result.checks.last?.received?.context.answers == .endOfData)
  }

  /// `:data` sends DATA where nobody has; the reply that counts is the one to the message.
  @Test(arguments: ["", "C: DATA\nS: 354\n"]) func aMessageFromAFile(_ data: String) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    try "Subject: x\n\n.dot\n".write(toFile: path, atomically: true, encoding: .utf8)
    let text =
      "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\n\(data):data \(path)\nS: 250 2.0.0\nC: QUIT\nS: 221\n"
    let result = try Self.run("good", text)
    #expect(result.outcome == .passed, "\(result.failures) \(Self.notation(result))")
    let refused = try Self.run("good", "C: EHLO x.example\n:allow data-before-rcpt\n:data \(path)\nS: 503\n")
    #expect(refused.outcome == .passed, "\(refused.failures)")
  }

  @Test func chunksOctetForOctet() throws {
    let result = try Self.run(
      "good",
      "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\nC: BDAT 5\nC: .\\r\\n.\\c\nC: x\\c\nS: 250\nC: BDAT 0 LAST\nS: 250\n"
    )
    #expect(result.outcome == .passed, "\(result.failures) \(Self.notation(result))")
  }

  @Test func aLineInPiecesIsJudgedWhole() throws {
    let result = try Self.run("good", "S: 220\n:split 2\nC: EHLO slow.example\nS: 250\n")
    #expect(result.outcome == .passed && Self.notation(result).contains(":split 2\nC: EHLO slow.example\n"))
  }

  @Test func loggingIn() throws {
    let text = "C: EHLO x.example\nC: STARTTLS\nC: EHLO x.example\n:auth plain alice\nS: 235\n"
    #expect(
      try Self.run("good", text) { $0.variables.set(secret: "password", Array(Persona.password.utf8)) }.outcome
        == .passed)
    #expect(
      try Self.run("good", text) { $0.variables.set(secret: "password", Array("not-it-at-all".utf8)) }.outcome
        == .failed)
  }

  @Test func aConnectionThatGoes() throws {
    let result = try Self.run(
      "drop", "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\nC: DATA\nC: .\nS: 250\n")
    #expect(
      result.outcome == .connection
        && result.failures.contains { $0.failure?.contains("connection is closed") == true })
  }

  @Test func nothingListens() throws {
    let result = try Self.run("good", "S: 220\n") {
      $0.target = Target(scheme: .smtp, endpoint: .unix(path: "/nonexistent"))
    }
    #expect(result.outcome == .connection)
  }

  @Test func tlsThatFails() throws {
    let result = try Self.run("expired", "C: EHLO x.example\nC: STARTTLS\nC: EHLO x.example\nS: 250\n") {
      $0.session.tls.verify = .require
    }
    #expect(result.outcome == .tls)
  }

  /// A message that DATA was refused for would be a hundred bad commands.
  @Test func aMessageThatNobodyWaitsForIsNotSent() throws {
    let text = "C: EHLO x.example\nC: DATA\nS: 354\nC: Subject: x\nC: .\nS: 250\nC: QUIT\nS: 221\n"
    let result = try Self.run("good", ":allow data-before-rcpt\n" + text) {
      $0.keepsGoing = true
    }
    let failures = result.failures.compactMap(\.failure)
    #expect(failures.contains("the message is not sent: the server does not wait for one"), "\(failures)")
    #expect(!Self.notation(result).contains("Subject") && Self.notation(result).contains("C: QUIT"))
  }

  /// What a run waits for with `--timed`: the times between the lines, not those on the clock.
  @Test func thePaceOfTheRecording() throws {
    let text = "* 100.000\nS: 220\n* 100.300\nC: NOOP\nS: 250\n"
    #expect(try Self.run("good", text) { $0.keepsPace = true }.duration >= 300_000_000)
  }

  /// Where the times go back, another recorded session begins, and its clock with it.
  @Test func eachRecordedSessionHasItsOwnClock() throws {
    let text =
      "* 100.000\nS: 220\n* 100.100\nC: NOOP\nS: 250\n* 0.010\nC: NOOP\nS: 250\n* 0.310\nC: NOOP\nS: 250\n"
    let duration = try Self.run("good", text) { $0.keepsPace = true }.duration
    #expect(duration >= 400_000_000 && duration < 5_000_000_000, "\(duration)")
  }

  /// `:split` is for the next line; the one behind it goes out in one piece again.
  @Test func aSplitIsForTheNextLine() throws {
    let result = try Self.run("good", "S: 220\n:split 3\nC: NOOP\nS: 250\nC: RSET\nS: 250\n")
    #expect(result.outcome == .passed, "\(result.failures)")
    let sent = Self.notation(result).split(separator: "\n").filter { $0.hasPrefix("C:") }
    #expect(sent == ["C: NOOP", "C: RSET"], "\(sent)")
    #expect(Self.notation(result).contains(":split 3\nC: NOOP\nS: 250 2.0.0 Ok\nC: RSET\n"))
  }

  // MARK: Step by step

  /// What a person sees who steps: where it rests, and what has been sent by then.
  private static func rests(_ text: String, _ pace: FileRunner.Pace) throws -> [Int?] {
    let group = MultiThreadedEventLoopGroup.singleton
    let server = try SandboxServer.start(.init(persona: try #require(Persona.named("good"))), on: group) { _ in
    }
    .wait()
    defer { _ = try? server.stop().wait() }
    var options = RunOptions()
    options.target = Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: server.port))
    options.keepsGoing = true
    let program = SessionFileProgram("t.smtp", try load([("t.smtp", text)]).get())
    let updates = try UpdateQueue<SessionUpdate>()
    let session = Session(on: group.next(), options: options.session, recording: .none) { updates.put($0) }
    var runner = FileRunner(program, session, options)
    var rests: [Int?] = []
    runner.pace = .step
    loop: while true {
      switch runner.advance() {
      case .done: break loop
      case .paused:
        rests.append(runner.next?.line)
        runner.go(pace)
      case .waiting:
        usleep(1000)
        for update in updates.drain() { runner.receive(update) }
      }
    }
    try session.shutdown().wait()
    return rests + [runner.next?.line]
  }

  private static let steps =
    "S: 220\nC: EHLO x.example\nS: 250\nC: MAIL FROM:<>\nS: 250\nC: RCPT TO:<bob@sandbox.example>\nS: 550\nC: DATA\nS: 354\nC: text\nC: .\nS: 250\nC: QUIT\n"

  @Test func aRestBeforeEachStepButNotInsideAMessage() throws {
    #expect(try Self.rests(Self.steps, .step) == [2, 4, 6, 8, 13, nil])
  }

  @Test func toTheNextFailure() throws {
    #expect(try Self.rests(Self.steps, .failure) == [2, 8, nil])
  }

  @Test func allTheRest() throws {
    #expect(try Self.rests(Self.steps, .all) == [2, nil])
  }

  @Test(arguments: [":drop", ":reset"]) func leavingInTheMiddle(_ command: String) throws {
    let result = try Self.run(
      "good",
      "C: EHLO x.example\nC: MAIL FROM:<>\nC: RCPT TO:<bob@sandbox.example>\nC: DATA\nS: 354\nC: half\n\(command)\n"
    )
    #expect(result.outcome == .passed)
  }
}
