// What a mechanism is to the rest of the program: a client that makes responses of challenges (RFC 4422 §4). Each has a
// file of its name beside this one, with its client and its row; `SASLMechanism.table` names the rows. A new mechanism is
// such a file, a name in that table, and the server's side of it in the sandbox (`SandboxLogin`).

/// The client's side of one login. Challenges and responses are octets, never Base64.
package protocol SASLClient: Sendable {
  /// Begins.
  ///
  /// - Returns: the response that may go out with AUTH itself (RFC 4954 §4); nil: the server speaks first.
  mutating func start() throws(SASLProblem) -> [UInt8]?

  /// Answers a challenge.
  ///
  /// - Parameter challenge: empty where the server only asks for the first response.
  /// - Returns: the response.
  /// - Throws: why there is none; the client then cancels (RFC 4954 §4).
  mutating func respond(to challenge: [UInt8]) throws(SASLProblem) -> [UInt8]
}

/// What a person logs in with.
package struct SASLCredentials: Sendable {
  /// UTF-8, as typed: nothing is normalized.
  package let user: [UInt8]
  /// UTF-8, as typed: nothing is normalized.
  package let password: [UInt8]

  /// Takes both as they were typed; neither is looked at.
  package init(user: String, password: String) {
    self.user = Array(user.utf8)
    self.password = Array(password.utf8)
  }
}

/// What mechanisms need of a cryptographic library. It is handed in: this target has none.
package struct SASLCrypto: Sendable {
  /// HMAC-MD5 (RFC 2104) of a message under a key; nil where there is nothing to make it with.
  package let hmacMD5: @Sendable (_ key: [UInt8], _ message: [UInt8]) -> [UInt8]?

  package init(hmacMD5: @escaping @Sendable (_ key: [UInt8], _ message: [UInt8]) -> [UInt8]?) {
    self.hmacMD5 = hmacMD5
  }
}
