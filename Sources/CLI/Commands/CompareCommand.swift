// `smtpscope compare A B`: what differs between two conversations, both recorded, or one of them held now.

import SessionFiles

/// Compares two conversations.
enum CompareCommand {
  static let subcommand = Subcommand(
    name: "compare", summary: "Compare two session files, or a file with what a server says now.",
    more:
      "Codes, texts, capabilities, TLS, and times that more than doubled. Exit status 0 when nothing differs, 1 when something does.",
    operands: .init(
      label: "FILE [FILE]", name: "a session file", kind: .file("FILE"), count: 0...2,
      help: "a session file; one of them may be -, standard input"),
    flags: [.live, .variable, .secretsFile] + Flag.settings
  ) { try run(RunPreparation($0, target: $0.server(.live))) }

  /// - Parameter given: its target, if it has one, is what a file is compared with.
  private static func run(_ given: RunPreparation) throws -> ExitStatus {
    var preparation = given
    let isLive = preparation.options.target != nil
    guard preparation.files.count == (isLive ? 1 : 2) else {
      throw UseProblem(
        text: "compare what with what?",
        advice: "smtpscope compare FILE FILE, or smtpscope compare --live SERVER FILE")
    }
    var files: [SessionFile] = []
    for path in preparation.files {
      switch SessionFileLoader.parse(path) {
      case .success(let file):
        if let warning = file.warning { Output.complain("\(warning)\n") }
        files.append(file)
      case .failure(let problems): for problem in problems.list { Output.complain("\(problem)\n") }
      }
    }
    guard files.count == preparation.files.count else { return .file }
    if isLive {
      switch try live(&preparation) {
      case .success(let file): files.append(file)
      case .failure(let status): return status
      }
    }
    let differences = RecordingDiff.differences(files[0], files[1])
    Output.write(RecordingDiff.lines(differences).map { $0 + "\n" }.joined())
    return differences.isEmpty ? .ok : .refused
  }

  /// Runs the file, whatever the server answers, and gives back the conversation as a file.
  private static func live(_ preparation: inout RunPreparation) throws -> Result<SessionFile, ExitStatus> {
    preparation.options.keepsGoing = true
    guard let programs = try preparation.load() else { return .failure(.file) }
    let batch = RunBatch(
      programs: programs, options: preparation.options, times: 1, parallel: 1, isVerbose: false, isQuiet: true,
      recordFile: nil, paint: Paint(.never))
    let results = try batch.run().results
    guard let result = results.first, result.outcome != .interrupted else { return .failure(.interrupted) }
    let text = result.store.notation()
    // A server that hangs up in the middle is a difference; one that is not there is none.
    let hasReply = result.store.entries.contains { entry in
      if case .received = entry.content { true } else { false }
    }
    guard hasReply else {
      Output.complain(text)
      return .failure(ExitStatus(result.outcome))
    }
    switch SessionFileParser.parse(Array(text.utf8), name: "live") {
    case .success(let file): return .success(file)
    case .failure(let problems):
      for problem in problems.list { Output.complain("\(problem)\n") }
      return .failure(.file)
    }
  }
}
