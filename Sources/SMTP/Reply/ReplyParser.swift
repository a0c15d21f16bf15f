// Octets to replies (RFC 5321 §4.2), incrementally and for any chunking: what comes out does not depend on
// where the chunks were cut. Memory is bounded by Limits whatever the server sends, and no octet is lost:
// the octets of all replies, one behind the other, are the octets that were fed.

/// Collects octets and gives replies. Flaws of form become findings of the reply that has them.
package struct ReplyParser: Sendable {
  private var buffer: [UInt8] = []
  /// Octets before this index belong to replies already given.
  private var replyStart = 0
  /// Where the line being read begins.
  private var lineStart = 0
  /// Up to here the line being read has no LF.
  private var scanned = 0
  private var lines: [Reply.Line] = []
  private var seen = Flaws()

  /// Whether UTF-8 in reply text is in order (the client has said SMTPUTF8, RFC 6531 §3.7.4).
  package var allowsUTF8 = false

  /// Begins in front of a reply.
  package init() {}

  /// Adds what the network brought.
  package mutating func feed(_ octets: some Sequence<UInt8>) { feed(Array(octets)) }

  /// Adds what the network brought.
  package mutating func feed(_ octets: [UInt8]) {
    if replyStart == buffer.count {
      buffer.removeAll(keepingCapacity: buffer.capacity <= Limits.reply)
      replyStart = 0
      lineStart = 0
      scanned = 0
    } else if replyStart > 64 * 1024, replyStart > buffer.count / 2 {
      buffer.removeSubrange(..<replyStart)
      lineStart -= replyStart
      scanned -= replyStart
      replyStart = 0
    }
    // The first octets are taken as they are: many a parser sees no others.
    if buffer.capacity == 0 { buffer = octets } else { buffer.append(contentsOf: octets) }
  }

  /// Octets that have come and belong to no complete reply yet, the lines of an unfinished one included.
  package var pendingOctets: ArraySlice<UInt8> { buffer[replyStart...] }

  /// Whether octets have come that belong to no complete reply yet: STARTTLS must not leave any behind.
  package var hasPending: Bool { replyStart < buffer.count }

  /// The lines of the reply that is still coming, as they came.
  package var partialLines: [(octets: ArraySlice<UInt8>, end: Reply.LineEnd)] {
    lines.map { (buffer[(replyStart + Int($0.start))..<(replyStart + Int($0.end))], $0.lineEnd) }
  }

  /// The next complete reply, or nil when more octets are needed; call until nil after each `feed`.
  package mutating func next() -> Reply? {
    while let line = nextLine() {
      lines.append(line)
      if isLast(line) { return close() }
      if lineStart - replyStart >= Limits.reply || lines.count >= Limits.replyLines {
        seen.insert(.tooLong)
        return close()
      }
    }
    return nil
  }

  /// What is left when the connection has ended: a reply without its end, or nil when nothing is pending.
  package mutating func finish() -> Reply? {
    guard hasPending else { return nil }
    if lineStart < buffer.count {
      lines.append(makeLine(from: lineStart, to: buffer.count, lineEnd: .none))
      lineStart = buffer.count
    }
    seen.insert(.incomplete)
    return close()
  }

  // MARK: Lines

  private mutating func nextLine() -> Reply.Line? {
    let limit = lineStart + Limits.replyLineCut
    let found = buffer.withUnsafeBytes { ASCII.firstLF($0, from: scanned, to: min($0.count, limit)) }
    guard let lf = found else {
      scanned = min(buffer.count, limit)
      guard buffer.count >= limit else { return nil }
      seen.insert(.lineCut)
      let line = makeLine(from: lineStart, to: limit, lineEnd: .none)
      lineStart = limit
      return line
    }
    let crlf = lf > lineStart && buffer[lf - 1] == ASCII.cr
    let line = makeLine(from: lineStart, to: crlf ? lf - 1 : lf, lineEnd: crlf ? .crlf : .lf)
    if !crlf { seen.insert(.bareLF) }
    if lf + 1 - lineStart > Limits.replyLine { seen.insert(.lineTooLong) }
    lineStart = lf + 1
    scanned = lineStart
    return line
  }

  private mutating func makeLine(from start: Int, to end: Int, lineEnd: Reply.LineEnd) -> Reply.Line {
    var code: UInt16 = 0
    var prefix: UInt8 = 0
    var flaws = seen
    buffer.withUnsafeBufferPointer { pointer in
      if let found = ReplyCode.read(in: pointer, from: start, to: end) {
        code = found.value
        prefix = UInt8(found.length)
      }
      // The one pass over the octets, without a branch, so that it goes many octets at a time.
      var high: UInt8 = 0
      var odd: UInt8 = 0
      for octet in UnsafeBufferPointer(rebasing: pointer[start..<end]) {
        high |= octet
        odd |= (octet < ASCII.space ? 1 : 0) | (octet == ASCII.del ? 1 : 0)
      }
      if high & 0x80 != 0 { flaws.insert(.eightBit) }
      if odd != 0 {
        for index in start..<end {
          switch pointer[index] {
          case ASCII.nul: flaws.insert(.nul)
          case ASCII.cr: flaws.insert(.bareCR)
          case ASCII.tab: break
          case let octet where octet.isControl: flaws.insert(.control)
          default: break
          }
        }
      }
    }
    if code == 0 {
      flaws.insert(.malformed)
    } else {
      if !(code >= 200 && code <= 599 && code / 10 % 10 <= 5) { flaws.insert(.outOfRange) }
      if let first = lines.first, first.code != 0, first.code != code { flaws.insert(.codesDiffer) }
    }
    seen = flaws
    return Reply.Line(
      start: Int32(start - replyStart), end: Int32(end - replyStart), lineEnd: lineEnd, prefix: prefix,
      code: code)
  }

  /// A line ends its reply unless it has a hyphen behind its code, or is a line without a code inside a
  /// reply that has begun with one.
  private func isLast(_ line: Reply.Line) -> Bool {
    if line.code == 0 { return lines.count == 1 || lines[0].code == 0 }
    return line.prefix == 3 || buffer[replyStart + Int(line.start) + 3] != ASCII.hyphen
  }

  // MARK: The reply

  private mutating func close() -> Reply {
    let octets =
      replyStart == 0 && lineStart == buffer.count ? buffer : Array(buffer[replyStart..<lineStart])
    let last = lines[lines.count - 1]
    let code = last.code != 0 ? last.code : lines.first { $0.code != 0 }?.code
    var enhanced: EnhancedStatusCode?
    if let code, code / 100 != 3 {
      for line in lines where line.prefix == 4 {
        let text = octets[(Int(line.start) + 4)..<Int(line.end)]
        // A cheap look before the real one: the digit and the dot.
        guard text.count >= 5, text[text.startIndex].isASCIIDigit, text[text.startIndex + 1] == ASCII.dot
        else { continue }
        if let (found, _) = EnhancedStatusCode.parse(text) {
          enhanced = found
          break
        }
      }
    }
    var flaws = seen
    if let code {
      if last.prefix == 3 || (lines.count == 1 && last.prefix == 4 && last.end - last.start == 4) {
        if code != 334 { flaws.insert(.textMissing) }
      }
      if let enhanced, enhanced.statusClass != code / 100 { flaws.insert(.classMismatch) }
    }
    let findings = flaws.isEmpty ? [] : flaws.findings(octets, lines, code, enhanced, allowsUTF8)
    // A copy of the right size: the list itself is used again.
    let reply = Reply(
      octets: octets, lines: Array(lines[...]), code: code, enhanced: enhanced, findings: findings)
    replyStart = lineStart
    lines.removeAll(keepingCapacity: true)
    seen = []
    return reply
  }
}

/// The flaws seen in the reply being read, as bits: findings are made only for replies that have any.
private struct Flaws: OptionSet {
  let rawValue: UInt32
  static let bareLF = Flaws(rawValue: 1 << 0)
  static let bareCR = Flaws(rawValue: 1 << 1)
  static let nul = Flaws(rawValue: 1 << 2)
  static let control = Flaws(rawValue: 1 << 3)
  static let eightBit = Flaws(rawValue: 1 << 4)
  static let lineTooLong = Flaws(rawValue: 1 << 5)
  static let lineCut = Flaws(rawValue: 1 << 6)
  static let tooLong = Flaws(rawValue: 1 << 7)
  static let codesDiffer = Flaws(rawValue: 1 << 8)
  static let outOfRange = Flaws(rawValue: 1 << 9)
  static let malformed = Flaws(rawValue: 1 << 10)
  static let textMissing = Flaws(rawValue: 1 << 11)
  static let incomplete = Flaws(rawValue: 1 << 12)
  static let classMismatch = Flaws(rawValue: 1 << 13)

  private static let plain: [(Flaws, Rule)] = [
    (.bareLF, .replyBareLF), (.bareCR, .replyBareCR), (.nul, .replyNUL), (.control, .replyControlCharacter),
    (.lineCut, .replyLineCut), (.tooLong, .replyTooLong), (.incomplete, .replyIncomplete),
    (.textMissing, .replyTextMissing),
  ]

  func findings(
    _ octets: [UInt8], _ lines: [Reply.Line], _ code: UInt16?, _ enhanced: EnhancedStatusCode?,
    _ allowsUTF8: Bool
  ) -> [Finding] {
    var out = Flaws.plain.filter { contains($0.0) }.map { Finding($0.1) }
    if contains(.eightBit), !(allowsUTF8 && String(validating: octets, as: UTF8.self) != nil) {
      out.append(Finding(.reply8Bit))
    }
    if contains(.lineTooLong) {
      let longest = lines.map { Int($0.end - $0.start) }.max() ?? 0
      out.append(
        Finding(.replyLineTooLong, nil, .limit(Limits.replyLine, found: longest + 2, .octets)))
    }
    if contains(.codesDiffer) {
      var codes: [UInt16] = []
      for line in lines where line.code != 0 && !codes.contains(line.code) { codes.append(line.code) }
      out.append(Finding(.replyCodesDiffer, nil, .codes(Array(codes.prefix(5)))))
    }
    if contains(.outOfRange),
      let line = lines.first(where: { !($0.code >= 200 && $0.code <= 559) || $0.code / 10 % 10 > 5 })
    {
      out.append(Finding(.replyCodeOutOfRange, nil, .codes([line.code])))
    }
    if contains(.malformed) {
      if let other = OtherProtocol.recognize(octets) {
        out.append(Finding(.notSMTP, nil, .otherProtocol(other)))
      } else {
        out.append(Finding(.replyMalformed))
      }
    }
    if contains(.classMismatch), let code, let enhanced {
      out.append(Finding(.enhancedClassMismatch, nil, .enhanced(enhanced, expectedClass: code / 100)))
    }
    return out
  }
}

/// Protocols that people meet on a port where they expected SMTP, by their first octets.
package enum OtherProtocol: String, Sendable, CaseIterable {
  case pop3 = "POP3"
  case imap = "IMAP"
  case http = "HTTP"
  case ssh = "SSH"
  case sieve = "ManageSieve"
  case tls = "TLS"

  /// What a first line looks like (RFC 1939 §3, 9051 §7.1, 9112 §4, 4253 §4.2, 5804 §1.2, 8446 §5.1).
  package static func recognize(_ octets: some Collection<UInt8>) -> OtherProtocol? {
    let start = Array(octets.prefix(16))
    func begins(_ text: String) -> Bool { start.starts(with: text.utf8) }
    if begins("+OK") || begins("-ERR") { return .pop3 }
    if begins("* OK") || begins("* BYE") || begins("* PREAUTH") { return .imap }
    if begins("HTTP/") { return .http }
    if begins("SSH-") { return .ssh }
    if begins("\"IMPLEMENTATION\"") { return .sieve }
    if start.count >= 2, start[0] == 0x15 || start[0] == 0x16, start[1] == 0x03 { return .tls }
    return nil
  }
}
