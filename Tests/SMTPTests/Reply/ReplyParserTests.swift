import SMTP
import Testing

/// The octets of a server, and the replies with their findings that must come out.
struct ReplyRow: Sendable, CustomTestStringConvertible {
  let octets: [UInt8]
  /// `code: finding, finding` for each reply.
  let replies: [String]
  var testDescription: String { octets.prefix(40).text.debugDescription }

  init(_ text: String, _ replies: String...) {
    octets = Array(text.utf8)
    self.replies = replies
  }

  init(octets: [UInt8], _ replies: String...) {
    self.octets = octets
    self.replies = replies
  }
}

struct ReplyParserTests {
  static let rows: [ReplyRow] = [
    ReplyRow("220 mx.example ESMTP\r\n", "220:"),
    ReplyRow("250-mx.example\r\n250-SIZE\r\n250 HELP\r\n", "250:"),
    ReplyRow("250 a\r\n250 b\r\n", "250:", "250:"),
    ReplyRow("250-a\r\n250\r\n", "250: reply-text-missing"),
    ReplyRow("250\r\n", "250: reply-text-missing"),
    ReplyRow("250 \r\n", "250: reply-text-missing"),
    ReplyRow("334 \r\n", "334:"),
    ReplyRow("250 2.1.0 Ok\r\n", "250:"),
    ReplyRow("250 a\n", "250: reply-bare-lf"),
    ReplyRow("250-a\n250 b\r\n", "250: reply-bare-lf"),
    ReplyRow("250 a\rb\r\n", "250: reply-bare-cr"),
    ReplyRow("250 a\u{0}b\r\n", "250: reply-nul"),
    ReplyRow("250 a\u{1B}[31mb\r\n", "250: reply-control-character"),
    ReplyRow("250 a\tb\r\n", "250:"),
    ReplyRow("250 für\r\n", "250: reply-8bit"),
    ReplyRow(octets: Array("250 ".utf8) + [0xFF, 0xFE, 0x0D, 0x0A], "250: reply-8bit"),
    ReplyRow("250 " + String(repeating: "x", count: 506) + "\r\n", "250:"),
    ReplyRow("250 " + String(repeating: "x", count: 507) + "\r\n", "250: reply-line-too-long"),
    ReplyRow("250-a\r\n251 b\r\n", "251: reply-codes-differ"),
    ReplyRow("250-a\r\n550 b\r\n", "550: reply-codes-differ"),
    ReplyRow("150 a\r\n", "150: reply-code-out-of-range"),
    ReplyRow("600 a\r\n", "600: reply-code-out-of-range"),
    ReplyRow("262 a\r\n", "262: reply-code-out-of-range"),
    ReplyRow("599 a\r\n", "599: reply-code-out-of-range"),
    ReplyRow("hello\r\n", "none: reply-malformed"),
    ReplyRow("25 x\r\n", "none: reply-malformed"),
    ReplyRow("250_x\r\n", "none: reply-malformed"),
    ReplyRow("\r\n", "none: reply-malformed"),
    ReplyRow("250-a\r\nb\r\n250 c\r\n", "250: reply-malformed"),
    ReplyRow("550 2.1.1 x\r\n", "550: enhanced-class-mismatch"),
    ReplyRow("250 5.0.0 x\r\n", "250: enhanced-class-mismatch"),
    ReplyRow("354 2.0.0 x\r\n", "354:"),
    ReplyRow("+OK POP3\r\n", "none: not-smtp"),
    ReplyRow("* OK IMAP4rev1\r\n", "none: not-smtp"),
    ReplyRow("HTTP/1.1 400 Bad Request\r\n", "none: not-smtp"),
    ReplyRow("SSH-2.0-OpenSSH_9.2\r\n", "none: not-smtp"),
    ReplyRow(
      octets: [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0A],
      "none: reply-control-character, not-smtp, reply-bare-lf, reply-nul"),
  ]

  static func describe(_ replies: [Reply]) -> [String] {
    replies.map { reply in
      let findings = reply.findings.map(\.id).sorted().joined(separator: ", ")
      return (reply.code.map { "\($0)" } ?? "none") + ":" + (findings.isEmpty ? "" : " " + findings)
    }
  }

  static func parse(_ chunks: [ArraySlice<UInt8>]) -> [Reply] {
    var parser = ReplyParser()
    var replies: [Reply] = []
    for chunk in chunks {
      parser.feed(chunk)
      while let reply = parser.next() { replies.append(reply) }
    }
    return replies
  }

  private func sorted(_ row: ReplyRow) -> [String] {
    row.replies.map { text in
      let parts = text.split(separator: ":", maxSplits: 1)
      let ids = parts.count > 1 ? parts[1].split(separator: ",").map { $0.drop { $0 == " " } }.sorted() : []
      return parts[0] + ":" + (ids.isEmpty ? "" : " " + ids.joined(separator: ", "))
    }
  }

  @Test(arguments: rows) func repliesAndFlaws(_ row: ReplyRow) {
    let replies = Self.parse([row.octets[...]])
    #expect(Self.describe(replies) == sorted(row))
    #expect(replies.flatMap(\.octets) == row.octets, "no octet is lost")
  }

  @Test(arguments: rows) func wholeEqualsOctetByOctet(_ row: ReplyRow) {
    let whole = Self.parse([row.octets[...]])
    #expect(Self.parse(row.octets.indices.map { row.octets[$0...$0] }) == whole)
  }

  @Test func everyCutGivesTheSame() {
    let octets = Array("220-a\r\n220 b\r\n250-2.0.0 x\n250 2.0.0 y\r\n\r\n421 4.0.0 z\r\n".utf8)
    let whole = Self.parse([octets[...]])
    for cut in 0...octets.count {
      #expect(Self.parse([octets[..<cut], octets[cut...]]) == whole, "cut at \(cut)")
    }
  }

  @Test func moreIsNeededUntilTheEnd() {
    var parser = ReplyParser()
    parser.feed(Array("250-a\r\n250 b".utf8))
    #expect(parser.next() == nil)
    #expect(parser.partialLines.map(\.octets.text) == ["250-a"])
    #expect(parser.pendingOctets.text == "250-a\r\n250 b")
    parser.feed(Array("\r\n".utf8))
    #expect(parser.next()?.code == 250)
    #expect(!parser.hasPending)
  }

  @Test func theEndOfTheConnectionKeepsWhatCame() {
    var parser = ReplyParser()
    parser.feed(Array("250-a\r\n250 b".utf8))
    #expect(parser.next() == nil)
    let reply = parser.finish()
    #expect(reply?.octets.text == "250-a\r\n250 b")
    #expect(reply?.findings.map(\.rule) == [.replyIncomplete])
    #expect(parser.finish() == nil)
  }

  @Test func aLineWithoutEndIsCut() {
    var parser = ReplyParser()
    let piece = [UInt8](repeating: 0x78, count: 10_000)
    parser.feed(Array("250 ".utf8))
    var replies: [Reply] = []
    for _ in 0..<100 {
      parser.feed(piece)
      while let reply = parser.next() { replies.append(reply) }
      #expect(parser.pendingOctets.count <= Limits.replyLineCut)
    }
    #expect(replies.first?.findings.contains { $0.rule == .replyLineCut } == true)
    #expect(replies.allSatisfy { $0.octets.count <= Limits.replyLineCut })
  }

  @Test func aReplyWithoutEndIsClosed() {
    var parser = ReplyParser()
    var replies: [Reply] = []
    for _ in 0..<(Limits.replyLines + 10) {
      parser.feed(Array("250-more\r\n".utf8))
      while let reply = parser.next() { replies.append(reply) }
    }
    #expect(replies.count == 1)
    #expect(replies.first?.lines.count == Limits.replyLines)
    #expect(replies.first?.findings.map(\.rule) == [.replyTooLong])
  }

  @Test func utf8IsInOrderAfterSMTPUTF8() {
    var parser = ReplyParser()
    parser.allowsUTF8 = true
    parser.feed(Array("250 für\r\n".utf8))
    #expect(parser.next()?.findings == [])
  }

  @Test func anyOctetsNeitherCrashNorGetLost() {
    var seed: UInt64 = 42
    func random() -> UInt8 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: seed >> 33)
    }
    let likely = Array("2505 -\r\n.\u{0}\u{80}".utf8)
    for _ in 0..<2_000 {
      let octets = (0..<Int(random())).map { _ in
        random() < 200 ? likely[Int(random()) % likely.count] : random()
      }
      var parser = ReplyParser()
      var out: [UInt8] = []
      var rest = octets[...]
      while !rest.isEmpty {
        let count = min(rest.count, Int(random()) % 7 + 1)
        parser.feed(rest.prefix(count))
        rest = rest.dropFirst(count)
        while let reply = parser.next() { out += reply.octets }
      }
      if let last = parser.finish() { out += last.octets }
      #expect(out == octets)
    }
  }
}
