// What stands against `:auth` before the password is asked for: the order of commands, and a connection that anybody can
// read.

import NetworkFacts
import SMTP

/// The guard of logins.
package enum LoginGuard {
  /// The AUTH line as far as it is known without the password.
  package static func line(_ mechanism: SASLMechanism) -> [UInt8] {
    Array("AUTH \(mechanism.name.rawValue)".utf8)
  }

  /// What the AUTH line would break, as if it were typed: before EHLO nothing is offered, and in a mail transaction AUTH is
  /// not allowed (RFC 4954 §4). That a password goes out in clear is `needsConsent`'s question; where that can be answered
  /// by STARTTLS, what is offered before it counts for nothing: many servers offer AUTH only then.
  package static func findings(_ mechanism: SASLMechanism, _ status: SessionStatus) -> [Finding] {
    guard status.connection == .open, let dialogue = status.dialogue else { return [] }
    let isAsked = needsConsent(status) && canStartTLS(status)
    return dialogue.check(.command(Command(line(mechanism)))).filter {
      $0.rule != .authInClear && !(isAsked && [.extensionNotOffered, .mechanismNotOffered].contains($0.rule))
    }
  }

  /// Whether somebody has to say yes before a login goes out: the connection is not encrypted, and no setting allows it.
  ///
  /// So it is with every mechanism: PLAIN and LOGIN send the password itself, the responses of the others can be tried
  /// against lists of passwords by whoever has read them, and what follows the login is open to all (RFC 4954 §9). It is
  /// so on loopback, too: a tunnel or a proxy may listen there. A Unix socket ends on this machine.
  package static func needsConsent(_ status: SessionStatus) -> Bool {
    guard status.connection == .open, !status.options.allowsCleartextAuth else { return false }
    if case .unix? = status.target?.endpoint { return false }
    return status.dialogue?.answered.isTLS != true
  }

  /// Whether the server offers what would encrypt the connection.
  package static func canStartTLS(_ status: SessionStatus) -> Bool {
    status.dialogue?.answered.capabilities?.has("STARTTLS") == true
  }

  /// What is asked, or said.
  package static let question = "This connection is not encrypted."

  /// Where nobody can be asked, and how it is done.
  package static let refusal =
    "this connection is not encrypted, so no login was sent: STARTTLS first, or --allow-cleartext-auth (:set cleartext-auth allow)"
}
