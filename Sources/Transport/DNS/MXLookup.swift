// Asks which hosts take mail for a domain, through the C library's resolver.

import CResolver
import NetworkFacts

/// MX queries.
package enum MXLookup {
  /// Asks. Blocks for as long as the resolver takes: call it off the event loop.
  package static func query(_ domain: String) -> MXAnswer {
    var records = [cres_mx](repeating: cres_mx(), count: 64)
    var count: Int32 = 0
    let status = cres_query_mx(domain, &records, Int32(records.count), &count)
    switch cres_status(UInt32(status)) {
    case CRES_OK:
      let hosts = records.prefix(Int(count)).map { record in
        MXAnswer.Record(
          preference: Int(record.preference),
          host: withUnsafeBytes(of: record.host) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
      }
      return .sorted(hosts)
    case CRES_NO_DATA: return .implicit
    case CRES_NO_DOMAIN: return .noSuchDomain
    case CRES_TRY_AGAIN: return .temporaryFailure
    default: return .failure
    }
  }
}
