// Which hosts take mail for a domain (RFC 5321 §5.1), as the DNS has it.

/// The answer to an MX query.
package enum MXAnswer: Sendable, Equatable {
  /// One record.
  package struct Record: Sendable, Equatable {
    /// The lowest is tried first (RFC 5321 §5.1).
    package let preference: Int
    /// Empty in the record of a domain that takes no mail.
    package let host: String

    package init(preference: Int, host: String) {
      self.preference = preference
      self.host = host
    }
  }

  /// Hosts in the order in which they are to be tried.
  case hosts([Record])
  /// No MX record: the domain's own address is its mail host (RFC 5321 §5.1).
  case implicit
  /// The domain says that it takes no mail (RFC 7505 §3).
  case null
  case noSuchDomain
  /// The resolver could not tell; asking again may help.
  case temporaryFailure
  case failure

  /// Orders records by preference, the lowest first. Among equals RFC 5321 §5.1 has a sender choose at random; here names
  /// decide, so that what is found once is found again.
  package static func sorted(_ records: [Record]) -> MXAnswer {
    if records.count == 1, records[0].host.isEmpty { return .null }
    return .hosts(
      records.filter { !$0.host.isEmpty }.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) })
  }
}
