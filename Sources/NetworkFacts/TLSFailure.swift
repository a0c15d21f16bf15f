// Why there is no TLS.

/// Why TLS could not be set up, or why its handshake failed.
package struct TLSFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line, with OpenSSL's own words.
  package let description: String
  /// What to do about it.
  package let advice: String
  /// Whether the fault is most likely the server's.
  package let isServersFault: Bool

  package init(_ description: String, advice: String, isServersFault: Bool = false) {
    self.description = description
    self.advice = advice
    self.isServersFault = isServersFault
  }
}
