// The system's OpenSSL, opened when something first needs it: a session without TLS does not load it.

import COpenSSL
import NetworkFacts

/// The functions of libssl and libcrypto. Having one means that they are there.
struct OpenSSL {
  let crypto: UnsafePointer<cossl_crypto>
  let tls: UnsafePointer<cossl_ssl>

  /// Opens both libraries, once in a process.
  ///
  /// - Throws: what is missing, and what to install.
  init() throws(TLSFailure) {
    guard let tls = cossl_open_ssl(), let crypto = cossl_open_crypto() else {
      throw .missing(String(cString: cossl_problem()))
    }
    self.crypto = crypto
    self.tls = tls
  }
}

extension TLSFailure {
  /// Without the library, or with one that lacks a function.
  ///
  /// - Parameters:
  ///   - problem: the loader's words.
  static func missing(_ problem: String) -> TLSFailure {
    TLSFailure(.open, problem: .library, errors: [problem])
  }
}
