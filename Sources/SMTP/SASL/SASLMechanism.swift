// The mechanisms that this program speaks, one row each. The names in help and in mistakes, completion, what `:auth` takes
// without being told, and what the sandbox offers are made of the table.

/// A mechanism with a client.
package struct SASLMechanism: Sendable, Equatable {
  /// Makes a client for one login.
  package typealias Maker = @Sendable (SASLCredentials, SASLCrypto) -> any SASLClient

  /// What is known of the mechanism whoever speaks it.
  package let facts: MechanismFacts
  private let make: Maker

  /// A row, for the file of the mechanism.
  init(_ facts: MechanismFacts, _ make: @escaping Maker) {
    self.facts = facts
    self.make = make
  }

  /// The mechanism of a name in any case; nil: this program does not speak it.
  package init?(named name: some StringProtocol) {
    guard let name = MechanismName(Array(name.utf8)), let row = Self.table.first(where: { $0.name == name })
    else { return nil }
    self = row
  }

  /// As AUTH has it.
  package var name: MechanismName { facts.name }

  /// A client for one login.
  package func client(_ credentials: SASLCredentials, _ crypto: SASLCrypto) -> any SASLClient {
    make(credentials, crypto)
  }

  /// A name is one mechanism's.
  package static func == (one: SASLMechanism, other: SASLMechanism) -> Bool { one.name == other.name }

  // MARK: The table

  /// In the order in which they are preferred under TLS.
  package static let table: [SASLMechanism] = [.plain, .login, .cramMD5]

  /// The mechanism to log in with where nobody names one. Without TLS those that keep the password to themselves come
  /// first (RFC 4954 §9: PLAIN and its like belong under TLS).
  ///
  /// - Parameter offered: the names of the server's offer.
  /// - Returns: nil: there is none that both sides have.
  package static func preferred(of offered: [String], isTLS: Bool) -> SASLMechanism? {
    let common = table.filter { offered.contains($0.name.rawValue) }
    return (isTLS ? nil : common.first { !$0.facts.sendsPassword }) ?? common.first
  }

  /// All names in a sentence: `PLAIN, LOGIN and CRAM-MD5`.
  ///
  /// - Parameter joint: the word in front of the last one.
  package static func names(_ joint: String = "and") -> String {
    let names = table.map(\.name.rawValue)
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return "\(names.dropLast().joined(separator: ", ")) \(joint) \(last)"
  }
}
