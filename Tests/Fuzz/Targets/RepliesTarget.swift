// Replies with all that is made of them: the parser, the dialogue, the history, the guide, and every form of the entries.

import NetworkFacts
import SMTP
import SMTPCore
import SMTPGuide
import Transcript

/// A session out of pieces that stand between octets 0x1E. The first octet of each says what it is: `S` comes from the
/// server, `C` is a line that is sent, `R` goes out raw; the others are below.
enum RepliesTarget {
  static func run(_ octets: [UInt8]) {
    guard octets.count <= 20_000 else { return }
    var core = SessionCore(
      kind: octets.first == UInt8(ascii: "L") ? .lmtp : .smtp,
      options: SessionOptions(helloName: "client.example"),
      firstID: 0)
    core.receive(.connected(isTLS: false), at: 0)
    var entries: [TranscriptEntry] = []
    var fromServer: [[UInt8]] = []
    var time: Int64 = 0
    for piece in octets.split(separator: 0x1E).prefix(200) {
      time += 1_000_000
      let body = Array(piece.dropFirst())
      switch piece.first {
      case UInt8(ascii: "S"):
        fromServer.append(body)
        core.receive(.received(body), at: time)
      case UInt8(ascii: "C"): core.receive(.send(Outgoing(body)), at: time)
      case UInt8(ascii: "R"): core.receive(.observed(Outgoing(body)), at: time)
      case UInt8(ascii: "T"): core.receive(.timedOut, at: time)
      case UInt8(ascii: "I"): core.receive(.interrupted, at: time)
      case UInt8(ascii: "H"): core.receive(.handshaking, at: time)
      case UInt8(ascii: "E"):
        let facts = TLSFacts(version: "TLSv1.3", cipher: "x", cipherBits: 256, serverName: text(body))
        core.receive(.handshake(.success(facts)), at: time)
      case UInt8(ascii: "F"):
        core.receive(
          .handshake(.failure(TLSFailure(.handshake, text(body), problem: .notTLS, errors: [text(body)]))),
          at: time)
      case UInt8(ascii: "W"): core.receive(.writing, at: time)
      case UInt8(ascii: "w"): core.receive(.written, at: time)
      case UInt8(ascii: "M"): core.receive(.messageSent(.message(size: body.count, sha256: nil), []), at: time)
      case UInt8(ascii: "m"):
        core.receive(.messageStopped(.file(text(body)), sent: body.count, line: body), at: time)
      case UInt8(ascii: "K"): core.receive(.secret(body, variable: "secret:word"), at: time)
      case UInt8(ascii: "N"): core.receive(.note(.command(text(body))), at: time)
      case UInt8(ascii: "#"): core.receive(.note(.remark(text(body))), at: time)
      case UInt8(ascii: "*"):
        core.receive(.note(.event(.note(text(body), level: .bad, details: [text(body)]))), at: time)
      case UInt8(ascii: "O"): core.options.startsTLS.toggle()
      case UInt8(ascii: "A"):
        entries += core.takeEntries()
        core = SessionCore(kind: .smtp, options: core.options, firstID: core.nextEntryID, after: core)
        core.receive(.connected(isTLS: body.first == 0x53), at: time)
      case UInt8(ascii: "X"):
        core.receive(
          .closed(byServer: body.isEmpty, reason: body.isEmpty ? nil : NetworkError(name: text(body))), at: time
        )
      default: continue
      }
      for line in core.pendingLines {
        Finding.expectClean(shown: NotationWriter.line(line[...], .none), "a line that is coming")
      }
    }
    core.receive(.closed(byServer: true, reason: nil), at: time)
    entries += core.takeEntries()
    Forms.check(entries, octets.count)
    for entry in entries {
      for line in InfoPages.explain(nil, last: entry) { Finding.expectClean(shown: line, ":explain") }
    }
    var status = SessionStatus(options: core.options)
    var news: [TranscriptEntry] = []
    _ = core.report(to: &status, &news)
    for line in InfoPages.capabilities(status) + InfoPages.timing(status, entries) {
      Finding.expectClean(shown: line, "a page of the session")
    }
    parse(fromServer)
  }

  private static func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }

  /// Replies are the same however their octets are cut into pieces.
  private static func parse(_ pieces: [[UInt8]]) {
    func replies(_ pieces: some Sequence<[UInt8]>) -> [Reply] {
      var parser = ReplyParser()
      var out: [Reply] = []
      for piece in pieces {
        parser.feed(piece)
        while let reply = parser.next() { out.append(reply) }
      }
      if let rest = parser.finish() { out.append(rest) }
      return out
    }
    let all = Array(pieces.joined())
    let whole = replies([all])
    Finding.expect(whole == replies(pieces), "replies depend on the pieces they come in")
    if all.count < 500 {
      Finding.expect(whole == replies(all.map { [$0] }), "replies depend on coming octet by octet")
    }
    // Each octet is in a reply, or was cut off behind the end of a line that is too long.
    let kept = whole.reduce(0) { sum, reply in
      reply.lines.indices.reduce(sum) { $0 + reply.lineOctets($1).count }
    }
    Finding.expect(kept <= all.count, "replies have more octets than came")
  }
}
