// Hashes, from OpenSSL.

import COpenSSL

/// Message digests.
package enum Digest {
  /// HMAC-MD5 (RFC 2104), for CRAM-MD5 (RFC 2195); nil where there is no OpenSSL, or where it refuses MD5.
  @Sendable package static func hmacMD5(_ key: [UInt8], _ message: [UInt8]) -> [UInt8]? {
    guard let crypto = cossl_open_crypto() else { return nil }
    var out = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let made = crypto.pointee.HMAC(
      crypto.pointee.EVP_md5(), key, Int32(key.count), message, message.count, &out, &length)
    return made == nil ? nil : Array(out.prefix(Int(length)))
  }

  /// Lower-case hexadecimal digits.
  package static func hex(_ octets: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// SHA-256 of octets that come in pieces.
package final class SHA256 {
  private let crypto: UnsafePointer<cossl_crypto>
  private let context: OpaquePointer?

  /// Nil where there is no OpenSSL.
  package init?() {
    guard let crypto = cossl_open_crypto() else { return nil }
    self.crypto = crypto
    context = crypto.pointee.EVP_MD_CTX_new()
    _ = crypto.pointee.EVP_DigestInit_ex(context, crypto.pointee.EVP_sha256(), nil)
  }

  deinit { crypto.pointee.EVP_MD_CTX_free(context) }

  /// Takes the next piece; nothing may be added after `finish`.
  package func update(_ octets: [UInt8]) { _ = crypto.pointee.EVP_DigestUpdate(context, octets, octets.count) }

  /// The digest in hexadecimal. Call once.
  package func finish() -> String {
    var out = [UInt8](repeating: 0, count: 32)
    _ = crypto.pointee.EVP_DigestFinal_ex(context, &out, nil)
    return Digest.hex(out)
  }
}
