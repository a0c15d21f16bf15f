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
    var player = Player(knowsTimes: file.knowsTimes, version: file.version, mask: FileMask(file.lines))
    for line in file.lines { player.receive(line, at: 0) }
    player.end()
    return player.entries
  }

  /// The entries of a part of a recording, each with the offset of its first line.
  ///
  /// - Parameters:
  ///   - version: of the form, where the part does not say it.
  ///   - start: where the part begins.
  static func entries(
    _ lines: [(line: SessionFileLine, offset: Int)], version: Int, from start: PartStart
  ) -> (
    entries: [TranscriptEntry], offsets: [Int]
  ) {
    let knowsTimes = lines.contains { line, _ in
      if case .event(let text) = line.content { SessionFile.isTime(text) } else { false }
    }
    var player = Player(
      knowsTimes: knowsTimes, version: version, mask: FileMask(lines.lazy.map(\.line)))
    if start != .beginning { player.begin(behind: start) }
    for (line, offset) in lines { player.receive(line, at: offset) }
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
    /// A 334, whose response comes next.
    case challenge
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
    /// The version of the form.
    private var version: Int
    /// What the file's logins make secret in events and notes; lines go through the conversation, which masks them.
    private let mask: FileMask
    /// An event whose indented lines may follow: its text without the time, and theirs.
    private var event: (text: String, details: [String])?
    /// The entry whose findings are those that the recording has: it cannot be judged again. With what judging it again
    /// gives, as far as that goes.
    private var unjudged: (entry: Int, found: [Finding])?
    /// Findings of a reply whose end has not come, so it is no entry yet.
    private var early: [String] = []
    /// The line before was one of such a reply.
    private var isReplyOpen = false

    init(knowsTimes: Bool, version: Int, mask: FileMask) {
      self.mask = mask
      self.knowsTimes = knowsTimes
      self.version = version
      conversation = SessionCore(kind: .smtp, options: SessionOptions(), firstID: 0, foldsFloods: false)
      conversation.receive(.connected(isTLS: false), at: 0)
    }

    /// Nothing is known of what came before, but that a session was on its way.
    mutating func begin(behind start: PartStart) {
      isBlind = true
      var lines = [("", "220 x"), ("EHLO x", "250 x")]
      switch start {
      case .mailText: lines += [("MAIL FROM:<>", "250 x"), ("RCPT TO:<x>", "250 x"), ("DATA", "354 x")]
      case .challenge: lines.append(("AUTH LOGIN", "334 "))
      case .beginning, .middle: break
      }
      for (command, reply) in lines {
        if !command.isEmpty { conversation.receive(.observed(Outgoing("\(command)\r\n")), at: 0) }
        conversation.receive(.received(Array("\(reply)\r\n".utf8)), at: 0)
      }
      _ = conversation.takeEntries()
    }

    /// Takes what the conversation has made of the line.
    mutating func collect() { add(conversation.takeEntries()) }

    /// - Parameters:
    ///   - isMasked: something stands there for a secret.
    mutating func add(_ news: [TranscriptEntry], isMasked: Bool = false) {
      for var entry in news {
        let found = entry.findings
        if isBlind || isMasked {
          entry = TranscriptEntry(id: entry.id, time: entry.time, content: entry.content)
          if case .received(let received) = entry.content, received.context.answers == .command(.ehlo) {
            isBlind = false
          }
        }
        // Less than a millisecond is not in a recording.
        if case .received(let received) = entry.content, !knowsTimes || received.lastOctet < 1_000_000 {
          entry = TranscriptEntry(
            id: entry.id, time: entry.time,
            content: .received(
              .init(
                reply: received.reply, context: received.context, firstOctet: -1, lastOctet: -1,
                answered: received.answered)),
            findings: entry.findings)
        }
        entries.append(entry)
        unjudged = (entries.count - 1, found)
        if case .received = entry.content {
          let early = early
          self.early = []
          for text in early { apply(finding: text) }
        }
      }
    }

    /// A finding of the recording: it counts for what cannot be judged again.
    ///
    /// - Parameters:
    ///   - text: `id at=5+6 | …`, or `id: …` in version 1.
    mutating func apply(finding text: String) {
      if isReplyOpen { return early.append(text) }
      guard let (entry, found) = unjudged, let finding = FindingNotation.finding(text) else { return }
      let old = entries[entry]
      guard !old.findings.contains(where: { $0.rule == finding.rule }) else { return }
      entries[entry] = TranscriptEntry(
        id: old.id, time: old.time, content: old.content,
        findings: old.findings + [found.first { $0.rule == finding.rule } ?? finding])
    }

    mutating func receive(_ line: SessionFileLine, at offset: Int) {
      lineOffset = offset
      if case .event(let text) = line.content { return receive(event: mask.scrub(text)) }
      endEvent()
      if case .finding(let text) = line.content { return apply(finding: mask.scrub(text)) }
      isReplyOpen = false
      switch line.content {
      case .sent(let wire):
        // An excerpt: the greeting came before it.
        if conversation.dialogue.phase == .greeting {
          conversation.receive(.received(Array("220 x\r\n".utf8)), at: time)
          _ = conversation.takeEntries()
        }
        // A conversation that went on behind the 220 to STARTTLS went on under TLS, where nothing says otherwise.
        if conversation.dialogue.phase == .handshake { conversation.receive(.handshakeUnseen, at: time) }
        itemOffset = nil
        let line = outgoing(wire)
        conversation.receive(.observed(line), at: time)
        add(conversation.takeEntries(), isMasked: !line.secrets.isEmpty)
      case .reply(let expected):
        itemOffset = itemOffset ?? lineOffset
        conversation.receive(.received(outgoing(expected.line).octets), at: time)
        collect()
        isReplyOpen = !conversation.pendingLines.isEmpty
        if !expected.isContinued { itemOffset = nil }
      case .command(.session(let version), _): self.version = version
      case .damaged(let text):
        note(.note(mask.scrub(text), level: .bad, details: []))
        collect()
      case .empty, .pattern, .endOfFile, .event, .finding: return
      case .command(let command, let text):
        itemOffset = nil
        if case .console(.connect(let target)) = command { connect(target) }
        conversation.receive(.note(.command(Self.plain(mask.shown(command, text)))), at: time)
        collect()
      case .remark(let text):
        conversation.receive(.note(.remark(Self.plain(mask.scrub(text)))), at: time)
        collect()
      }
    }

    mutating func connect(_ target: Target?) {
      let kind: Dialogue.Kind = target?.scheme == .lmtp ? .lmtp : .smtp
      isBlind = false
      conversation = SessionCore(
        kind: kind, options: conversation.options, firstID: conversation.nextEntryID, after: conversation,
        foldsFloods: false)
      conversation.receive(.connected(isTLS: target?.scheme == .smtps), at: time)
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
      conversation.receive(.closed(byServer: false, reason: nil), at: time)
      // The end itself is not in the file.
      add(
        conversation.takeEntries().filter { entry in if case .received = entry.content { true } else { false } }
      )
    }

    /// `0.009 text`, or a line more of the event before.
    mutating func receive(event text: String) {
      if text.hasPrefix(" ") {
        // What plain mode prints under a reply the guide says again.
        event?.details.append(String(text.drop { $0 == " " }))
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
      event = (String(body), [])
      itemOffset = lineOffset
    }

    /// The event that was being read is whole: it goes in as what it was, an input or something to be noted.
    mutating func endEvent() {
      guard let (text, details) = event else { return }
      event = nil
      if version > 1, let line = EventNotation.line(text) {
        apply(EventNotation.event(line, details.compactMap { EventNotation.line($0) }))
      } else {
        guard version == 1 else {
          note(.note(Self.plain(text), level: .info, details: details.map(Self.plain)))
          collect()
          itemOffset = nil
          return
        }
        let found = Version1.event(Self.plain(text), details.map(Self.plain))
        switch found.meaning {
        case .none, .connected: apply(found.event)
        case .tls:
          note(found.event)
          connectedIfDue()
          conversation.receive(.handshakeUnseen, at: time)
          collect()
        }
      }
      itemOffset = nil
    }

    private mutating func note(_ event: Event) { conversation.receive(.note(.event(event)), at: time) }

    /// From here on the greeting is waited for.
    private mutating func connectedIfDue() {
      guard conversation.dialogue.phase == .greeting else { return }
      conversation.receive(.connected(isTLS: conversation.dialogue.answered.isTLS), at: time)
    }

    private mutating func apply(_ event: Event) {
      switch event {
      // Where a connection ends it is found anew.
      case .started, .chunkStopped: return
      case .connected:
        note(event)
        connectedIfDue()
      case .tls(let facts):
        let isAtOnce = conversation.dialogue.phase == .greeting
        conversation.receive(.handshake(.success(facts)), at: time)
        if isAtOnce { conversation.receive(.connected(isTLS: true), at: time) }
      case .closed(let byServer, let reason, _):
        conversation.receive(.closed(byServer: byServer, reason: reason), at: time)
      case .message: conversation.receive(.messageSent(event, []), at: time)
      case .messageStopped(let why, let sent, let open):
        // What the line says is not in the recording, and does not matter.
        let line = Array(repeating: UInt8(ascii: "x"), count: open)
        conversation.receive(.messageStopped(why, sent: sent, line: line), at: time)
      case .setting("starttls", let value):
        // Whether a 220 is followed by a handshake.
        _ = Setting.row("starttls")?.set(&conversation.options, value)
        note(event)
      default: note(event)
      }
      collect()
    }

    /// The text without its escapes.
    static func plain(_ text: String) -> String {
      let (octets, bad) = Escaping.unescape(text)
      return bad == nil ? octets.text : text
    }
  }
}
