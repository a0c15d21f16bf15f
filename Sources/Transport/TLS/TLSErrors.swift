// OpenSSL's errors and constants as the values of NetworkFacts.

import COpenSSL
import NetworkFacts

extension TLSFailure {
  /// Takes all of OpenSSL's error queue.
  static func fromQueue(_ step: Step, _ subject: String? = nil, lines: [[UInt8]] = []) -> TLSFailure {
    guard let crypto = cossl_open_crypto() else { return .missing(String(cString: cossl_problem())) }
    var texts: [String] = []
    var problem: Problem?
    var isAlert = false
    while true {
      let code = crypto.pointee.ERR_get_error()
      if code == 0 { break }
      var buffer = [CChar](repeating: 0, count: 256)
      crypto.pointee.ERR_error_string_n(code, &buffer, buffer.count)
      let text = buffer.withUnsafeBufferPointer { $0.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } }
      let reason = ERR_GET_REASON(code)
      texts.append(named(reason, String(decoding: text, as: UTF8.self)))
      if ERR_GET_LIB(code) == ERR_LIB_SSL {
        problem = problem ?? self.problem(reason)
        // An alert that came is its number, an octet, and this; above stand reasons that all of OpenSSL has.
        if (SSL_AD_REASON_OFFSET..<SSL_AD_REASON_OFFSET + 256).contains(reason) { isAlert = true }
      } else if ERR_GET_LIB(code) == ERR_LIB_SYS {
        problem = problem ?? .file
      }
    }
    return TLSFailure(
      step, subject, problem: problem ?? .other, errors: texts, isServersDoing: isAlert, lines: lines)
  }

  /// OpenSSL has no words for some alerts, and prints `reason(1000)` for one of number 0.
  static func named(_ reason: Int32, _ text: String) -> String {
    let number = reason - SSL_AD_REASON_OFFSET
    guard text.hasSuffix("reason(\(reason))"), (0...255).contains(number) else { return text }
    return text.replacing(
      "reason(\(reason))", with: "alert \(number), \(alerts[number] ?? "which has no name")")
  }

  /// Alerts by their names (RFC 8446 §6, and IANA's registry "TLS Alerts").
  private static let alerts: [Int32: String] = [
    0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed_RESERVED",
    22: "record_overflow", 30: "decompression_failure_RESERVED", 40: "handshake_failure",
    41: "no_certificate_RESERVED", 42: "bad_certificate", 43: "unsupported_certificate",
    44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter",
    48: "unknown_ca", 49: "access_denied", 50: "decode_error", 51: "decrypt_error",
    52: "too_many_cids_requested", 60: "export_restriction_RESERVED", 70: "protocol_version",
    71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback", 90: "user_canceled",
    100: "no_renegotiation_RESERVED", 109: "missing_extension", 110: "unsupported_extension",
    111: "certificate_unobtainable_RESERVED", 112: "unrecognized_name",
    113: "bad_certificate_status_response", 114: "bad_certificate_hash_value_RESERVED",
    115: "unknown_psk_identity", 116: "certificate_required", 120: "no_application_protocol",
    121: "ech_required",
  ]

  private static func problem(_ reason: Int32) -> Problem? {
    switch reason {
    case SSL_R_WRONG_VERSION_NUMBER: return .notTLS
    case SSL_R_TLSV1_ALERT_INTERNAL_ERROR: return .serverBroken
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE: return .nothingInCommon
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return .otherVersion
    case SSL_R_UNSUPPORTED_PROTOCOL: return .oldVersion
    case SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED: return .oldSignature
    case SSL_R_DH_KEY_TOO_SMALL: return .smallDHKey
    case SSL_R_EE_KEY_TOO_SMALL: return .smallKey
    case SSL_R_TLSV1_UNRECOGNIZED_NAME: return .unknownName
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return .certificateWanted
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return .ended
    default: return nil
    }
  }
}

extension TLSOptions.Version {
  /// OpenSSL's number.
  var number: Int32 {
    switch self {
    case .tls1_0: return TLS1_VERSION
    case .tls1_1: return TLS1_1_VERSION
    case .tls1_2: return TLS1_2_VERSION
    case .tls1_3: return TLS1_3_VERSION
    }
  }
}
