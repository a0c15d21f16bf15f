// What is said about a command line that cannot be carried out.

import SMTPCore
import Transcript

/// Wrong use of the command line: what, and what to do. It ends the program with `ExitStatus.use`.
struct UseProblem: Error, Equatable {
  let text: String
  let advice: String
}

extension Subcommand {
  /// A mistake on the command line of this subcommand.
  ///
  /// - Parameter advice: what to do; nil points at the help.
  func problem(_ text: String, _ advice: String? = nil) -> UseProblem {
    UseProblem(text: text, advice: advice ?? "\(title) --help shows what it takes")
  }

  /// The mistake of a value that is something else.
  ///
  /// - Parameters:
  ///   - label: what was given it, as it is written: `--theme`.
  ///   - expected: what it takes, as the end of a sentence: `dark or light`.
  ///   - words: among which the one that was meant may be.
  func notExpected(_ label: String, _ value: String, _ expected: String, _ words: [String]) -> UseProblem {
    problem(
      "\(label): \"\(Escaping.escape(value))\" is not \(expected)",
      Nearest.of(value, in: words).map { "did you mean \($0)?" })
  }
}
