// CRAM-MD5: the name, and a digest of the server's challenge under the password, which does not go over the wire (RFC
// 2195 §2).

extension SASLMechanism {
  /// The password does not go over the wire; it needs `SASLCrypto.hmacMD5`.
  package static let cramMD5 = SASLMechanism(
    MechanismFacts(.cramMD5, sendsPassword: false, responses: [.digest], source: .rfc(2195, "2"))
  ) { credentials, crypto in CramMD5(credentials, crypto) }
}

/// The client of CRAM-MD5.
struct CramMD5: SASLClient {
  private let credentials: SASLCredentials
  private let crypto: SASLCrypto
  private var isDone = false

  init(_ credentials: SASLCredentials, _ crypto: SASLCrypto) {
    self.credentials = credentials
    self.crypto = crypto
  }

  mutating func start() throws(SASLProblem) -> [UInt8]? { nil }

  /// The user name, a space, and the digest in small hexadecimal digits (RFC 2195 §2).
  mutating func respond(to challenge: [UInt8]) throws(SASLProblem) -> [UInt8] {
    guard !isDone else { throw .unexpectedChallenge }
    guard let digest = crypto.hmacMD5(credentials.password, challenge) else { throw .noHMACMD5 }
    isDone = true
    let digits = Array("0123456789abcdef".utf8)
    return credentials.user + [ASCII.space] + digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
