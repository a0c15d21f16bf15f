// How long to wait for each reply (RFC 5321 §4.5.3.2), a row a step.

import SMTP

/// A wait for a reply.
package struct Wait: Sendable, Equatable {
  package let asked: Asked
  package let seconds: Int
  /// Nil where the user has set the time.
  package let source: Source?

  /// The wait for the reply to `asked`.
  ///
  /// - Parameter override: seconds that the user has set.
  package static func row(for asked: Asked, override: Int? = nil) -> Wait {
    if let override { return Wait(asked: asked, seconds: override, source: nil) }
    switch asked {
    case .connection: return Wait(asked: asked, seconds: 300, source: .rfc(5321, "4.5.3.2.1"))
    case .command(.mail): return Wait(asked: asked, seconds: 300, source: .rfc(5321, "4.5.3.2.2"))
    case .command(.rcpt): return Wait(asked: asked, seconds: 300, source: .rfc(5321, "4.5.3.2.3"))
    case .command(.data): return Wait(asked: asked, seconds: 120, source: .rfc(5321, "4.5.3.2.4"))
    case .endOfData, .command(.bdat): return Wait(asked: asked, seconds: 600, source: .rfc(5321, "4.5.3.2.6"))
    // The section names no other command; five minutes is what it gives to most.
    case .command, .authResponse, .nothing:
      return Wait(asked: asked, seconds: 300, source: .rfc(5321, "4.5.3.2"))
    }
  }

  /// Each block of mail data (RFC 5321 §4.5.3.2.5).
  package static let dataBlock = 180
}
