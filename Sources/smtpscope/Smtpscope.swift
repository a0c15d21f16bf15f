// The program: its subcommands put the parts together and hold no logic of their own.

import Platform
import Runner
import SMTPCore
import Transcript

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds the subcommand and turns what it comes to into an exit status.
@main
enum Smtpscope {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      exit(try run(words))
    } catch let problem as UseProblem {
      complain("smtpscope: \(problem.text)\n\(problem.advice)\n")
      exit(ExitStatus.use.rawValue)
    } catch {
      complain("smtpscope: \(error)\n")
      exit(ExitStatus.system.rawValue)
    }
  }

  /// The console on a server stands for itself; everything else has a name.
  private static func run(_ words: [String]) throws -> Int32 {
    switch words.first {
    case DemoCommand.name: return try DemoCommand.run(Array(words.dropFirst())).rawValue
    case SandboxCommand.name: return try SandboxCommand.run(Array(words.dropFirst())).rawValue
    case RunCommand.name: return try RunCommand.run(Array(words.dropFirst()))
    case FormatCommand.name: return try FormatCommand.run(Array(words.dropFirst()))
    case CompareCommand.name: return try CompareCommand.run(Array(words.dropFirst()))
    case ViewCommand.name: return try ViewCommand.run(Array(words.dropFirst()))
    case ConvertCommand.name: return try ConvertCommand.run(Array(words.dropFirst()))
    case ExplainCommand.name: return try ExplainCommand.run(Array(words.dropFirst())).rawValue
    case ManualCommand.name: return try ManualCommand.run(Array(words.dropFirst())).rawValue
    case "help":
      return try run(Array(words.dropFirst().prefix(1)) + ["--help"])
    default: return try OpenCommand.run(words).rawValue
    }
  }

  /// Carries out `--help` and `--version`; nil: there is something to run.
  static func answer<Values>(_ outcome: Syntax<Values>.Outcome, _ help: (Int) -> [String]) -> ExitStatus? {
    switch outcome {
    case .run: return nil
    case .help: say(help(width).joined(separator: "\n") + "\n")
    case .version: say(Version.text + "\n")
    }
    return .ok
  }

  private static var width: Int {
    min(100, max(40, Environment.value("COLUMNS").flatMap { Int($0) } ?? 80))
  }

  static func say(_ text: String) { _ = TextFile.write(text, to: STDOUT_FILENO) }

  static func complain(_ text: String) { _ = TextFile.write(text, to: STDERR_FILENO) }
}

/// The documented exit statuses.
enum ExitStatus: Int32, CaseIterable, Error {
  case ok = 0
  case refused = 1
  case connection = 2
  case tls = 3
  case file = 4
  case use = 64
  case system = 71
  case interrupted = 130

  /// What a session came to.
  init(_ status: SessionStatus) {
    if status.problemsSoFar.contains(.tls) {
      self = .tls
    } else if status.problemsSoFar.contains(.connection) {
      self = .connection
    } else if status.problemsSoFar.contains(.file) {
      self = .file
    } else {
      self = status.worstReply >= 4 ? .refused : .ok
    }
  }

  /// What a run of a session file came to.
  init(_ outcome: RunOutcome) {
    switch outcome {
    case .held: self = .ok
    case .failed: self = .refused
    case .connection: self = .connection
    case .tls: self = .tls
    case .interrupted: self = .interrupted
    }
  }

  var text: String {
    switch self {
    case .ok: "all well"
    case .refused: "the server refused something (4yz, 5yz), an expectation failed, or files differ"
    case .connection: "no connection, a time-out, or a connection that broke"
    case .tls: "TLS failed, or --tls-verify require was not met"
    case .file: "a file could not be read or written, or a console command was wrong"
    case .use: "wrong use of the command line"
    case .system: "this machine refused something: no terminal, no more files, a port in use"
    case .interrupted: "interrupted"
    }
  }
}
