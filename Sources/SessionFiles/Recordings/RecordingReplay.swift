// A recording to the entries it was made of: what was sent and what came goes through the conversation again, without
// a network, so that the guide works on every line as it did when it happened.

import NetworkFacts
import SMTP
import SMTPCore
import Transcript

/// Plays a session file through the engine.
package enum RecordingReplay {
  /// The entries of a file. Times are those of its event lines; a line between two of them has the earlier one's.
  package static func entries(_ file: SessionFile) -> [TranscriptEntry] {
    var player = Player(knowsTimes: file.knowsTimes)
    for line in file.lines { player.take(line, at: 0) }
    player.end()
    return player.entries
  }

  /// The entries of a part of a recording, each with the offset of its first line.
  ///
  /// - Parameters:
  ///   - start: where the part begins.
  static func entries(_ lines: [(line: SessionFileLine, offset: Int)], from start: PartStart) -> (
    entries: [TranscriptEntry], offsets: [Int]
  ) {
    let knowsTimes = lines.contains { line, _ in
      if case .event(let text) = line.content { SessionFile.isTime(text) } else { false }
    }
    var player = Player(knowsTimes: knowsTimes)
    if start != .beginning { player.beginInTheMiddle(isMailText: start == .mailText) }
    for (line, offset) in lines { player.take(line, at: offset) }
    player.end()
    return (player.entries, player.offsets)
  }

  /// What stands before a part of a recording.
  enum PartStart: Equatable {
    /// Nothing, or another session.
    case beginning
    /// Something that is not known.
    case middle
    /// A part of a message.
    case mailText
  }

  private struct Player {
    var entries: [TranscriptEntry] = [] {
      didSet { while offsets.count < entries.count { offsets.append(itemOffset ?? lineOffset) } }
    }
    /// Where the first line of each entry stands.
    var offsets: [Int] = []
    /// Where the line stands that is being taken, and where an event or a reply began that is still open.
    private var lineOffset = 0
    private var itemOffset: Int?
    /// What came before is not known: nothing can be said of the order of commands.
    private var isBlind = false
    var conversation: SessionCore
    var time: Int64 = 0
    /// Whether the times of single lines are there.
    let knowsTimes: Bool
    /// An event whose indented lines may follow.
    var event: TranscriptEntry.Event?

    init(knowsTimes: Bool) {
      self.knowsTimes = knowsTimes
      conversation = SessionCore(kind: .smtp, options: SessionOptions(), firstID: 0)
      conversation.connected(isTLS: false, at: 0)
    }

    /// Nothing is known of what came before, but that a session was on its way.
    mutating func beginInTheMiddle(isMailText: Bool) {
      isBlind = true
      var lines = [("", "220 x"), ("EHLO x", "250 x")]
      if isMailText { lines += [("MAIL FROM:<>", "250 x"), ("RCPT TO:<x>", "250 x"), ("DATA", "354 x")] }
      for (command, reply) in lines {
        if !command.isEmpty { conversation.sentRaw(Outgoing("\(command)\r\n"), at: 0) }
        _ = conversation.received(Array("\(reply)\r\n".utf8), at: 0)
      }
      _ = conversation.takeEntries()
    }

    /// Takes what the conversation has made of the line.
    mutating func take() { add(conversation.takeEntries()) }

    mutating func add(_ news: [TranscriptEntry]) {
      for var entry in news {
        if isBlind {
          entry = TranscriptEntry(id: entry.id, time: entry.time, content: entry.content)
          if case .received(let received) = entry.content, received.context.answers == .command(.ehlo) {
            isBlind = false
          }
        }
        // Less than a millisecond is not in a recording.
        guard case .received(let received) = entry.content, !knowsTimes || received.lastOctet < 1_000_000 else {
          entries.append(entry)
          continue
        }
        entries.append(
          TranscriptEntry(
            id: entry.id, time: entry.time,
            content: .received(
              .init(reply: received.reply, context: received.context, firstOctet: -1, lastOctet: -1)),
            findings: entry.findings))
      }
    }

    mutating func take(_ line: SessionFileLine, at offset: Int) {
      lineOffset = offset
      if case .event(let text) = line.content { return take(event: text) }
      endEvent()
      switch line.content {
      case .sent(let wire):
        // An excerpt: the greeting came before it.
        if conversation.dialogue.phase == .greeting {
          _ = conversation.received(Array("220 x\r\n".utf8), at: time)
          _ = conversation.takeEntries()
        }
        // A conversation that went on behind the 220 to STARTTLS went on under TLS.
        if conversation.dialogue.phase == .handshake { conversation.replayedTLS() }
        itemOffset = nil
        let line = outgoing(wire)
        conversation.sentRaw(line, at: time)
        guard !line.secrets.isEmpty else { return take() }
        entries += conversation.takeEntries().map(Self.masked)
      case .reply(let expected):
        itemOffset = itemOffset ?? lineOffset
        _ = conversation.received(outgoing(expected.line).octets, at: time)
        take()
        if !expected.isContinued { itemOffset = nil }
      case .command(.session, _), .empty, .pattern, .endOfFile, .event, .finding: return
      case .command(let command, let text):
        itemOffset = nil
        if case .console(.connect(let target)) = command { connect(target) }
        conversation.note(.command(Self.plain(text)), at: time)
        take()
      case .remark(let text):
        conversation.note(.remark(Self.plain(text)), at: time)
        take()
      }
    }

    /// What stands in place of a secret is no flaw of the line.
    static func masked(_ entry: TranscriptEntry) -> TranscriptEntry {
      guard case .sent(let sent) = entry.content else { return entry }
      return TranscriptEntry(id: entry.id, time: entry.time, content: .sent(sent))
    }

    mutating func connect(_ target: Target?) {
      let kind: Dialogue.Kind = target?.scheme == .lmtp ? .lmtp : .smtp
      isBlind = false
      conversation = SessionCore(
        kind: kind, options: SessionOptions(), firstID: conversation.nextEntryID, after: conversation.history)
      conversation.connected(isTLS: target?.scheme == .smtps, at: time)
    }

    /// A line as it was recorded: what stands in it for a secret stands for one.
    func outgoing(_ wire: WireLine) -> Outgoing {
      var out = Outgoing()
      for piece in wire.text.pieces {
        switch piece {
        case .octets(let octets): out.append(octets)
        case .variable(let name): out.append(Outgoing(secret: Array("${\(name)}".utf8), variable: name))
        }
      }
      if wire.hasCRLF { out.append([ASCII.cr, ASCII.lf]) }
      return out
    }

    /// What the file ends in: an event, or a reply that was cut off.
    mutating func end() {
      endEvent()
      conversation.closed(byServer: false, reason: nil, at: time)
      // The end itself is not in the file.
      add(
        conversation.takeEntries().filter { entry in if case .received = entry.content { true } else { false } }
      )
    }

    /// `0.009 text`, or a line more of the event before.
    mutating func take(event text: String) {
      let text = Self.plain(text)
      if text.hasPrefix(" ") {
        // What plain mode prints under a reply the guide says again.
        guard let open = event else { return }
        event = TranscriptEntry.Event(
          open.text, level: open.level, details: open.details + [String(text.drop { $0 == " " })],
          phase: open.phase)
        return
      }
      endEvent()
      var body = text[...]
      if let stamp = NotationWriter.time(of: text) {
        // Where it goes back, another session begins.
        time = stamp < time - 1_000_000_000 ? stamp : max(time, stamp)
        body = text.drop { $0 != " " }.dropFirst()
        // The time of the next line, and no more.
        if body.isEmpty { return }
      }
      let level: TranscriptEntry.Event.Level =
        body.contains("✗") || body.contains("failed") || body.hasPrefix(SessionFile.cutOffMark)
        ? .bad : body.contains("✓") ? .good : .info
      event = TranscriptEntry.Event(String(body), level: level, phase: Self.phase(body))
      itemOffset = lineOffset
      let isTLS = body.hasPrefix("TLS ✓") || body.hasPrefix("TLS ✗")
      // From here on the greeting is waited for.
      if conversation.dialogue.phase == .greeting, isTLS || body.hasPrefix("connected to ") {
        conversation.connected(isTLS: conversation.dialogue.answered.isTLS, at: time)
      }
      if isTLS { conversation.replayedTLS() }
    }

    /// The phase that an event ends, as its text says.
    static func phase(_ text: Substring) -> TranscriptEntry.Event.Phase? {
      let name: String
      let duration: Substring?
      if text.hasPrefix("TLS ✓ ") || text.hasPrefix("TLS ✗ ") || text.hasPrefix("connected to ") {
        name = text.hasPrefix("TLS") ? "TLS" : "TCP"
        duration = text.ranges(of: " in ").last.map { text[$0.upperBound...] }
      } else if text.contains(" is "), text.hasSuffix(")"), let open = text.lastIndex(of: "(") {
        name = "DNS"
        duration = text[text.index(after: open)...].dropLast()
      } else {
        return nil
      }
      return duration.flatMap { DurationText.nanoseconds(of: $0) }.map { .init(name, $0) }
    }

    mutating func endEvent() {
      guard let event else { return }
      self.event = nil
      conversation.note(.event(event), at: time)
      take()
      itemOffset = nil
    }

    /// The text without its escapes.
    static func plain(_ text: String) -> String {
      let (octets, bad) = Escaping.unescape(text)
      return bad == nil ? octets.text : text
    }
  }
}
