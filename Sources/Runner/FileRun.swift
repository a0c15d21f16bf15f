// A session file that is run in a session that stands already: `:run` of the console and of plain mode.

import NetworkFacts
import Platform
import SessionFiles
import SMTP
import SMTPCore
import SMTPSession
import Transcript

/// A file, made ready to run where somebody already talks.
package struct FileRun: Sendable {
  /// Why a file is not run, in lines for people; nothing was sent.
  package struct Refusal: Error, Sendable {
    /// Mistakes as they are printed, with places and carets; or what the file lacks here.
    package let lines: [String]
  }

  /// What the file says to do, loaded with everything that it includes.
  package let program: SessionFileProgram
  /// What is no mistake but has to be known: a recording was cut off.
  package let warnings: [String]
  private var options: RunOptions
  /// Secrets that the file names and nobody has given yet.
  package private(set) var missingSecrets: [String]

  /// Loads a file for a session.
  ///
  /// - Parameters:
  ///   - server: where to connect, whatever the file says; nil: where the file says, else the connection that stands,
  ///     else the session's server again.
  package init(_ file: String, server: Target?, _ status: SessionStatus) throws(Refusal) {
    var warnings: [String] = []
    do throws(FileProblem) { try RegularFile.check(file) } catch { throw Refusal(lines: ["\(error)"]) }
    guard file != "-" else { throw Refusal(lines: ["standard input is in use: name a file"]) }
    switch SessionFileLoader.load(file, warn: { warnings.append($0) }) {
    case .failure(let problems):
      throw Refusal(lines: problems.list.flatMap { "\($0)".split(separator: "\n").map(String.init) })
    case .success(let steps):
      program = SessionFileProgram(file, steps)
      self.warnings = warnings
      missingSecrets = []
      options = RunOptions()
      options.keepsGoing = true
      // A file that begins with the greeting wants a connection of its own.
      options.connects = server != nil || program.beginsWithReply || status.connection == .closed
      options.target = server
      guard program.connects || !options.connects || server != nil || status.target != nil else {
        throw Refusal(lines: [
          "\(Escaping.escape(file)) names no server, and there is no connection: :run \(Escaping.escape(file)) SERVER"
        ])
      }
      for name in SessionFileLoader.secrets(steps) {
        if let value = Environment.secret(Variables.environmentName(secret: name)) {
          options.variables.set(secret: name, Array(value.utf8))
        } else {
          missingSecrets.append(name)
        }
      }
    }
  }

  /// Gives a secret that is missing.
  package mutating func give(secret name: String, _ value: String) {
    options.variables.set(secret: name, Array(value.utf8))
    missingSecrets.removeAll { $0 == name }
  }

  /// The run itself; it stops in front of the first step when `pace` says so.
  package func runner(_ session: Session, _ status: SessionStatus, _ pace: FileRunner.Pace) -> FileRunner {
    var runner = FileRunner(program, session, options, status: status)
    runner.pace = pace
    return runner
  }

  /// What the transcript says of an expectation: nil where it held to the letter.
  package static func event(_ check: ExpectationResult) -> Event? {
    guard check.failure != nil || !check.differences.isEmpty else { return nil }
    let place = "\(Escaping.escape(check.place.file)):\(check.place.line)"
    return .expectation(place: place, failure: check.failure, differences: check.differences)
  }

  /// What the transcript says of a run that is over.
  package static func event(_ result: RunResult) -> Event {
    let failed = result.failed > 0 ? ", \(result.failed) not as expected" : ""
    return .runEnded(
      summary: RunReports.summary(result, isEscaped: false) + failed, passed: result.outcome == .passed)
  }
}
