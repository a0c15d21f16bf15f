import Foundation
import NIOPosix
import SMTPCore
import SMTPSession
import Testing
import Transcript

@testable import Console

/// What the console's runner of files says; how it runs them is tested with the program (ConsoleFrontTests).
@MainActor
struct RunControllerTests {
  private static func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private static func runs() throws -> (
    runs: RunController, session: Session, updates: UpdateQueue<SessionUpdate>
  ) {
    let updates = try UpdateQueue<SessionUpdate>()
    let session = Session(
      on: MultiThreadedEventLoopGroup.singleton.next(), options: SessionOptions(), recording: .none
    ) { updates.put($0) }
    return (RunController(session), session, updates)
  }

  @Test func mistakesAndMissingServersAreRefused() throws {
    let runs = try Self.runs().runs
    let status = SessionStatus(options: SessionOptions())
    for text in ["C: NOOP\n", "nonsense\n"] {
      guard case .refused(let lines)? = runs.handle(.start(file: try Self.file(text), server: nil), status)
      else {
        Issue.record("not refused: \(text)")
        continue
      }
      #expect(!lines.isEmpty)
    }
  }

  @Test func secretsAreAskedForOneAfterTheOther() throws {
    let runs = try Self.runs().runs
    let status = SessionStatus(options: SessionOptions())
    let path = try Self.file(":connect unix:/nonexistent\nC: NOOP ${secret:one} ${secret:two}\n")
    guard case .needs("one")? = runs.handle(.start(file: path, server: nil), status),
      case .needs("two")? = runs.handle(.secret("one", value: "x"), status)
    else {
      Issue.record("the secrets were not asked for")
      return
    }
    // Nothing runs yet: giving up leaves nothing behind.
    if let news = runs.handle(.stop, status) { Issue.record("\(news)") }
  }

  @Test func thatARecordingWasCutOffIsSaidOnce() throws {
    let runs = try Self.runs().runs
    let status = SessionStatus(options: SessionOptions())
    let path = try Self.file(
      ":session 2\n* 0.000 start program=smtpscope version=0.1.0\n:connect unix:/nonexistent\nC: NOOP\nS: 250 O"
    )
    guard case .stands(let first)? = runs.handle(.start(file: path, server: nil), status),
      case .stands(let next)? = runs.advance()
    else {
      Issue.record("it does not stand")
      return
    }
    #expect(
      first.warning?.hasSuffix(":5: the recording was cut off here; it counts up to the line before") == true)
    #expect(next.warning == nil)
    _ = runs.handle(.stop, status)
  }

  /// It rests before the first step, and a connection that fails ends it.
  @Test func aRunThatFindsNoServer() throws {
    let (runs, session, updates) = try Self.runs()
    let path = try Self.file(":connect unix:/nonexistent\nC: NOOP\n")
    let status = SessionStatus(options: SessionOptions())
    var news = runs.handle(.start(file: path, server: nil), status)
    var rests: [RunState] = []
    for _ in 0..<2000 {
      if case .over? = news { break }
      if case .stands(let state)? = news, state.isAtStep {
        rests.append(state)
        news = runs.handle(.go(.all), status)
      }
      usleep(1000)
      for update in updates.drain() { news = runs.receive(update) ?? news }
    }
    #expect(rests.map(\.next?.text) == [":connect unix:/nonexistent"] && rests.first?.steps == 2)
    guard case .over(let text)? = news else {
      Issue.record("it does not end")
      return
    }
    #expect(text.hasPrefix("NO CONNECTION"))
    try session.shutdown().wait()
  }
}
