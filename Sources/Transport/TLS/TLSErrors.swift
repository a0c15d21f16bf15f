// OpenSSL's errors and constants as the values of NetworkFacts, with what to do about each.

import COpenSSL
import NetworkFacts

extension TLSFailure {
  /// Takes all of OpenSSL's error queue.
  static func fromQueue(_ doing: String) -> TLSFailure {
    var texts: [String] = []
    var isAlert = false
    while true {
      let code = ERR_get_error()
      if code == 0 { break }
      var buffer = [CChar](repeating: 0, count: 256)
      ERR_error_string_n(code, &buffer, buffer.count)
      let text = buffer.withUnsafeBufferPointer { $0.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } }
      texts.append(String(decoding: text, as: UTF8.self))
      if let reason = ERR_reason_error_string(code).map({ String(cString: $0) }), reason.contains("alert") {
        isAlert = true
      }
    }
    let text = texts.isEmpty ? "no error text from OpenSSL" : texts.joined(separator: "; ")
    return TLSFailure("\(doing): \(text)", advice: advice(for: text), isServersFault: isAlert)
  }

  private static func advice(for text: String) -> String {
    let known: [(String, String)] = [
      ("wrong version number", "the port does not speak TLS at once: use STARTTLS (smtp:// or submission://)"),
      (
        "alert internal error",
        "the server failed by itself: look at its log, its certificate and its private key"
      ),
      (
        "alert handshake failure",
        "no common cipher or key type: look at the server's certificate and cipher settings, or try --tls-ciphers"
      ),
      ("alert protocol version", "the server wants another TLS version: try --tls-min and --tls-max"),
      (
        "unsupported protocol",
        "the server's newest TLS version is older than this machine allows: try --tls-min 1.0 --tls-ciphers DEFAULT@SECLEVEL=0"
      ),
      (
        "legacy sigalg",
        "the server's TLS is too old for this machine's settings: try --tls-ciphers DEFAULT@SECLEVEL=0"
      ),
      ("dh key too small", "the server's Diffie-Hellman key is too small: it should use at least 2048 bits"),
      ("ee key too small", "the server's certificate key is too small for this machine's security level"),
      ("alert unrecognized name", "the server does not know the name in SNI: try --tls-server-name"),
      ("certificate required", "the server wants a client certificate: --tls-cert and --tls-key"),
      ("unexpected eof", "the server closed the connection in the middle of the handshake: look at its log"),
    ]
    return known.first { text.contains($0.0) }?.1 ?? "look at the server's log at this moment"
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
