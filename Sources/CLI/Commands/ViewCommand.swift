// `smtpscope view FILE`: a recording in the console, without a network.

import Console
import SMTPCore
import SMTPSession
import SessionFiles
import Transcript
import NIOPosix

/// Opens recordings.
enum ViewCommand {
  static let subcommand = Subcommand(
    name: "view", summary: "Open a recording in the console without a network; the guide works on every line.",
    operands: .init(
      label: "FILE", name: "a session file", kind: .file("FILE"), count: 1...1, help: "a session file",
      missing: "view what?"),
    flags: [.theme]
  ) { try run(Arguments($0)) }

  private struct Arguments {
    let file: String
    let theme: Theme

    init(_ parsed: Parsed) {
      file = parsed.words.first ?? "-"
      theme = FrontArguments.theme(parsed)
    }
  }

  private static func run(_ arguments: Arguments) throws -> ExitStatus {
    let path = arguments.file
    let archive = archive(path)
    var entries: [TranscriptEntry] = []
    if archive == nil {
      switch SessionFileLoader.parse(path) {
      case .success(let file): entries = RecordingReplay.entries(file)
      case .failure(let problems):
        for problem in problems.list { Output.complain("\(problem)\n") }
        return .file
      }
    }
    let updates = try UpdateQueue<SessionUpdate>()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let options = SessionOptions()
    let session = Session(on: group.next(), options: options, recording: .none) { updates.put($0) }
    if archive == nil {
      updates.put(SessionUpdate(entries: entries, pendingLines: [], status: SessionStatus(options: options)))
    }
    _ = try MainActor.assumeIsolated {
      try ConsoleFront.run(
        session, updates, options, theme: arguments.theme, tour: false, recording: false, isReading: true,
        archive: archive)
    }
    try session.shutdown().wait()
    return .ok
  }

  /// A file that is too large to be read at once; nil for a small one, and for one that cannot be read: reading it says
  /// why.
  private static func archive(_ path: String) -> RecordingArchive? {
    guard path != "-", let archive = try? RecordingArchive(path), archive.size > largestWhole else {
      return nil
    }
    return archive
  }

  /// Octets of a recording that is read as a whole.
  private static let largestWhole = 512 * 1024
}
