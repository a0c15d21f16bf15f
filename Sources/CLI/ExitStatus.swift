// What the program says with its exit status.

import Runner
import SMTPCore

/// The documented exit statuses: small numbers are what became of a session, the others are of sysexits(3).
package enum ExitStatus: Int32, CaseIterable, Error {
  case ok = 0
  case refused = 1
  case connection = 2
  case tls = 3
  case file = 4
  case use = 64
  case system = 71
  case output = 74
  case interrupted = 130

  /// What a session came to.
  init(_ status: SessionStatus) {
    if status.problemsSoFar.contains(.output) {
      self = .output
    } else if status.problemsSoFar.contains(.tls) {
      self = .tls
    } else if status.problemsSoFar.contains(.connection) || status.dialogue?.openChunk != nil {
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
    case .passed: self = .ok
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
    case .output: "what was to be written could not be: a full disk, a closed pipe"
    case .interrupted: "interrupted"
    }
  }
}
