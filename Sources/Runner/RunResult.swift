// What a run came to: each expectation with what became of it, and what decides how a run goes.

import NetworkFacts
import Platform
import SessionFiles
import SMTPCore
import Transcript

/// One expectation, and what became of it.
package struct ExpectationResult: Sendable {
  /// Where the expectation stands; in an included file, if it stands in one.
  package let place: SourcePosition
  /// Nil when it passed.
  package let failure: String?
  /// What came otherwise than the file has it, without being held against it.
  package let differences: [String]
  /// The reply it is about.
  package let received: TranscriptEntry.Received?
}

/// What a run came to.
package enum RunOutcome: String, Sendable {
  /// The raw values stand in JSON reports, where `held` is older than the name.
  case passed = "held"
  case failed, connection, tls, interrupted
}

/// A run of one file.
package struct RunResult: Sendable {
  /// As the user named it.
  package let file: String
  /// The first that failed, and the first of all others.
  package private(set) var checks: [ExpectationResult] = []
  /// All of them.
  package private(set) var expectations = 0
  /// Those that failed.
  package private(set) var failed = 0
  /// `passed` until something is against it.
  package var outcome = RunOutcome.passed
  /// Nanoseconds.
  package var duration: Int64 = 0
  /// The newest entries of the conversation.
  package var store = TranscriptStore(limit: 20_000)

  package init(file: String) { self.file = file }

  /// Checks that are kept, and failures that are: a loop of a million has no more to say.
  private static let mostChecks = 10_000

  mutating func add(_ check: ExpectationResult) {
    expectations += 1
    if check.failure != nil { failed += 1 }
    if checks.count < Self.mostChecks || (check.failure != nil && failed <= Self.mostChecks) {
      checks.append(check)
    }
  }

  /// Those of `checks` that failed, in order.
  package var failures: [ExpectationResult] { checks.filter { $0.failure != nil } }
}

/// How files are run.
package struct RunOptions: Sendable {
  /// Instead of every server that a file names.
  package var target: Target?
  /// What the run's own session begins with; one that stands already keeps its own.
  package var session = SessionOptions(helloName: Environment.hostname)
  /// Values that are known before the run, which sets more in a copy of its own.
  package var variables = Variables()
  /// Findings have to be those that the file has.
  package var isStrict = false
  /// Go on behind an expectation that failed.
  package var keepsGoing = false
  /// Wait where the recording has waited.
  package var keepsPace = false
  /// A file that names no server gets a connection of its own.
  package var connects = true

  package init() {}
}
