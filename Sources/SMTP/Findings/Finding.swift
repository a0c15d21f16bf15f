// A finding: one rule that a command or a reply breaks, with what was expected and what came.

/// How much a finding matters.
package enum Severity: String, Sendable, Comparable, CaseIterable {
  /// Worth knowing; nothing is broken.
  case notice
  /// Works in many places, breaks in some.
  case warning
  /// A rule of the protocol is broken.
  case error

  private var rank: Int {
    switch self {
    case .notice: return 0
    case .warning: return 1
    case .error: return 2
    }
  }

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// Whose doing it is.
package enum Party: String, Sendable, CaseIterable {
  /// The person or script at this end.
  case client
  /// The server's software or its configuration.
  case server
  /// A decision of those who run the server.
  case policy
  /// What lies between the two.
  case network
  /// The DNS of the sender's domain or of this client.
  case senderDNS
}

/// One broken rule at one place.
package struct Finding: Sendable, Equatable {
  /// The rule, whose row in `Rule.table` has severity, party and source.
  package let rule: Rule
  /// Octets from the start of the command line where the caret goes; nil where no place is meant.
  package let offset: Int?
  /// What was expected instead, where that says more than the rule's own sentence.
  package let expected: String?
  /// What was found.
  package let got: String?

  package init(_ rule: Rule, at offset: Int? = nil, expected: String? = nil, got: String? = nil) {
    self.rule = rule
    self.offset = offset
    self.expected = expected
    self.got = got
  }

  /// The stable name that session files use, for example `rcpt-before-mail`.
  package var id: String { rule.rawValue }
  package var severity: Severity { rule.row.severity }
}
