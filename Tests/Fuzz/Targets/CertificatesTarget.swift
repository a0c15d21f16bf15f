// Certificates: what the C shims make of DER, and how what certificates say is shown and stored.

import COpenSSL
import NetworkFacts
import SMTPCore
import Transcript
import Transport

import Glibc

/// The octets are a certificate in DER, or, behind an octet 0, the texts of one.
enum CertificatesTarget {
  private typealias Read =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>, CLong
    ) -> OpaquePointer?

  /// The program itself never reads DER: certificates come out of handshakes.
  private static let read: Read? = {
    guard cossl_open_crypto() != nil, let library = dlopen("libcrypto.so.3", RTLD_NOW),
      let found = dlsym(library, "d2i_X509")
    else { return nil }
    return unsafeBitCast(found, to: Read.self)
  }()

  static func run(_ octets: [UInt8]) {
    guard octets.count <= 20_000 else { return }
    var input = Octets(octets)
    if octets.first == 0 {
      _ = input.next()
      texts(&input, octets.count)
    } else {
      der(octets)
    }
  }

  private static func der(_ octets: [UInt8]) {
    guard let read, let crypto = cossl_open_crypto() else { Finding.stop("libcrypto.so.3 cannot be opened") }
    let certificate = octets.withUnsafeBufferPointer { buffer in
      var place = buffer.baseAddress
      return read(nil, &place, buffer.count)
    }
    crypto.pointee.ERR_clear_error()
    guard let certificate else { return }
    defer { crypto.pointee.X509_free(certificate) }
    show(
      TLSFacts(
        version: "TLSv1.3", cipher: "x", cipherBits: 256, chain: [CertificateFacts(certificate)], seenAt: 1),
      octets.count)
  }

  private static func texts(_ input: inout Octets, _ count: Int) {
    // From the year 0 to 9999, as in a certificate.
    func number() -> Int64 {
      (0..<5).reduce(0) { sum, _ in sum << 8 | Int64(input.next()) } % 315_569_520_000 - 62_167_219_200
    }
    var chain: [CertificateFacts] = []
    for _ in 0..<input.next(below: 3) {
      let names = (0..<input.next(below: 4)).map { _ in input.text() }
      chain.append(
        CertificateFacts(
          subject: input.text(), issuer: input.text(), altNames: names, notBefore: number(), notAfter: number(),
          key: input.text(), signature: input.text(), sha256: input.text()))
    }
    let errors = (0..<input.next(below: 3)).map { _ in
      TLSFacts.VerifyError(depth: input.next(below: 10), code: Int32(input.next()), text: input.text())
    }
    let check =
      input.next(below: 2) == 1 ? TLSFacts.NameCheck(name: input.text(), matches: input.next() > 9) : nil
    show(
      TLSFacts(
        version: input.text(), cipher: input.text(), cipherBits: input.next(below: 256),
        group: input.next(below: 2) == 1 ? input.text() : nil, isResumed: input.next() > 9,
        serverName: input.next(below: 2) == 1 ? input.text() : nil, chain: chain, verifyErrors: errors,
        isVerified: check != nil && errors.isEmpty, nameCheck: check, duration: 1_000_000, seenAt: number()),
      count)
  }

  /// What is told of a handshake, in every form; stored, it is the same.
  private static func show(_ facts: TLSFacts, _ form: Int) {
    var status = SessionStatus(options: SessionOptions())
    status.tls = facts
    _ = InfoPages.tls(status)
    _ = facts.daysLeft
    let event = Event.tls(facts)
    Forms.check([TranscriptEntry(id: 0, time: 0, content: .event(event))], form)
    let lines = EventNotation.lines(event).map(EventNotation.text)
    let read = lines.map { text -> EventLine in
      Finding.expectClean(text, "the event of a handshake")
      Finding.expect(!text.contains("\n"), "a line of the event of a handshake is two: \(text)")
      guard let line = EventNotation.line(text) else { Finding.stop("cannot be read: \(text)") }
      return line
    }
    guard let first = read.first else { return }
    let same = EventNotation.event(first, Array(read.dropFirst()))
    Finding.expect(same == event, "a handshake is another one when it is read again: \(event), then \(same)")
  }
}
