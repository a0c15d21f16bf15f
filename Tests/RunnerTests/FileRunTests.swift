import Foundation
import NetworkFacts
import NIOPosix
import SMTPCore
import Testing
import Transcript

@testable import Runner
@testable import SessionFiles

/// A file, made ready for a session that stands.
struct FileRunTests {
  private static func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private static func refusal(_ path: String, _ status: SessionStatus) -> [String] {
    do throws(FileRun.Refusal) {
      _ = try FileRun(path, server: nil, status)
      return []
    } catch { return error.lines }
  }

  @Test func aFileWithMistakesIsRefusedWithAllOfThem() throws {
    let lines = Self.refusal(try Self.file("C: NOOP\n:matsch\nX\n"), SessionStatus(options: SessionOptions()))
    #expect(
      lines.contains { $0.hasSuffix(":2:1: there is no command :matsch") || $0.contains(":2:2:") }, "\(lines)")
    #expect(lines.contains { $0.contains(":3:1:") })
  }

  /// Whoever sits in front of a console is not kept waiting by a FIFO that nobody writes.
  @Test func whatIsNoFileIsRefused() throws {
    let path = FileManager.default.temporaryDirectory.path + "/smtpscope-\(UUID().uuidString)"
    mkfifo(path, 0o600)
    let status = SessionStatus(options: SessionOptions())
    #expect(Self.refusal(path, status).first?.contains("it is a FIFO") == true)
    #expect(Self.refusal("-", status) == ["standard input is in use: name a file"])
    let lines = Self.refusal(try Self.file("C: NOOP\n:include \(path)\n"), status)
    #expect(lines.first?.contains(":2:1: cannot read") == true, "\(lines)")
    for file in [path, "-"] {
      guard case .failure = RecordingDiff.pair(file, session: "C: NOOP\n") else {
        Issue.record("it was read")
        return
      }
    }
  }

  @Test func aRecordingThatWasCutOffRunsWithAWarning() throws {
    var status = SessionStatus(options: SessionOptions())
    status.connection = .open
    let head = ":session 2\n* 0.000 start program=smtpscope version=0.1.0\n"
    let cut = try FileRun(try Self.file(head + "C: NOOP\nS: 250 O"), server: nil, status)
    #expect(cut.warnings.count == 1 && cut.warnings[0].contains(":4: the recording was cut off here"))
    #expect(try FileRun(try Self.file(head + "C: NOOP\nS: 250\n"), server: nil, status).warnings.isEmpty)
  }

  @Test func somethingHasToSayWhereToGo() throws {
    var status = SessionStatus(options: SessionOptions())
    let path = try Self.file("S: 220\nC: NOOP\n")
    #expect(Self.refusal(path, status).first?.contains("names no server, and there is no connection") == true)
    status.target = Target(scheme: .smtp, endpoint: .host("mx.example", port: 25))
    #expect(Self.refusal(path, status).isEmpty, "the session's server again")
    #expect(
      Self.refusal(try Self.file(":connect mx.example\n"), SessionStatus(options: SessionOptions())).isEmpty)
  }

  @Test func secretsThatAreMissingAreNamed() throws {
    var status = SessionStatus(options: SessionOptions())
    status.connection = .open
    var run = try FileRun(try Self.file("C: NOOP ${secret:one} ${secret:two}\n"), server: nil, status)
    #expect(run.missingSecrets == ["one", "two"])
    run.give(secret: "one", "x")
    #expect(run.missingSecrets == ["two"])
  }

  @Test func whatTheTranscriptSays() {
    let place = SourcePosition(file: "t.smtp", line: 7, text: "S: 250")
    let failed = FileRun.event(
      ExpectationResult(place: place, failure: "expected 250", differences: ["x"], received: nil))
    #expect(failed == .expectation(place: "t.smtp:7", failure: "expected 250", differences: ["x"]))
    let other = FileRun.event(
      ExpectationResult(place: place, failure: nil, differences: ["a", "b"], received: nil))
    #expect(other == .expectation(place: "t.smtp:7", failure: nil, differences: ["a", "b"]))
    #expect(FileRun.event(ExpectationResult(place: place, failure: nil, differences: [], received: nil)) == nil)
  }
}
