// The program: from a command line to an exit status.

import NetworkFacts
import Platform
import Transcript

import Glibc

/// Finds the subcommand, and turns what it comes to into an exit status.
package enum Smtpscope {
  /// Does what a command line asks for; what is wrong with it is said on standard error.
  ///
  /// - Parameter words: the command line without the program's name.
  package static func run(_ words: [String]) -> ExitStatus { Output.end(attempt(words)) }

  private static func attempt(_ words: [String]) -> ExitStatus {
    do {
      return try carryOut(words)
    } catch let problem as UseProblem {
      Output.complain("smtpscope: \(problem.text)\n\(problem.advice)\n")
      return .use
    } catch let failure as TLSFailure {
      Output.complain("smtpscope: \(failure)\n\(failure.advice)\n")
      return .system
    } catch {
      Output.complain("smtpscope: \(error)\n")
      return .system
    }
  }

  private static func carryOut(_ words: [String]) throws -> ExitStatus {
    switch try Subcommand.read(words) {
    case .run(let parsed): return try parsed.subcommand.run(parsed)
    case .help(let subcommand): showHelp(subcommand)
    case .version: Output.write(Version.text + "\n")
    }
    return .ok
  }

  static func showHelp(_ subcommand: Subcommand) { Output.write(Help.text(subcommand, columns: width)) }

  /// Of the terminal; help is not wider than 100 columns.
  private static var width: Int {
    min(100, max(40, Environment.value("COLUMNS").flatMap { Int($0) } ?? 80))
  }
}
