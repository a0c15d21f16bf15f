// What `:expect` can ask for: facts of the connection, of the last reply, and of what was found.

import NetworkFacts
import SessionFiles
import SMTP
import SMTPCore
import Transcript

/// Facts at one moment of a run.
package struct SessionFacts: Sendable {
  let status: SessionStatus
  let last: TranscriptEntry.Received?
  let found: [Rule]

  package init(status: SessionStatus, last: TranscriptEntry.Received?, found: [Rule]) {
    self.status = status
    self.last = last
    self.found = found
  }

  /// What is against a condition; nil when it holds.
  package func failure(of condition: Condition) -> String? {
    let (holds, fact) = evaluate(condition)
    if holds != condition.isNegated { return nil }
    return condition.isNegated ? "\(fact), which was not to be" : fact
  }

  private func evaluate(_ condition: Condition) -> (holds: Bool, fact: String) {
    switch condition.subject {
    case .tlsVersion, .tlsVerified, .tlsCipher, .tlsDays:
      guard let tls = status.tls else { return (false, "the connection has no TLS") }
      return evaluate(condition, tls)
    case .capability:
      guard let capabilities = status.dialogue?.answered.capabilities else {
        return (false, "no EHLO reply has come")
      }
      let words = condition.value.split(separator: " ").map { $0.uppercased() }
      guard let keyword = words.first, let parameters = capabilities.parameters(keyword) else {
        return (false, "the server does not offer \(words.first ?? "")")
      }
      let have = parameters.map { $0.uppercased() }
      if let lost = words.dropFirst().first(where: { !have.contains($0) }) {
        return (false, "the server offers \(keyword) without \(lost)")
      }
      return (true, "the server offers \(condition.value)")
    case .time:
      guard let last else { return (false, "no reply has come") }
      let limit = Int64(SessionFileCommands.milliseconds(condition.value) ?? 0) * 1_000_000
      return (
        compare(last.lastOctet, limit, condition.comparison),
        "the last reply took \(DurationText.text(nanoseconds: last.lastOctet))"
      )
    case .finding:
      let isFound = Rule(rawValue: condition.value).map(found.contains) ?? false
      return (isFound, "the finding \(condition.value) was \(isFound ? "made" : "not made")")
    }
  }

  private func evaluate(_ condition: Condition, _ tls: TLSFacts) -> (holds: Bool, fact: String) {
    switch condition.subject {
    case .tlsVersion:
      return (
        compare(Self.rank(tls.version), Self.rank(condition.value), condition.comparison),
        "the protocol is \(Escaping.escape(tls.version))"
      )
    case .tlsCipher:
      return (
        (tls.cipher == condition.value) == (condition.comparison == .equal),
        "the cipher is \(Escaping.escape(tls.cipher))"
      )
    case .tlsDays:
      guard let days = tls.daysLeft else {
        return (false, tls.chain.isEmpty ? "there is no certificate" : "its date cannot be read")
      }
      return (
        compare(days, Int64(condition.value) ?? 0, condition.comparison),
        days < 0
          ? "the certificate expired \(-(tls.secondsLeft ?? 0) / 86_400) days ago"
          : "the certificate is valid for \(days) more days"
      )
    default: return (tls.isTrusted, Escaping.escape(tls.verdict.text))
    }
  }

  private func compare(_ a: Int64, _ b: Int64, _ comparison: Condition.Comparison?) -> Bool {
    switch comparison {
    case .equal, nil: return a == b
    case .unequal: return a != b
    case .atLeast: return a >= b
    case .atMost: return a <= b
    case .more: return a > b
    case .less: return a < b
    }
  }

  /// A number for each version in any of its spellings, in their order; 0 for any other text.
  static func rank(_ version: String) -> Int64 {
    switch TLSOptions.Version(spelling: version) {
    case .tls1_0: return 10
    case .tls1_1: return 11
    case .tls1_2: return 12
    case .tls1_3: return 13
    case nil: return 0
    }
  }
}
