// `smtpscope view FILE`: a recording in the console, without a network.

import Console
import NIOPosix
import Platform
import SessionFiles
import SMTPCore
import SMTPSession
import Transcript

/// Opens recordings.
enum ViewCommand {
  static let name = "view"

  struct Arguments {
    var file: String?
    var theme = Theme.dark
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope view [options] FILE",
      abstract: "Open a recording in the console without a network; the guide works on every line.",
      operand: Option("a session file", "FILE", "a session file") { values, text in
        values.file = text
        return text.isEmpty ? "a file" : nil
      },
      options: [
        Option("theme", "THEME", "colours: dark, light, ansi (16 colours) or mono") { values, text in
          guard let theme = Theme(rawValue: text) else { return "dark, light, ansi or mono" }
          values.theme = theme
          return nil
        }
      ])
  }

  static func run(_ words: [String]) throws -> Int32 {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) {
      return status.rawValue
    }
    guard let path = arguments.file else { throw UseProblem(text: "view what?", advice: "smtpscope view FILE") }
    let archive = archive(path)
    var entries: [TranscriptEntry] = []
    if archive == nil {
      switch SessionFileLoader.parse(path) {
      case .success(let file): entries = RecordingReplay.entries(file)
      case .failure(let problems):
        for problem in problems.list { Smtpscope.complain("\(problem)\n") }
        return ExitStatus.file.rawValue
      }
    }
    let mailbox = try UpdateQueue<SessionUpdate>()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let options = SessionOptions()
    let session = Session(on: group.next(), options: options, recording: .none) { mailbox.put($0) }
    if archive == nil {
      mailbox.put(SessionUpdate(entries: entries, pendingLines: [], status: SessionStatus(options: options)))
    }
    let theme = Environment.has("NO_COLOR") ? Theme.mono : arguments.theme
    _ = try MainActor.assumeIsolated {
      try ConsoleFront.run(
        session, mailbox, options, theme: theme, tour: false, recording: false, isReading: true,
        archive: archive)
    }
    try session.shutdown().wait()
    return ExitStatus.ok.rawValue
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
