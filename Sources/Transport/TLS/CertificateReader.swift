// A certificate's facts out of OpenSSL.

import COpenSSL
import NetworkFacts

extension CertificateFacts {
  /// Reads an `X509`.
  package init(_ certificate: OpaquePointer) {
    var from: Int64 = 0
    var until: Int64 = 0
    cossl_validity(certificate, &from, &until)
    var digest = [UInt8](repeating: 0, count: 32)
    cossl_sha256(certificate, &digest)
    self.init(
      subject: Self.text { cossl_subject(certificate, $0, $1) },
      issuer: Self.text { cossl_issuer(certificate, $0, $1) },
      altNames: Self.text { cossl_alt_names(certificate, $0, $1) }.split(separator: "\n").map(String.init),
      notBefore: from, notAfter: until, key: Self.text { cossl_key(certificate, $0, $1) },
      signature: Self.text { cossl_signature(certificate, $0, $1) }, sha256: Digest.hex(digest))
  }

  private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = buffer.count
    _ = buffer.withUnsafeMutableBufferPointer { pointer in pointer.baseAddress.map { fill($0, count) } }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
