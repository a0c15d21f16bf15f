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
      texts.append(String(decoding: text, as: UTF8.self))
      let reason = ERR_GET_REASON(code)
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
