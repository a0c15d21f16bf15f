// The targets by name.

import Glibc

/// A target: what is done with octets.
package enum FuzzTarget: String, CaseIterable {
  case replies
  case sessionFiles = "session-files"
  case logs, recordings, certificates, patterns, console

  /// The one that `SMTPSCOPE_FUZZ` names.
  private static let named: FuzzTarget? = {
    guard let name = getenv("SMTPSCOPE_FUZZ").map({ String(cString: $0) }) else { return nil }
    return FuzzTarget(rawValue: name)
  }()

  /// Does it with octets of the fuzzer. What is found ends the process.
  package static func run(_ octets: [UInt8]) {
    switch named {
    case .replies: RepliesTarget.run(octets)
    case .sessionFiles: SessionFilesTarget.run(octets)
    case .logs: LogsTarget.run(octets)
    case .recordings: RecordingsTarget.run(octets)
    case .certificates: CertificatesTarget.run(octets)
    case .patterns: PatternsTarget.run(octets)
    case .console: ConsoleTarget.run(octets)
    case nil:
      let names = allCases.map(\.rawValue).joined(separator: " ")
      Finding.stop("SMTPSCOPE_FUZZ names no target: \(names)")
    }
  }
}
