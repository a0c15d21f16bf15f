// How long to wait for each reply (RFC 5321 §4.5.3.2), a row a step.

import SMTP

/// A wait for a reply.
package struct Wait: Sendable, Equatable {
  package let awaited: Awaited
  package let seconds: Int
  /// Nil where the user has set the time.
  package let source: Citation?

  /// The wait for the reply to `awaited`.
  ///
  /// - Parameter override: seconds that the user has set.
  package static func row(for awaited: Awaited, override: Int? = nil) -> Wait {
    if let override { return Wait(awaited: awaited, seconds: override, source: nil) }
    switch awaited {
    case .connection: return Wait(awaited: awaited, seconds: 300, source: .rfc(5321, "4.5.3.2.1"))
    case .command(.mail): return Wait(awaited: awaited, seconds: 300, source: .rfc(5321, "4.5.3.2.2"))
    case .command(.rcpt): return Wait(awaited: awaited, seconds: 300, source: .rfc(5321, "4.5.3.2.3"))
    case .command(.data): return Wait(awaited: awaited, seconds: 120, source: .rfc(5321, "4.5.3.2.4"))
    case .endOfData, .command(.bdat):
      return Wait(awaited: awaited, seconds: 600, source: .rfc(5321, "4.5.3.2.6"))
    // The section names no other command; five minutes is what it gives to most.
    case .command, .authResponse, .nothing:
      return Wait(awaited: awaited, seconds: 300, source: .rfc(5321, "4.5.3.2"))
    }
  }

  /// Each block of mail data (RFC 5321 §4.5.3.2.5).
  package static let dataBlock = 180
}
