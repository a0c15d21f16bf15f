// Runs a session file for the console: it feeds the runner with the session's news, writes into the transcript what
// did not hold, and says what the screen has to know.

import NetworkFacts
import Runner
import SMTPCore
import SMTPSession
import Transcript

/// The one file that runs in a console.
@MainActor
final class RunController {
  private let session: Session
  private var prepared: FileRun?
  private var runner: FileRunner?
  private var program: SessionFileProgram?
  private var isAtStep = false
  /// What has to be known of the file and has not been told yet.
  private var warning: String?
  /// What a person does meanwhile is no business of the file.
  var isPaused = false
  /// When the run wants to go on by itself.
  private(set) var wakeTime: ContinuousClock.Instant?

  init(_ session: Session) { self.session = session }

  func handle(_ order: RunOrder, _ status: SessionStatus) -> RunNews? {
    switch order {
    case .start(let file, let server):
      guard runner == nil else { return .refused(["a file is running: Esc and :run go back to it"]) }
      do throws(FileRun.Refusal) { prepared = try FileRun(file, server: server, status) } catch {
        return .refused(error.lines)
      }
      return begin(status)
    case .secret(let name, let value):
      prepared?.give(secret: name, value)
      return begin(status)
    case .go(let pace):
      isAtStep = false
      switch pace {
      case .step: runner?.go(.step)
      case .all: runner?.go(.all)
      case .failure: runner?.go(.failure)
      }
      return advance()
    case .stop:
      prepared = nil
      runner?.interrupt()
      return advance()
    }
  }

  /// Asks for what is missing, or starts.
  private func begin(_ status: SessionStatus) -> RunNews? {
    guard let run = prepared else { return nil }
    if let missing = run.missingSecrets.first { return .needs(secret: missing) }
    prepared = nil
    program = run.program
    warning = run.warnings.isEmpty ? nil : run.warnings.joined(separator: "; ")
    // What it sends is in the recording: as a command it would be sent twice.
    session.note(remark: ":run \(run.program.file)")
    runner = run.runner(session, status, .step)
    runner?.onCheck = { [session] check in
      if let event = FileRun.event(check) { session.note(event: event) }
    }
    return advance()
  }

  /// Takes what has happened in the session.
  func receive(_ update: SessionUpdate) -> RunNews? {
    guard runner != nil else { return nil }
    var update = update
    if isPaused { update.entries = [] }
    runner?.receive(update)
    return isAtStep ? nil : advance()
  }

  /// Does what can be done now.
  func advance() -> RunNews? {
    guard let program, let state = runner?.advance() else { return nil }
    wakeTime = nil
    switch state {
    case .waiting(let time): wakeTime = time
    case .paused: isAtStep = true
    case .done:
      guard let result = runner?.result else { return nil }
      runner = nil
      let event = FileRun.event(result)
      session.note(event: event)
      return .over(event.text)
    }
    defer { warning = nil }
    return .stands(
      RunState(
        file: program.file, next: runner?.next.map { .init(line: $0.line, text: $0.text) },
        done: runner?.stepsBegun ?? 0, steps: program.steps, failures: runner?.result.failed ?? 0,
        isAtStep: isAtStep, warning: warning))
  }
}

/// What the screen wants of a run.
package enum RunOrder: Sendable {
  case start(file: String, server: Target?)
  case secret(String, value: String)
  case go(RunPace)
  case stop
}

/// How far a key lets a run go.
package enum RunPace: Sendable {
  case step, all, failure
}
