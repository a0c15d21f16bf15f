// An SSL_CTX made from settings: the client's, and the sandbox server's.

import COpenSSL
import NetworkFacts
import Platform

/// A private key and its certificate chain, made in memory.
package final class TLSIdentity {
  /// The server's certificate, then those that signed it.
  let certificates: [OpaquePointer]
  let key: OpaquePointer
  private let crypto: UnsafePointer<cossl_crypto>

  fileprivate init(certificates: [OpaquePointer], key: OpaquePointer, crypto: UnsafePointer<cossl_crypto>) {
    self.crypto = crypto
    self.certificates = certificates
    self.key = key
  }

  deinit {
    for certificate in certificates { crypto.pointee.X509_free(certificate) }
    crypto.pointee.EVP_PKEY_free(key)
  }

  /// What the certificate should be like.
  package struct Request: Sendable {
    /// The common name of the certificate's subject.
    package var commonName: String
    /// OpenSSL's form: `DNS:mx.example,IP:127.0.0.1`; empty for none.
    package var altNames: String
    /// Seconds from now.
    package var from: Int
    /// Seconds from now; negative: it has expired.
    package var until: Int
    /// Signed by a CA made for it, or by itself.
    package var isSelfSigned: Bool

    package init(commonName: String, altNames: String, from: Int = -3600, until: Int, isSelfSigned: Bool) {
      self.commonName = commonName
      self.altNames = altNames
      self.from = from
      self.until = until
      self.isSelfSigned = isSelfSigned
    }
  }

  /// Makes an identity, with a CA of its own unless it is self-signed.
  package static func make(_ request: Request) throws(TLSFailure) -> TLSIdentity {
    let crypto = try OpenSSL().crypto
    var authority: OpaquePointer?
    var authorityKey: OpaquePointer?
    if !request.isSelfSigned {
      guard
        cossl_make_certificate(
          "smtpscope sandbox CA", "", -3600, 3650 * 86_400, 1, nil, nil, &authority, &authorityKey) == 1
      else { throw .fromQueue(.authority) }
    }
    defer { crypto.pointee.EVP_PKEY_free(authorityKey) }
    var certificate: OpaquePointer?
    var key: OpaquePointer?
    guard
      cossl_make_certificate(
        request.commonName, request.altNames, request.from, request.until, 0, authority, authorityKey,
        &certificate,
        &key) == 1, let certificate, let key
    else {
      crypto.pointee.X509_free(authority)
      throw .fromQueue(.sandbox)
    }
    return TLSIdentity(
      certificates: [certificate] + (authority.map { [$0] } ?? []), key: key, crypto: crypto)
  }

  /// The last certificate of the chain as PEM: what a client has to trust.
  package var rootPEM: String {
    guard let root = certificates.last, let bio = crypto.pointee.BIO_new(crypto.pointee.BIO_s_mem())
    else { return "" }
    defer { _ = crypto.pointee.BIO_free(bio) }
    _ = crypto.pointee.PEM_write_bio_X509(bio, root)
    var buffer = [UInt8](repeating: 0, count: 8192)
    let length = crypto.pointee.BIO_read(bio, &buffer, Int32(buffer.count))
    return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
  }
}

/// An SSL_CTX.
package final class TLSContext {
  let pointer: OpaquePointer
  let openSSL: OpenSSL

  private init(_ openSSL: OpenSSL, _ method: OpaquePointer?) throws(TLSFailure) {
    self.openSSL = openSSL
    let (crypto, tls) = (openSSL.crypto, openSSL.tls)
    crypto.pointee.ERR_clear_error()
    guard let made = tls.pointee.SSL_CTX_new(method) else { throw .fromQueue(.start) }
    pointer = made
    cossl_no_renegotiation(made)
    cossl_ignore_unexpected_eof(made)
  }

  deinit { openSSL.tls.pointee.SSL_CTX_free(pointer) }

  /// A client's context.
  package static func client(_ options: TLSOptions) throws(TLSFailure) -> TLSContext {
    let openSSL = try OpenSSL()
    let (crypto, tls) = (openSSL.crypto, openSSL.tls)
    let context = try TLSContext(openSSL, tls.pointee.TLS_client_method())
    let pointer = context.pointer
    if let version = options.minimum, cossl_set_min_version(pointer, version.number) != 1 {
      throw .fromQueue(.minimum, version.rawValue)
    }
    if let version = options.maximum, cossl_set_max_version(pointer, version.number) != 1 {
      throw .fromQueue(.maximum, version.rawValue)
    }
    if let ciphers = options.ciphers, tls.pointee.SSL_CTX_set_cipher_list(pointer, ciphers) != 1 {
      throw .fromQueue(.ciphers, ciphers)
    }
    if options.verify != .off {
      cossl_collect_verify_errors(pointer)
      if let file = options.caFile {
        guard tls.pointee.SSL_CTX_load_verify_file(pointer, file) == 1 else {
          throw .fromQueue(.caFile, file)
        }
      } else {
        // The hashed directory is read certificate by certificate, as needed. The bundle file would cost
        // 15 ms a start. Where the environment names a file, it is meant.
        _ = tls.pointee.SSL_CTX_set_default_verify_dir(pointer)
        if Environment.has("SSL_CERT_FILE") { _ = tls.pointee.SSL_CTX_set_default_verify_file(pointer) }
        crypto.pointee.ERR_clear_error()
      }
    }
    if let file = options.certificateFile {
      guard tls.pointee.SSL_CTX_use_certificate_chain_file(pointer, file) == 1 else {
        throw .fromQueue(.certificate, file)
      }
      let key = options.keyFile ?? file
      guard tls.pointee.SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1 else {
        throw .fromQueue(.key, key)
      }
      guard tls.pointee.SSL_CTX_check_private_key(pointer) == 1 else {
        throw .fromQueue(.keyMatch)
      }
    }
    if let file = options.keyLogFile, cossl_log_keys(pointer, file) != 1 {
      throw TLSFailure(.keyLog, file, problem: .file)
    }
    return context
  }

  /// A server's context.
  package static func server(_ identity: TLSIdentity) throws(TLSFailure) -> TLSContext {
    let openSSL = try OpenSSL()
    let (crypto, tls) = (openSSL.crypto, openSSL.tls)
    let context = try TLSContext(openSSL, tls.pointee.TLS_server_method())
    guard tls.pointee.SSL_CTX_use_certificate(context.pointer, identity.certificates[0]) == 1,
      tls.pointee.SSL_CTX_use_PrivateKey(context.pointer, identity.key) == 1
    else { throw .fromQueue(.server) }
    for certificate in identity.certificates.dropFirst() {
      // The context takes a reference of its own through the store.
      _ = crypto.pointee.X509_up_ref(certificate)
      _ = tls.pointee.SSL_CTX_ctrl(
        context.pointer, SSL_CTRL_EXTRA_CHAIN_CERT, 0, UnsafeMutableRawPointer(certificate))
    }
    return context
  }
}
