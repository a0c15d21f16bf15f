// Session files: read, printed, read again, converted, and run without a server.

import NIOEmbedded
import Runner
import SMTP
import SMTPCore
import SMTPSession
import SessionFiles
import Synchronization
import Transcript

import Glibc

/// The octets are a session file.
enum SessionFilesTarget {
  static func run(_ octets: [UInt8]) {
    guard octets.count <= 20_000 else { return }
    switch SessionFileParser.parse(octets, name: "x.smtp") {
    case .failure(let problems):
      for problem in problems.list { Finding.expectClean(shown: problem.description, "a mistake") }
    case .success(let file):
      let text = goRound(file, "what fmt prints")
      _ = file.hasOtherForm(than: text)
      for line in SessionFileParser.lines(ofPart: octets) { _ = SessionFilePrinter.line(line.line) }
      Forms.check(RecordingReplay.entries(file), octets.count)
      if let converted = LogImporter.read(octets, nil, name: "x.smtp") {
        _ = goRound(converted, "what convert prints")
      }
      for difference in RecordingDiff.lines(RecordingDiff.differences(file, file)) {
        Finding.expectClean(shown: difference, "a difference")
      }
      load(octets, file)
    }
  }

  /// Printed, a file is the same file, and printed once more the same text.
  @discardableResult static func goRound(_ file: SessionFile, _ what: String) -> String {
    let text = SessionFilePrinter.print(file)
    switch SessionFileParser.parse(Array(text.utf8), name: file.name) {
    case .failure(let problems):
      Finding.stop("\(what) cannot be read: \(problems.list.first?.description ?? "")\(text)")
    case .success(let again):
      Finding.expect(text, equals: SessionFilePrinter.print(again), what)
      let isWhole = !file.lines.contains { if case .damaged = $0.content { true } else { false } }
      if isWhole {
        Finding.expect(file.lines.count == again.lines.count, "\(what) has other lines: \(text)")
        for (a, b) in zip(file.lines, again.lines) where !isSame(a.content, b.content) {
          Finding.stop("\(what) is another line: \(a.content), then \(b.content)")
        }
      }
    }
    return text
  }

  /// The text of a command, an event, a finding or a remark may lose the blanks at its end.
  private static func isSame(_ a: SessionFileLine.Content, _ b: SessionFileLine.Content) -> Bool {
    switch (a, b) {
    case (.command(let a, _), .command(let b, _)): return a == b
    case (.event, .event), (.finding, .finding), (.remark, .remark): return true
    // Octets that stand one behind the other may have been several pieces.
    case (.sent(let a), .sent(let b)): return a.hasCRLF == b.hasCRLF && flat(a.text) == flat(b.text)
    case (.reply(let a), .reply(let b)):
      return a.codes == b.codes && a.isContinued == b.isContinued && flat(a.line.text) == flat(b.line.text)
    default: return a == b
    }
  }

  private static func flat(_ text: Template) -> [Template.Piece] {
    var out: [Template.Piece] = []
    for piece in text.pieces {
      if case .octets(let more) = piece, case .octets(let octets)? = out.last {
        out[out.count - 1] = .octets(octets + more)
      } else {
        out.append(piece)
      }
    }
    return out
  }

  // MARK: Running

  private static let path = "/dev/shm/smtpscope-fuzz-\(getpid()).smtp"

  /// Loads the file, and runs it where nothing can be connected to.
  private static func load(_ octets: [UInt8], _ file: SessionFile) {
    var rounds = 1
    for line in file.lines {
      guard case .command(let command, _) = line.content else { continue }
      switch command.shape {
      case .include, .data, .console(.connect), .console(.record), .console(.mx): return
      case .repeatTimes(let count): rounds = min(10_000, rounds * max(1, count))
      default: continue
      }
    }
    guard rounds < 1_000, let stream = fopen(path, "w") else { return }
    fwrite(octets, 1, octets.count, stream)
    fclose(stream)
    defer { unlink(path) }
    switch SessionFileLoader.load(path) {
    case .failure(let problems):
      for problem in problems.list { Finding.expectClean(shown: problem.description, "a mistake of a run") }
    case .success(let steps):
      _ = SessionFileLoader.secrets(steps)
      carryOut(SessionFileProgram("x.smtp", steps))
    }
  }

  private static func carryOut(_ program: SessionFileProgram) {
    let loop = EmbeddedEventLoop()
    var options = RunOptions()
    options.connects = false
    options.keepsGoing = true
    options.variables.set(secret: "password", Array("tiger".utf8))
    let news = News()
    let session = Session(on: loop, options: options.session, recording: .none) { update in
      news.list.withLock { $0.append(update) }
    }
    var runner = FileRunner(program, session, options)
    runner.onCheck = { for line in RunReports.lines($0) { Finding.expectClean(shown: line, "a check") } }
    loop.run()
    for _ in 0..<2_000 {
      guard case .waiting(nil) = runner.advance() else { break }
      loop.run()
      let updates = news.list.withLock { list in
        defer { list = [] }
        return list
      }
      if updates.isEmpty { break }
      for update in updates { runner.receive(update) }
    }
    runner.interrupt()
    for form in ReportFormat.allCases {
      Finding.expectClean(RunReports.text([runner.result], form), "a report")
    }
    _ = session.shutdown()
    loop.run()
  }

  private final class News: Sendable { let list = Mutex<[SessionUpdate]>([]) }
}
