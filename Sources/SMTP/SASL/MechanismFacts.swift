// What is known of mechanisms, whether this program speaks them or not: whom they show the password, and what a client
// says in them. Of those in `MechanismName` that have no row nothing certain is known.

/// A mechanism's row.
package struct MechanismFacts: Sendable {
  /// What a response of the client holds.
  package enum Response: Sendable {
    case user, password, userAndPassword, digest, token
    /// Whom the client wants to act as; what proves it was shown elsewhere.
    case identity
  }

  /// One name, one row.
  package let name: MechanismName
  /// Whether it shows a password, or a token as good as one, to the server and to whoever reads the wire.
  package let sendsPassword: Bool
  /// What the client says in an exchange that goes as it should, line by line, the initial response included.
  package let responses: [Response]
  /// The document that defines the mechanism.
  package let source: Citation

  init(_ name: MechanismName, sendsPassword: Bool, responses: [Response], source: Citation) {
    self.name = name
    self.sendsPassword = sendsPassword
    self.responses = responses
    self.source = source
  }

  /// All rows: first those of the mechanisms that this program speaks, which stand in their own files.
  package static let table: [MechanismFacts] =
    SASLMechanism.table.map(\.facts) + [
      MechanismFacts(
        .xoauth2, sendsPassword: true, responses: [.token],
        source: .document("Google's OAuth 2.0 mechanism for Gmail")),
      MechanismFacts(.oauthBearer, sendsPassword: true, responses: [.token], source: .rfc(7628, "3.1")),
      MechanismFacts(.external, sendsPassword: false, responses: [.identity], source: .rfc(4422, "A")),
      MechanismFacts(.anonymous, sendsPassword: false, responses: [.identity], source: .rfc(4505, "2")),
      MechanismFacts(
        .cramSHA1, sendsPassword: false, responses: [.digest], source: .document("Courier authlib")),
    ]

  private static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })

  /// The row of a name; nil: there is none.
  package static func row(_ name: MechanismName) -> MechanismFacts? { byName[name] }

  /// Whether the mechanism of a name shows a password; false too where nothing is known of it.
  ///
  /// - Parameter name: in capital letters, as offers and commands are read.
  package static func sendsPassword(_ name: String) -> Bool {
    MechanismName(rawValue: name).flatMap(row)?.sendsPassword ?? false
  }
}
