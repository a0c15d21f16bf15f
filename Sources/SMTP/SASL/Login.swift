// LOGIN: name, then password, each to a challenge that servers word as they like (draft-murchison-sasl-login-00).

extension SASLMechanism {
  /// Name and password go over the wire as they are, in Base64.
  package static let login = SASLMechanism(
    MechanismFacts(
      .login, sendsPassword: true, responses: [.user, .password],
      source: .document("draft-murchison-sasl-login-00"))
  ) { credentials, _ in Login(credentials) }
}

/// The client of LOGIN.
struct Login: SASLClient {
  /// What was not said yet.
  private var responses: [[UInt8]]

  init(_ credentials: SASLCredentials) { responses = [credentials.user, credentials.password] }

  mutating func start() throws(SASLProblem) -> [UInt8]? { nil }

  /// The order alone says what is asked for: the challenges have no agreed words.
  mutating func respond(to challenge: [UInt8]) throws(SASLProblem) -> [UInt8] {
    guard !responses.isEmpty else { throw .unexpectedChallenge }
    return responses.removeFirst()
  }
}
