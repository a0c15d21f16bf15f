// Which hosts take mail for a domain (RFC 5321 §5.1), through the C library's resolver.

import CResolver

/// The answer to an MX query.
package enum MXLookup: Sendable, Equatable {
  /// One record.
  package struct Record: Sendable, Equatable {
    package let preference: Int
    package let host: String
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

  /// Asks. Blocks for as long as the resolver takes: call it off the event loop.
  package static func query(_ domain: String) -> MXLookup {
    var records = [cres_mx](repeating: cres_mx(), count: 64)
    var count: Int32 = 0
    let status = cres_query_mx(domain, &records, Int32(records.count), &count)
    switch cres_status(UInt32(status)) {
    case CRES_OK:
      let hosts = records.prefix(Int(count)).map { record in
        Record(
          preference: Int(record.preference),
          host: withUnsafeBytes(of: record.host) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
      }
      return sorted(hosts)
    case CRES_NO_DATA: return .implicit
    case CRES_NO_DOMAIN: return .noSuchDomain
    case CRES_TRY_AGAIN: return .temporaryFailure
    default: return .failure
    }
  }

  /// Orders records by preference, names as a tie-break so that the order is stable.
  static func sorted(_ records: [Record]) -> MXLookup {
    if records.count == 1, records[0].host.isEmpty { return .null }
    return .hosts(
      records.filter { !$0.host.isEmpty }.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) })
  }

  /// What the answer is, in words.
  package func describe(_ domain: String) -> String {
    switch self {
    case .hosts(let records):
      return "MX of \(domain): " + records.map { "\($0.host) (\($0.preference))" }.joined(separator: ", ")
    case .implicit: return "\(domain) has no MX record: its own address takes its mail (RFC 5321 §5.1)"
    case .null: return "\(domain) says that it takes no mail: null MX (RFC 7505 §3)"
    case .noSuchDomain: return "there is no domain \(domain)"
    case .temporaryFailure: return "the resolver could not find out the MX of \(domain); try again later"
    case .failure: return "the resolver failed on the MX of \(domain)"
    }
  }
}
