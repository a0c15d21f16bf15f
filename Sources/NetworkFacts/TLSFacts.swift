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

  /// As OpenSSL names it: `TLSv1.3`.
  package let version: String
  /// OpenSSL's name of the cipher suite; `none` where it has none.
  package let cipher: String
  /// The bits of the cipher's key that count, as OpenSSL says.
  package let cipherBits: Int
  /// The group of the key exchange, by OpenSSL's name; nil where there is none.
  package let group: String?
  /// An earlier session was taken up again.
  package let isResumed: Bool
  /// SNI; nil where none was sent.
  package let serverName: String?
  /// As presented, the server's own certificate first.
  package let chain: [CertificateFacts]
  /// Empty when the chain leads to a trusted CA, or when nobody looked.
  package let verifyErrors: [VerifyError]
  /// The chain was looked at and has no errors; the name is judged apart.
  package let isVerified: Bool
  /// The name the certificate was checked for, and whether it is in it; nil where nobody looked.
  package let nameCheck: NameCheck?
  /// Nanoseconds the handshake took.
  package let duration: Int64
  /// When the handshake ended, in seconds since 1970.
  package let seenAt: Int64

  /// How the certificate stands to the name that was wanted.
  package struct NameCheck: Sendable, Equatable {
    /// A host's name, or an address: what was to be in the certificate.
    package let name: String
    /// Whether the certificate is for it.
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

  /// Seconds from the handshake until the server's own certificate expires; negative: it has expired. Nil without one,
  /// or where its date cannot be read.
  package var secondsLeft: Int64? { chain.first?.notAfter.map { $0 - seenAt } }

  /// Whole days until the server's own certificate expires, counted from the handshake; negative: it has expired. Nil
  /// without a certificate.
  package var daysLeft: Int64? {
    secondsLeft.map { Int64((Double($0) / 86_400).rounded(.down)) }
  }

  /// Chain and name are both in order.
  package var isTrusted: Bool { isVerified && nameCheck?.matches == true }

  /// Whether the certificate can be trusted.
  package var verdict: Verdict {
    guard let nameCheck else { return .notLookedAt }
    if let first = verifyErrors.first { return .notVerified(first) }
    return nameCheck.matches ? .verified : .wrongName(nameCheck.name)
  }

  /// What there is to be said of a certificate: the chain's errors before a wrong name.
  package enum Verdict: Sendable, Equatable {
    case verified, notLookedAt
    /// The first of the chain's errors.
    case notVerified(VerifyError)
    /// The certificate is not for this name.
    case wrongName(String)
  }
}
