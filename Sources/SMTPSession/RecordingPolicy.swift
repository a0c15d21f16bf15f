// Where sessions are recorded when nobody says where.

import Platform

/// Where a session is recorded.
package enum RecordingPolicy: Sendable, Equatable {
  /// A new file under `$XDG_STATE_HOME/smtpscope`.
  case standard
  case file(String)
  case none

  /// `$XDG_STATE_HOME/smtpscope`, or where that points by default (XDG Base Directory Specification).
  package static var folder: String? {
    if let state = Environment.value("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/smtpscope" }
    return Environment.value("HOME").map { $0 + "/.local/state/smtpscope" }
  }
}
