// What a session can be told before it begins, and by `:set` while it goes on: one row a setting.

import NetworkFacts
import SMTP

/// How a session behaves.
package struct SessionOptions: Sendable {
  /// What is asked of TLS, with STARTTLS and without it.
  package var tls = TLSOptions()
  /// Whether the handshake starts by itself after a 220 to STARTTLS.
  package var startsTLS = true
  /// Seconds for every reply; nil: RFC 5321's own.
  package var timeout: Int?
  /// Seconds for one address.
  package var connectTimeout = 30
  /// The name for EHLO.
  package var helloName: String
  /// What ends a typed line.
  package var lineEnd: [UInt8] = [ASCII.cr, ASCII.lf]
  /// Whether secrets are shown and recorded as they are.
  package var showsSecrets = false
  /// Whether `:auth` logs in over a connection without TLS and does not ask.
  package var allowsCleartextAuth = false

  /// - Parameters:
  ///   - helloName: this machine's name, which whoever knows the machine hands in.
  package init(helloName: String = "localhost") { self.helloName = helloName }
}
