// What a certificate says.

/// A certificate's facts.
package struct CertificateFacts: Sendable, Equatable {
  package let subject: String
  package let issuer: String
  /// As OpenSSL writes them: `DNS:mx.example`, `IP Address:192.0.2.1`.
  package let altNames: [String]
  /// Seconds since 1970.
  package let notBefore: Int64
  package let notAfter: Int64
  package let key: String
  package let signature: String
  /// Hexadecimal.
  package let sha256: String

  package init(
    subject: String, issuer: String, altNames: [String], notBefore: Int64, notAfter: Int64, key: String,
    signature: String, sha256: String
  ) {
    self.subject = subject
    self.issuer = issuer
    self.altNames = altNames
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.key = key
    self.signature = signature
    self.sha256 = sha256
  }
}
