// PLAIN: name and password in one response, in the open (RFC 4616).

extension SASLMechanism {
  /// Name and password go over the wire as they are, in Base64.
  package static let plain = SASLMechanism(
    MechanismFacts(.plain, sendsPassword: true, responses: [.userAndPassword], source: .rfc(4616, "2"))
  ) { credentials, _ in Plain(credentials) }
}

/// The client of PLAIN.
struct Plain: SASLClient {
  private let credentials: SASLCredentials
  private var isDone = false

  init(_ credentials: SASLCredentials) { self.credentials = credentials }

  mutating func start() throws(SASLProblem) -> [UInt8]? { try message() }

  /// The one response, to the empty challenge of a server that had it not with AUTH (RFC 4954 §4).
  mutating func respond(to challenge: [UInt8]) throws(SASLProblem) -> [UInt8] {
    guard !isDone else { throw .unexpectedChallenge }
    return try message()
  }

  /// `[authzid] NUL authcid NUL passwd` with an empty authorization identity (RFC 4616 §2).
  private mutating func message() throws(SASLProblem) -> [UInt8] {
    guard !credentials.user.contains(0), !credentials.password.contains(0) else { throw .nulInCredentials }
    isDone = true
    return [0] + credentials.user + [0] + credentials.password
  }
}
