// libFuzzer's way in. Tests/Fuzz/run builds it with the fuzzer's runtime and names the target in the environment; an
// ordinary build makes a program of it that carries out its arguments, files of octets, and is otherwise of no use.

import Glibc

/// A target: what it does with octets.
enum FuzzTarget: String, CaseIterable {
  case replies, sessionFiles = "session-files", logs, recordings, certificates, patterns, console

  func run(_ octets: [UInt8]) {
    switch self {
    case .replies: RepliesTarget.run(octets)
    case .sessionFiles: SessionFilesTarget.run(octets)
    case .logs: LogsTarget.run(octets)
    case .recordings: RecordingsTarget.run(octets)
    case .certificates: CertificatesTarget.run(octets)
    case .patterns: PatternsTarget.run(octets)
    case .console: ConsoleTarget.run(octets)
    }
  }

  /// The one that `SMTPSCOPE_FUZZ` names.
  static let named: FuzzTarget? = {
    guard let name = getenv("SMTPSCOPE_FUZZ").map({ String(cString: $0) }) else { return nil }
    return FuzzTarget(rawValue: name)
  }()
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ octets: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let target = FuzzTarget.named else {
    Finding.stop(
      "SMTPSCOPE_FUZZ names no target: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
  }
  target.run(Array(UnsafeBufferPointer(start: octets, count: count)))
  return 0
}
