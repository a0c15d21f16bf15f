// What a TLS handshake came to: every fact that a mail administrator asks for, as values and as lines.

/// The result of a handshake.
package struct TLSFacts: Sendable, Equatable {
  /// One error of the chain's verification.
  package struct VerifyError: Sendable, Equatable {
    /// 0 is the server's own certificate.
    package let depth: Int
    /// `X509_V_ERR_…`
    package let code: Int32
    /// OpenSSL's text.
    package let text: String

    package init(depth: Int, code: Int32, text: String) {
      self.depth = depth
      self.code = code
      self.text = text
    }
  }

  package let version: String
  package let cipher: String
  package let cipherBits: Int
  package let group: String?
  package let isResumed: Bool
  /// SNI; nil where none was sent.
  package let serverName: String?
  /// As presented, the server's own certificate first.
  package let chain: [CertificateFacts]
  /// Empty when the chain leads to a trusted CA, or when nobody looked.
  package let verifyErrors: [VerifyError]
  package let isVerified: Bool
  /// The name the certificate was checked for, and whether it is in it; nil where nobody looked.
  package let nameCheck: NameCheck?
  /// Nanoseconds the handshake took.
  package let duration: Int64
  /// When the handshake ended, in seconds since 1970.
  package let seenAt: Int64

  package struct NameCheck: Sendable, Equatable {
    package let name: String
    package let matches: Bool

    package init(name: String, matches: Bool) {
      self.name = name
      self.matches = matches
    }
  }

  package init(
    version: String, cipher: String, cipherBits: Int, group: String? = nil, isResumed: Bool = false,
    serverName: String? = nil, chain: [CertificateFacts] = [], verifyErrors: [VerifyError] = [],
    isVerified: Bool = false, nameCheck: NameCheck? = nil, duration: Int64 = 0, seenAt: Int64 = 0
  ) {
    self.version = version
    self.cipher = cipher
    self.cipherBits = cipherBits
    self.group = group
    self.isResumed = isResumed
    self.serverName = serverName
    self.chain = chain
    self.verifyErrors = verifyErrors
    self.isVerified = isVerified
    self.nameCheck = nameCheck
    self.duration = duration
    self.seenAt = seenAt
  }

  /// Whole days until the server's own certificate expires, counted from the handshake; negative: it has expired. Nil
  /// without a certificate.
  package var daysLeft: Int64? { chain.first.map { ($0.notAfter - seenAt) / 86_400 } }

  /// Chain and name are both in order.
  package var isTrusted: Bool { isVerified && nameCheck?.matches == true }

  /// `TLSv1.3 TLS_AES_256_GCM_SHA384 x25519, certificate verified`.
  package var summary: String {
    "\(version) \(cipher)\(group.map { " " + $0 } ?? ""), \(verdict)"
  }

  /// Whether the certificate can be trusted, in a few words.
  package var verdict: String {
    guard let nameCheck else { return "certificate not looked at" }
    if let first = verifyErrors.first { return "certificate not verified: \(first.text)" }
    if !nameCheck.matches { return "certificate is not for \(nameCheck.name)" }
    return "certificate verified"
  }

  /// The report in lines for people. Days that are left are counted from the handshake.
  package var lines: [String] { lines(withDaysLeft: true) }

  /// The same; without the days that are left it does not depend on the day.
  package func lines(withDaysLeft: Bool) -> [String] {
    var out = [
      "cipher \(cipher), \(cipherBits) bits\(group.map { ", key exchange \($0)" } ?? "")\(isResumed ? ", session resumed" : "")"
    ]
    if let serverName { out.append("name sent (SNI): \(serverName)") }
    for (depth, certificate) in chain.enumerated() {
      out.append("certificate \(depth): \(certificate.subject)")
      if !certificate.altNames.isEmpty {
        out.append("  names: \(certificate.altNames.joined(separator: ", "))")
      }
      out.append("  issuer: \(certificate.issuer)")
      out.append(
        "  valid \(CivilTime.text(certificate.notBefore)) to \(CivilTime.text(certificate.notAfter))\(withDaysLeft ? ", " + remaining(certificate) : "")"
      )
      out.append("  key \(certificate.key), signed with \(certificate.signature)")
      out.append("  SHA-256 \(certificate.sha256)")
    }
    if chain.isEmpty { out.append("the server presented no certificate") }
    out += verifyErrors.map(Self.line)
    if nameCheck != nil, isVerified { out.append("✓ the chain leads to a trusted CA") }
    if let nameCheck {
      out.append(nameCheck.matches ? "✓ the certificate is for \(nameCheck.name)" : Self.line(nameCheck))
    }
    return out
  }

  /// The lines that say what is wrong.
  package var faults: [String] {
    verifyErrors.map(Self.line) + (nameCheck.map { $0.matches ? [] : [Self.line($0)] } ?? [])
  }

  private static func line(_ error: VerifyError) -> String {
    "✗ at depth \(error.depth): \(error.text) (X509_V_ERR \(error.code))"
  }

  private static func line(_ check: NameCheck) -> String { "✗ the certificate is not for \(check.name)" }

  private func remaining(_ certificate: CertificateFacts) -> String {
    let left = certificate.notAfter - seenAt
    if seenAt < certificate.notBefore { return "not valid yet" }
    if left < 0 { return "expired \(-left / 86_400) days ago" }
    return "\(left / 86_400) days left"
  }
}
