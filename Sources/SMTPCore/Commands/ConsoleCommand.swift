// What a person can say to the console, as a value.

import NetworkFacts
import SMTP

/// A console command, read.
package enum ConsoleCommand: Sendable, Equatable {
  /// Nil: the same server again.
  case connect(Target?)
  case close
  case starttls
  case tls
  /// Nil: the mechanism that suits best.
  case auth(mechanism: SASLMechanism?, user: String?)
  case data(file: String?)
  case send([UInt8])
  case mx(String)
  case caps
  case timing
  /// Nil, nil: show all.
  case set(name: String?, value: String?)
  /// Nil: say where it goes; `off` ends it.
  case record(String?)
  case save(String)
  case saveScreen(String)
  /// A session file; nil: the one that is paused goes on.
  case run(file: String?, server: Target?)
  /// This session with a session file.
  case compare(String)
  case explain(String?)
  case help(String?)
  case quit

  /// The line that it sends, as if it had been typed: what the guard judges. Nil: it sends none, or others.
  package var line: [UInt8]? {
    switch self {
    case .data: return Array("DATA".utf8)
    case .starttls: return Array("STARTTLS".utf8)
    default: return nil
    }
  }
}
