// The client's side of SASL (RFC 4422) for the mechanisms that servers offer: PLAIN (RFC 4616), LOGIN
// (draft-murchison-sasl-login) and CRAM-MD5 (RFC 2195). The hash comes from outside: this target has no
// cryptography of its own.

/// What is known of SASL mechanisms by name.
package enum SASLMechanism: String, CaseIterable, Sendable {
  case plain = "PLAIN"
  case login = "LOGIN"
  case cramMD5 = "CRAM-MD5"

  /// Whether the mechanism shows a password, or a token as good as one, to whoever reads the wire.
  package static func sendsPassword(_ name: String) -> Bool {
    ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"].contains(name)
  }
}

/// One AUTH exchange with a name and a password.
package struct SASLExchange: Sendable {
  /// Why an exchange cannot go on. The client then cancels with `*` (RFC 4954 §4).
  package enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
    case unexpectedChallenge(String)
    case nulInCredentials
    case noHMAC

    package var description: String {
      switch self {
      case .unexpectedChallenge(let text): return "the challenge \"\(text)\" is not one that the mechanism has"
      case .nulInCredentials: return "a name or password with a NUL cannot be sent (RFC 4616 §2)"
      case .noHMAC: return "CRAM-MD5 needs MD5 of OpenSSL 3, which is not there"
      }
    }
  }

  /// HMAC-MD5 (RFC 2104) of a message under a key; nil where there is nothing to make it with.
  package typealias HMACMD5 = @Sendable (_ key: [UInt8], _ message: [UInt8]) -> [UInt8]?

  package let mechanism: SASLMechanism
  private let user: [UInt8]
  private let password: [UInt8]
  private let hmac: HMACMD5
  private var step = 0

  package init(_ mechanism: SASLMechanism, user: String, password: String, hmacMD5: @escaping HMACMD5) {
    self.mechanism = mechanism
    self.user = Array(user.utf8)
    self.password = Array(password.utf8)
    hmac = hmacMD5
  }

  /// The response that may go out with the AUTH command, not yet in Base64; nil where the server speaks
  /// first.
  package mutating func initialResponse() throws(Problem) -> [UInt8]? {
    guard mechanism == .plain else { return nil }
    step = 1
    return try plain()
  }

  /// The response to a challenge, neither of them in Base64.
  package mutating func respond(to challenge: [UInt8]) throws(Problem) -> [UInt8] {
    defer { step += 1 }
    switch (mechanism, step) {
    case (.plain, 0): return try plain()
    case (.login, 0): return user
    case (.login, 1): return password
    case (.cramMD5, 0):
      guard let digest = hmac(password, challenge) else { throw .noHMAC }
      let hex = digest.flatMap { octet -> [UInt8] in
        let digits = Array("0123456789abcdef".utf8)
        return [digits[Int(octet >> 4)], digits[Int(octet & 15)]]
      }
      return user + [ASCII.space] + hex
    default: throw .unexpectedChallenge(challenge.prefix(60).text)
    }
  }

  /// `[authzid] NUL authcid NUL passwd` with an empty authorization identity (RFC 4616 §2).
  private func plain() throws(Problem) -> [UInt8] {
    guard !user.contains(0), !password.contains(0) else { throw .nulInCredentials }
    return [0] + user + [0] + password
  }
}
