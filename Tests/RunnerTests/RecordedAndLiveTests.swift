// What is made of a recording is what was made of the session: one session with everything in it, and both compared.

import Foundation
import NIOPosix
import NetworkFacts
import Platform
import Runner
import SMTPCore
import SMTPSession
import Sandbox
import SessionFiles
import Testing
import Transcript

struct RecordedAndLiveTests {
  private static let file = """
    S: 220
    C: EHLO client
    S: 250
    C: FROB x
    C: AUTH LOGIN
    C: YWxpY2U=
    C: d29uZGVybGFuZA==
    C: STARTTLS
    S: 220
    C: EHLO client.example
    S: 250
    :auth plain alice
    S: 535
    C: RCPT TO:<bob@sandbox.example>
    S: 503
    C: MAIL FROM:<a@client.example> SIZE=${secret:word}
    C: RSET
    C: MAIL FROM:<a@client.example>
    C: RCPT TO:<bob@elsewhere.example>
    S: 554
    C: RCPT TO:<bob@sandbox.example>
    :data MESSAGE
    S: 250
    C: MAIL FROM:<a@client.example>
    C: RCPT TO:<bob@sandbox.example>
    C: DATA
    S: 354
    C: Subject: x
    C:
    C: ..a dot
    C: .
    S: 250
    C: MAIL FROM:<a@client.example>
    C: RCPT TO:<bob@sandbox.example>
    C: BDAT 7
    C: hello\\r\\n\\c
    S: 250
    C: BDAT 0 LAST
    S: 250
    :split 3
    C: NOOP
    S: 250
    :set eol lf
    C: NOOP\\n\\c
    # a remark
    C: QUIT
    S: 221
    """

  /// A line of JSON without what a recording cannot have: more than milliseconds, and ids.
  private func comparable(_ entry: TranscriptEntry) -> String {
    JSONWriter.line(entry).replacing(/"(entry|time|first_octet|last_octet|seconds)":[0-9.]+,?/, with: "")
      .replacing(/\ in [0-9.]+ ms/, with: "").replacing(/\ \([0-9.]+ ms\)/, with: "")
  }

  @Test func whatIsMadeOfARecordingIsWhatWasMadeOfTheSession() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let message = folder.appendingPathComponent("m.eml").path
    try "Subject: x\n\nGrüße\n".write(toFile: message, atomically: true, encoding: .utf8)
    let group = MultiThreadedEventLoopGroup.singleton
    let server = try SandboxServer.start(.init(persona: try #require(Persona.named("good"))), on: group) { _ in
    }.wait()
    defer { _ = try? server.stop().wait() }
    var options = RunOptions()
    options.target = Target(scheme: .smtp, endpoint: .host("localhost", port: server.port))
    options.keepsGoing = true
    options.variables.set(secret: "word", Array("abracadabra".utf8))
    options.variables.set(secret: "password", Array("looking-glass".utf8))
    let steps = try load([("t.smtp", Self.file.replacing("MESSAGE", with: message))]).get()
    let queue = try UpdateQueue<SessionUpdate>()
    let path = folder.appendingPathComponent("r.smtp").path
    let session = Session(on: group.next(), options: options.session, recording: .file(path)) { queue.put($0) }
    var live: [TranscriptEntry] = []
    var runner = FileRunner(SessionFileProgram("t.smtp", steps), session, options)
    _ = runner.run(queue, news: { live += $0.entries })
    try session.shutdown().wait()
    for update in queue.drain() { live += update.entries }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(
      !text.contains("abracadabra") && !text.contains("looking-glass") && !text.contains("d29uZGVybGFuZA"))
    let recorded = RecordingReplay.entries(try SessionFileParser.parse(Array(text.utf8), name: path).get())
    #expect(live.count > 60 && live.contains { $0.findings.contains { $0.rule == .text8BitUndeclared } })
    for (a, b) in zip(live, recorded) { #expect(comparable(a) == comparable(b)) }
    #expect(live.count == recorded.count, "\(text)")
    for (a, b) in zip(live, recorded) { #expect(a.time / 1_000_000 == b.time / 1_000_000, "\(comparable(a))") }
    #expect(HTMLWriter.conversation(recorded).contains("<h2>Refused</h2>"))
  }

  @Test func aMessageOutOfAFileIsJudgedAndItsDigestIsNotMadeForNobody() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let message = folder.appendingPathComponent("m.eml").path
    try "Subject: x\n\nGrüße\n".write(toFile: message, atomically: true, encoding: .utf8)
    let result = try FileRunnerTests.run(
      "good",
      "S: 220\nC: EHLO x.example\nC: MAIL FROM:<a@x.example>\nC: RCPT TO:<bob@sandbox.example>\n:data \(message)\nS: 250\nC: QUIT\n"
    )
    #expect(
      result.failures.contains { $0.failure?.contains("text-8bit-undeclared") == true && $0.place.line == 5 })
    #expect(FileRunnerTests.notation(result).contains(" message of 20 octets sent\n"), "nobody wants a digest")
  }
}
