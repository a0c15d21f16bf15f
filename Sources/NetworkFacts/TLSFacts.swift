// What a TLS handshake came to: every fact that a mail administrator asks for.

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

  /// Whether the certificate can be trusted.
  package var verdict: Verdict {
    guard let nameCheck else { return .notLookedAt }
    if let first = verifyErrors.first { return .notVerified(first) }
    return nameCheck.matches ? .verified : .wrongName(nameCheck.name)
  }

  package enum Verdict: Sendable, Equatable {
    case verified, notLookedAt
    /// The first of the chain's errors.
    case notVerified(VerifyError)
    /// The certificate is not for this name.
    case wrongName(String)
  }
}
