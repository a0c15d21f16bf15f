// TLS between the socket and whoever reads lines: OpenSSL over two memory BIOs. The same handler serves the
// client and the sandbox. It belongs to one event loop.

import COpenSSL
import NetworkFacts
import NIOCore
import Platform

/// A TLS layer in a channel's pipeline; add it first.
package final class TLSHandler: ChannelDuplexHandler {
  package typealias InboundIn = ByteBuffer
  package typealias InboundOut = ByteBuffer
  package typealias OutboundIn = ByteBuffer
  package typealias OutboundOut = ByteBuffer

  /// Which side of the handshake this is.
  package enum Role {
    case client(TLSOptions, host: String?)
    case server
  }

  private enum State {
    case idle, handshaking, open, closing, failed
  }

  private let crypto: UnsafePointer<cossl_crypto>
  private let tls: UnsafePointer<cossl_ssl>
  private let ssl: OpaquePointer
  private let readBIO: OpaquePointer
  private let writeBIO: OpaquePointer
  private let verifyLog: UnsafeMutablePointer<cossl_verify_log>
  /// Keeps the SSL_CTX, and what it refers to, alive.
  private let context: TLSContext
  private let role: Role
  private let onHandshake: (Result<TLSFacts, TLSFailure>) -> Void
  private var state = State.idle
  private var started = NIODeadline.now()
  /// The first octets of the handshake, to be shown where they are none of TLS.
  private var first: [UInt8] = []
  private static let mostFirst = 512
  private var waiting: [(ByteBuffer, EventLoopPromise<Void>?)] = []

  /// - Parameters:
  ///   - onHandshake: called once, on the event loop, with the report or the reason.
  package init(
    _ context: TLSContext, role: Role, onHandshake: @escaping (Result<TLSFacts, TLSFailure>) -> Void
  ) throws(TLSFailure) {
    let (crypto, tls) = (context.openSSL.crypto, context.openSSL.tls)
    guard let ssl = tls.pointee.SSL_new(context.pointer),
      let read = crypto.pointee.BIO_new(crypto.pointee.BIO_s_mem()),
      let write = crypto.pointee.BIO_new(crypto.pointee.BIO_s_mem())
    else { throw .fromQueue(.start) }
    self.crypto = crypto
    self.tls = tls
    self.ssl = ssl
    readBIO = read
    writeBIO = write
    self.context = context
    self.role = role
    self.onHandshake = onHandshake
    verifyLog = .allocate(capacity: 1)
    verifyLog.initialize(to: cossl_verify_log())
    tls.pointee.SSL_set_bio(ssl, read, write)
    cossl_set_moving_buffer(ssl)
    switch role {
    case .client(let options, let host):
      cossl_attach_verify_log(ssl, verifyLog)
      if let name = options.serverName ?? host, !Self.isAddress(name) { cossl_set_server_name(ssl, name) }
      tls.pointee.SSL_set_connect_state(ssl)
    case .server: tls.pointee.SSL_set_accept_state(ssl)
    }
  }

  deinit {
    tls.pointee.SSL_free(ssl)
    verifyLog.deallocate()
  }

  private static func isAddress(_ name: String) -> Bool {
    (try? SocketAddress(ipAddress: name, port: 0)) != nil
  }

  // MARK: Events

  package func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  package func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard state == .idle else { return }
    state = .handshaking
    started = .now()
    handshake(context)
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    buffer.withUnsafeReadableBytes { bytes in
      // A memory BIO takes everything.
      _ = crypto.pointee.BIO_write(readBIO, bytes.baseAddress, Int32(bytes.count))
    }
    if state == .handshaking {
      first += buffer.readableBytesView.prefix(Self.mostFirst - first.count)
      handshake(context)
    }
    if state == .open || state == .closing { readPlain(context) }
  }

  package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let buffer = unwrapOutboundIn(data)
    switch state {
    case .open, .closing: encrypt(buffer, context, promise)
    case .idle, .handshaking: waiting.append((buffer, promise))
    case .failed: promise?.fail(ChannelError.ioOnClosedChannel)
    }
  }

  package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if state == .open, mode != .input {
      state = .closing
      _ = tls.pointee.SSL_shutdown(ssl)
      sendPending(context, nil)
      context.flush()
    }
    context.close(mode: mode, promise: promise)
  }

  package func channelInactive(context: ChannelHandlerContext) {
    if state == .handshaking {
      fail(TLSFailure(.handshake, problem: .ended, isServersDoing: true), context)
    }
    context.fireChannelInactive()
  }

  // MARK: The handshake

  private func handshake(_ context: ChannelHandlerContext) {
    crypto.pointee.ERR_clear_error()
    let result = tls.pointee.SSL_do_handshake(ssl)
    // An alert of ours goes out even when the handshake has failed.
    sendPending(context, nil)
    context.flush()
    if result == 1 {
      state = .open
      first = []
      onHandshake(.success(report()))
      for (buffer, promise) in waiting { encrypt(buffer, context, promise) }
      waiting.removeAll()
      context.flush()
      return
    }
    switch tls.pointee.SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: break
    default: fail(.fromQueue(.handshake, lines: strangeLines), context)
    }
  }

  /// What came, in lines, where its first octet is no content type of a TLS record (RFC 8446 §5.1: 20 to 24).
  private var strangeLines: [[UInt8]] {
    guard let octet = first.first, !(20...24).contains(octet) else { return [] }
    return first.split(separator: 0x0A, maxSplits: 8).prefix(8).map {
      Array($0.last == 0x0D ? $0.dropLast() : $0)
    }
  }

  private func fail(_ failure: TLSFailure, _ context: ChannelHandlerContext) {
    guard state != .failed else { return }
    state = .failed
    for (_, promise) in waiting { promise?.fail(failure) }
    waiting.removeAll()
    onHandshake(.failure(failure))
    context.close(promise: nil)
  }

  // MARK: Data

  private func readPlain(_ context: ChannelHandlerContext) {
    while true {
      var out = context.channel.allocator.buffer(capacity: 16 * 1024)
      crypto.pointee.ERR_clear_error()
      var result: Int32 = 0
      out.writeWithUnsafeMutableBytes(minimumWritableBytes: 16 * 1024) { bytes in
        result = tls.pointee.SSL_read(ssl, bytes.baseAddress, Int32(bytes.count))
        return max(0, Int(result))
      }
      if result > 0 {
        context.fireChannelRead(wrapInboundOut(out))
        continue
      }
      // An alert that comes after the handshake: in TLS 1.3 a missing client certificate shows only here.
      if tls.pointee.SSL_get_error(ssl, result) == SSL_ERROR_SSL {
        state = .failed
        context.fireErrorCaught(TLSFailure.fromQueue(.session))
        context.close(promise: nil)
      }
      break
    }
    context.fireChannelReadComplete()
    // Key updates and close_notify make answers.
    sendPending(context, nil)
    context.flush()
    if tls.pointee.SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0, state == .open {
      state = .closing
      context.close(promise: nil)
    }
  }

  private func encrypt(
    _ buffer: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    var buffer = buffer
    while buffer.readableBytes > 0 {
      crypto.pointee.ERR_clear_error()
      let written = buffer.readWithUnsafeReadableBytes { bytes in
        max(0, Int(tls.pointee.SSL_write(ssl, bytes.baseAddress, Int32(min(bytes.count, 1 << 20)))))
      }
      if written == 0 {
        promise?.fail(TLSFailure.fromQueue(.write))
        return
      }
    }
    sendPending(context, promise)
  }

  private func sendPending(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    let pending = Int(crypto.pointee.BIO_ctrl_pending(writeBIO))
    guard pending > 0 else {
      promise?.succeed(())
      return
    }
    var out = context.channel.allocator.buffer(capacity: pending)
    out.writeWithUnsafeMutableBytes(minimumWritableBytes: pending) { bytes in
      max(0, Int(crypto.pointee.BIO_read(writeBIO, bytes.baseAddress, Int32(pending))))
    }
    context.write(wrapOutboundOut(out), promise: promise)
  }

  // MARK: The report

  private func report() -> TLSFacts {
    let cipher = tls.pointee.SSL_get_current_cipher(ssl)
    var group = [CChar](repeating: 0, count: 64)
    let hasGroup = cossl_group_name(ssl, &group, group.count) == 1
    var chain: [CertificateFacts] = []
    for index in 0..<cossl_chain_count(ssl) {
      if let certificate = cossl_chain_certificate(ssl, index) { chain.append(CertificateFacts(certificate)) }
    }
    var errors: [TLSFacts.VerifyError] = []
    for index in 0..<verifyLog.pointee.count {
      let code = cossl_verify_error(verifyLog, index)
      let error = TLSFacts.VerifyError(
        depth: Int(cossl_verify_depth(verifyLog, index)), code: code,
        text: crypto.pointee.X509_verify_cert_error_string(Int(code)).map { String(cString: $0) }
          ?? "error \(code)")
      if !errors.contains(error) { errors.append(error) }
    }
    var nameCheck: TLSFacts.NameCheck?
    if case .client(let options, let host) = role, options.verify != .off,
      let name = options.serverName ?? host, let leaf = cossl_chain_certificate(ssl, 0)
    {
      let matches =
        Self.isAddress(name)
        ? crypto.pointee.X509_check_ip_asc(leaf, name, 0) == 1
        : crypto.pointee.X509_check_host(leaf, name, name.utf8.count, 0, nil) == 1
      nameCheck = TLSFacts.NameCheck(name: name, matches: matches)
    }
    let serverName = tls.pointee.SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    return TLSFacts(
      version: tls.pointee.SSL_get_version(ssl).map { String(cString: $0) } ?? "unknown",
      cipher: tls.pointee.SSL_CIPHER_get_name(cipher).map { String(cString: $0) } ?? "none",
      cipherBits: Int(tls.pointee.SSL_CIPHER_get_bits(cipher, nil)),
      group: hasGroup
        ? String(decoding: group.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil,
      isResumed: tls.pointee.SSL_session_reused(ssl) == 1, serverName: serverName, chain: chain,
      verifyErrors: errors,
      isVerified: nameCheck != nil && errors.isEmpty && !chain.isEmpty, nameCheck: nameCheck,
      duration: (NIODeadline.now() - started).nanoseconds, seenAt: Environment.now)
  }
}
