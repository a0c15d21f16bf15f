// What a TLS handshake came to: every fact that a mail administrator asks for, as values and as lines.

import COpenSSL
import NIOCore

/// A certificate's facts.
package struct CertificateFacts: Sendable, Equatable {
  package let subject: String
  package let issuer: String
  /// As OpenSSL writes them: `DNS:mx.example`, `IP Address:192.0.2.1`.
  package let altNames: [String]
  /// Seconds since 1970.
  package let notBefore: Int64
  package let notAfter: Int64
  package let key: String
  package let signature: String
  /// Hexadecimal.
  package let sha256: String

  init(_ certificate: OpaquePointer) {
    subject = Self.text { cossl_subject(certificate, $0, $1) }
    issuer = Self.text { cossl_issuer(certificate, $0, $1) }
    altNames = Self.text { cossl_alt_names(certificate, $0, $1) }.split(separator: "\n").map(String.init)
    key = Self.text { cossl_key(certificate, $0, $1) }
    signature = Self.text { cossl_signature(certificate, $0, $1) }
    var from: Int64 = 0
    var until: Int64 = 0
    cossl_validity(certificate, &from, &until)
    notBefore = from
    notAfter = until
    var digest = [UInt8](repeating: 0, count: 32)
    cossl_sha256(certificate, &digest)
    sha256 = Digest.hex(digest)
  }

  private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = buffer.count
    _ = buffer.withUnsafeMutableBufferPointer { pointer in pointer.baseAddress.map { fill($0, count) } }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The result of a handshake.
package struct TLSFacts: Sendable, Equatable {
  /// One error of the chain's verification.
  package struct VerifyError: Sendable, Equatable {
    /// 0 is the server's own certificate.
    package let depth: Int
    /// `X509_V_ERR_…`
    package let code: Int32
    /// OpenSSL's text.
    package let text: String
  }

  package let version: String
  package let cipher: String
  package let cipherBits: Int
  package let group: String?
  package let isResumed: Bool
  /// SNI; nil where none was sent.
  package let serverName: String?
  /// As presented, the server's own certificate first.
  package let chain: [CertificateFacts]
  /// Empty when the chain leads to a trusted CA, or when nobody looked.
  package let verifyErrors: [VerifyError]
  package let isVerified: Bool
  /// The name the certificate was checked for, and whether it is in it; nil where nobody looked.
  package let nameCheck: NameCheck?
  /// Nanoseconds the handshake took.
  package let duration: Int64

  package struct NameCheck: Sendable, Equatable {
    package let name: String
    package let matches: Bool
  }

  /// Chain and name are both in order.
  package var isTrusted: Bool { isVerified && nameCheck?.matches == true }

  /// `TLSv1.3 TLS_AES_256_GCM_SHA384 x25519, certificate verified`.
  package var summary: String {
    "\(version) \(cipher)\(group.map { " " + $0 } ?? ""), \(verdict)"
  }

  /// Whether the certificate can be trusted, in a few words.
  package var verdict: String {
    guard let nameCheck else { return "certificate not looked at" }
    if let first = verifyErrors.first { return "certificate not verified: \(first.text)" }
    if !nameCheck.matches { return "certificate is not for \(nameCheck.name)" }
    return "certificate verified"
  }

  /// The report in lines for people.
  ///
  /// - Parameter now: seconds since 1970, for the days that are left.
  package func lines(now: Int64) -> [String] {
    var out = [
      "cipher \(cipher), \(cipherBits) bits\(group.map { ", key exchange \($0)" } ?? "")\(isResumed ? ", session resumed" : "")"
    ]
    if let serverName { out.append("name sent (SNI): \(serverName)") }
    for (depth, certificate) in chain.enumerated() {
      out.append("certificate \(depth): \(certificate.subject)")
      if !certificate.altNames.isEmpty {
        out.append("  names: \(certificate.altNames.joined(separator: ", "))")
      }
      out.append("  issuer: \(certificate.issuer)")
      out.append(
        "  valid \(CivilTime.text(certificate.notBefore)) to \(CivilTime.text(certificate.notAfter)), \(remaining(certificate, now))"
      )
      out.append("  key \(certificate.key), signed with \(certificate.signature)")
      out.append("  SHA-256 \(certificate.sha256)")
    }
    if chain.isEmpty { out.append("the server presented no certificate") }
    for error in verifyErrors {
      out.append("✗ at depth \(error.depth): \(error.text) (X509_V_ERR \(error.code))")
    }
    if nameCheck != nil, isVerified { out.append("✓ the chain leads to a trusted CA") }
    if let nameCheck {
      out.append(
        nameCheck.matches
          ? "✓ the certificate is for \(nameCheck.name)"
          : "✗ the certificate is not for \(nameCheck.name)")
    }
    return out
  }

  private func remaining(_ certificate: CertificateFacts, _ now: Int64) -> String {
    let left = certificate.notAfter - now
    if now < certificate.notBefore { return "not valid yet" }
    if left < 0 { return "expired \(-left / 86_400) days ago" }
    return "\(left / 86_400) days left"
  }
}

/// Dates without locale or time zone.
package enum CivilTime {
  /// `2026-11-23 15:04:05Z` for seconds since 1970 (days to civil date by the usual 400-year arithmetic).
  package static func text(_ seconds: Int64) -> String {
    let (date, clock) = split(seconds)
    return "\(date) \(clock)Z"
  }

  /// `20261123T150405Z`, which sorts and has no character that a file name may not have.
  package static func compact(_ seconds: Int64) -> String {
    let (date, clock) = split(seconds)
    return date.filter { $0 != "-" } + "T" + clock.filter { $0 != ":" } + "Z"
  }

  /// `Mon, 23 Nov 2026 15:04:05 +0000`, a date-time of RFC 5322 §3.3.
  package static func mailDate(_ seconds: Int64) -> String {
    let (date, clock) = split(seconds)
    let parts = date.split(separator: "-")
    let days = Int64((Double(seconds) / 86_400).rounded(.down))
    // 1970-01-01 was a Thursday.
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(((days % 7) + 7) % 7)]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) else { return date }
    return "\(weekday), \(day) \(months[month - 1]) \(parts[0]) \(clock) +0000"
  }

  private static func split(_ seconds: Int64) -> (date: String, clock: String) {
    let days = Int64((Double(seconds) / 86_400).rounded(.down))
    let second = seconds - days * 86_400
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return (
      "\(year)-\(two(month))-\(two(day))", "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    )
  }
}
