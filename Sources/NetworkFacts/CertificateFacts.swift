// What a certificate says.

/// A certificate's facts.
package struct CertificateFacts: Sendable, Equatable {
  /// The distinguished name, as OpenSSL prints it.
  package let subject: String
  /// The same of whoever signed it.
  package let issuer: String
  /// As OpenSSL writes them: `DNS:mx.example`, `IP Address:192.0.2.1`.
  package let altNames: [String]
  /// Seconds since 1970; nil: what stands there is no date.
  package let notBefore: Int64?
  /// Seconds since 1970; nil: what stands there is no date.
  package let notAfter: Int64?
  /// The public key's type and size: `EC prime256v1, 256 bits`.
  package let key: String
  /// The algorithm of the signature, by OpenSSL's long name; `unknown` where it has none.
  package let signature: String
  /// Hexadecimal.
  package let sha256: String

  package init(
    subject: String, issuer: String, altNames: [String], notBefore: Int64?, notAfter: Int64?, key: String,
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
