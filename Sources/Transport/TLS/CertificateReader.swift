// A certificate's facts out of OpenSSL.

import COpenSSL
import NetworkFacts

extension CertificateFacts {
  /// Reads an `X509`.
  package init(_ certificate: OpaquePointer) {
    var digest = [UInt8](repeating: 0, count: 32)
    cossl_sha256(certificate, &digest)
    self.init(
      subject: Self.text { cossl_subject(certificate, $0, $1) },
      issuer: Self.text { cossl_issuer(certificate, $0, $1) },
      altNames: Self.names(Self.octets { cossl_alt_names(certificate, $0, $1) }),
      notBefore: Self.time { cossl_not_before(certificate, $0) },
      notAfter: Self.time { cossl_not_after(certificate, $0) },
      key: Self.text { cossl_key(certificate, $0, $1) },
      signature: Self.text { cossl_signature(certificate, $0, $1) }, sha256: Digest.hex(digest))
  }

  private static func time(_ read: (UnsafeMutablePointer<Int64>) -> Int32) -> Int64? {
    var time: Int64 = 0
    return read(&time) == 1 ? time : nil
  }

  private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String {
    String(decoding: octets(fill), as: UTF8.self)
  }

  /// All of a text, however long: OpenSSL takes no chain of more than 100 KB.
  private static func octets(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> [UInt8] {
    var room = 4096
    while true {
      var length = 0
      let octets = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        guard let base = buffer.baseAddress else { return }
        base.withMemoryRebound(to: CChar.self, capacity: room) { length = max(0, Int(fill($0, room))) }
        count = min(length, room - 1)
      }
      if length < room { return octets }
      room = length + 1
    }
  }

  /// Takes names apart, each behind its length.
  private static func names(_ octets: [UInt8]) -> [String] {
    var names: [String] = []
    var rest = octets[...]
    while rest.count >= 4 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(4)
      names.append(String(decoding: rest.prefix(length), as: UTF8.self))
      rest = rest.dropFirst(length)
    }
    return names
  }
}
