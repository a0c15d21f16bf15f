// `smtpscope compare A B`: what differs between two conversations, both recorded, or one of them held now.

import NetworkFacts
import SessionFiles
import Transcript

/// Compares two conversations.
enum CompareCommand {
  static let name = "compare"

  struct Arguments {
    var files: [String] = []
    /// The server that a file is compared with, and how it is talked to.
    var live = RunCommand.Arguments()
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope compare [options] FILE [FILE]",
      abstract:
        "Compare two session files, or a file with what a server says now: codes, texts, capabilities, TLS, and times that more than doubled. Exit status 0 when nothing differs, 1 when something does.",
      operand: Option("a session file", "FILE", "a session file; one of them may be -, standard input") {
        values, text in
        values.files.append(text)
        return values.files.count > 2 ? "needed: there are two already" : nil
      },
      takesMany: true,
      options: [
        Option("live", "SERVER", "run the file against SERVER, and compare with what comes") { values, text in
          do throws(Target.Problem) {
            values.live.run.target = try Target(parsing: text)
            return nil
          } catch { return "a server: \(error)" }
        }
      ] + RunCommand.sessionOptions.map { $0.within(\.live) })
  }

  static func run(_ words: [String]) throws -> Int32 {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) {
      return status.rawValue
    }
    let isLive = arguments.live.run.target != nil
    guard arguments.files.count == (isLive ? 1 : 2) else {
      throw UseProblem(
        text: "compare what with what?",
        advice: "smtpscope compare FILE FILE, or smtpscope compare --live SERVER FILE")
    }
    var files: [SessionFile] = []
    for path in arguments.files {
      switch SessionFileLoader.parse(path) {
      case .success(let file):
        if let warning = file.warning { Smtpscope.complain("\(warning)\n") }
        files.append(file)
      case .failure(let problems): for problem in problems.list { Smtpscope.complain("\(problem)\n") }
      }
    }
    guard files.count == arguments.files.count else { return ExitStatus.file.rawValue }
    if isLive {
      arguments.live.files = arguments.files
      switch try live(&arguments.live) {
      case .success(let file): files.append(file)
      case .failure(let status): return status.rawValue
      }
    }
    let differences = RecordingDiff.differences(files[0], files[1])
    Smtpscope.say(RecordingDiff.lines(differences).map { $0 + "\n" }.joined())
    return differences.isEmpty ? 0 : 1
  }

  /// Runs the file, whatever the server answers, and gives back the conversation as a file.
  private static func live(_ arguments: inout RunCommand.Arguments) throws -> Result<SessionFile, ExitStatus> {
    arguments.run.keepsGoing = true
    guard let programs = try RunCommand.load(&arguments) else { return .failure(.file) }
    let batch = RunBatch(
      programs: programs, options: arguments.run, times: 1, parallel: 1, isVerbose: false, isQuiet: true,
      recordFile: nil, paint: Paint(.never))
    let results = try batch.run()
    guard let result = results.first, result.outcome != .interrupted else { return .failure(.interrupted) }
    let text = result.store.notation()
    // A server that hangs up in the middle is a difference; one that is not there is none.
    let hasReply = result.store.entries.contains { entry in
      if case .received = entry.content { true } else { false }
    }
    guard hasReply else {
      Smtpscope.complain(text)
      return .failure(ExitStatus(result.outcome))
    }
    switch SessionFileParser.parse(Array(text.utf8), name: "live") {
    case .success(let file): return .success(file)
    case .failure(let problems):
      for problem in problems.list { Smtpscope.complain("\(problem)\n") }
      return .failure(.file)
    }
  }
}
