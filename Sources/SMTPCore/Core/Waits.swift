// How long to wait for each reply (RFC 5321 §4.5.3.2), a row a step.

import SMTP

/// A wait for a reply, for the end of a handshake, or for the server to take what is sent.
package struct Wait: Sendable, Equatable {
  /// What the server is to do.
  package enum Kind: Sendable, Equatable {
    case reply
    /// The server is to take a block of a message; `awaited` is what comes after all of them.
    case write
    /// TLS is being agreed on; `awaited` is what comes after.
    case handshake
  }

  /// The reply that is waited for, or that comes behind what is.
  package let awaited: Awaited
  /// What is to happen before the time is up.
  package var kind = Kind.reply
  /// After this the wait is given up.
  package let seconds: Int
  /// Nil where the user has set the time.
  package let source: Citation?

  /// What is waited for, in a few words.
  package var name: String {
    switch kind {
    case .reply: return awaited.name
    case .write: return "message"
    case .handshake: return "TLS handshake"
    }
  }

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

  /// The wait until the server has taken a block of mail data (RFC 5321 §4.5.3.2.5).
  ///
  /// - Parameter override: seconds that the user has set.
  package static func write(override: Int? = nil) -> Wait {
    let source = override == nil ? Citation.rfc(5321, "4.5.3.2.5") : nil
    return Wait(awaited: .endOfData, kind: .write, seconds: override ?? 180, source: source)
  }

  /// The wait for the end of a TLS handshake. No RFC names a time; five minutes is what Postfix gives it, too.
  ///
  /// - Parameter override: seconds that the user has set.
  package static func handshake(override: Int? = nil) -> Wait {
    let source = override == nil ? Citation.document("Postfix, smtp_starttls_timeout") : nil
    return Wait(awaited: .nothing, kind: .handshake, seconds: override ?? 300, source: source)
  }
}
