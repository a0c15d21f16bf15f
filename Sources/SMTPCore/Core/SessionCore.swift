// One conversation as a value: inputs go in with their times, actions come out, and transcript entries are kept until
// they are taken. No sockets, no clock, no threads: a driver carries the actions out, and a replay has none to.

import NetworkFacts
import SMTP
import SMTPGuide
import Transcript

/// The core of a session.
package struct SessionCore: Sendable {
  /// What has been said, and what is owed.
  package private(set) var dialogue: Dialogue
  /// What gives later replies their meaning.
  package private(set) var history: SessionHistory
  /// What is waited for; nil: nothing.
  package private(set) var wait: Wait?
  /// When the current wait began.
  package private(set) var waitStart: Int64 = 0
  /// When the network was given a piece of a message that it has not taken yet.
  private var writingSince: Int64?
  /// When the TLS handshake that is under way began.
  private var handshakeSince: Int64?
  /// The last wait ended without a reply.
  private var gaveUp = false
  private var earliestWait: Int64 = 0
  /// May change while the session goes on; masking follows `showsSecrets` at once.
  package var options: SessionOptions { didSet { masking.isOff = options.showsSecrets } }
  private var parser = ReplyParser()
  private var masking: Masking
  /// What has been sent of a line whose end has not.
  private var unsentLine = Outgoing()
  private var replyStart: Int64?
  private var nextID: Int
  private var actions: [Action] = []
  /// What nobody has taken yet.
  private var entries: [TranscriptEntry] = []
  private var isClosed = false
  private var flood = Flood()
  private let foldsFloods: Bool
  /// The highest first digit of a reply so far, for the exit status of plain mode; a reply without a code counts as 5.
  package private(set) var worstReply = 0

  /// - Parameters:
  ///   - firstID: the id of the first entry.
  ///   - earlier: the connection before, of the same session: who was refused then is remembered, and so are secrets.
  ///   - foldsFloods: replies that answer nothing are only counted when there is no end of them.
  package init(
    kind: Dialogue.Kind, options: SessionOptions, firstID: Int, after earlier: SessionCore? = nil,
    foldsFloods: Bool = true
  ) {
    self.foldsFloods = foldsFloods
    dialogue = Dialogue(kind: kind)
    history = SessionHistory(after: earlier?.history)
    self.options = options
    nextID = firstID
    masking = earlier?.masking ?? Masking()
    masking.isOff = options.showsSecrets
  }

  /// The lines of a reply that is still coming, safe to show. Each is made once.
  package private(set) var pendingLines: [[UInt8]] = []

  /// How each of those lines ended.
  package var pendingEnds: [Reply.LineEnd] {
    let lines = parser.partialLines
    return lines.isEmpty ? [] : lines.map(\.end)
  }

  /// Puts into a status what it says of the conversation, and hands over the entries that nobody has taken yet.
  ///
  /// - Returns: the lines of a reply that is still coming.
  package mutating func report(to status: inout SessionStatus, _ news: inout [TranscriptEntry]) -> [[UInt8]] {
    if news.isEmpty { news = takeEntries() } else { news += takeEntries() }
    status.dialogue = dialogue
    if !masking.isEmpty { status.masking = masking }
    status.wait = wait
    status.waitStart = waitStart
    status.worstReply = max(status.worstReply, worstReply)
    return pendingLines
  }

  /// Whether there is nothing to tell: what came was only counted.
  package var isOnlyCounting: Bool { flood.count > 0 && entries.isEmpty && pendingLines.isEmpty }

  /// The id that the next entry gets.
  package var nextEntryID: Int { nextID }

  /// Takes one input: everything that happens to a session comes in here, live or out of a recording.
  ///
  /// - Parameters:
  ///   - time: nanoseconds since the session began.
  /// - Returns: what has to be done outside, in this order.
  @discardableResult package mutating func receive(_ input: Input, at time: Int64) -> [Action] {
    switch input {
    case .connected(let isTLS):
      if isTLS { dialogue = Dialogue(kind: dialogue.kind, isTLS: true) }
      dialogue.connected(at: time)
      updateWait(time)
    case .handshaking:
      handshakeSince = time
      updateWait(time)
    case .handshake(.success(let facts)): tlsStarted(facts, time)
    case .handshake(.failure(let failure)):
      handshakeSince = nil
      emit(.event(.tlsFailed(dialogue.phase == .handshake ? failure.behindSTARTTLS : failure)), [], time)
      updateWait(time)
    case .handshakeUnseen: dialogue.tlsStarted()
    case .received(let octets): received(octets, time)
    case .send(let line): send(line, time)
    case .observed(let octets): observed(octets, time)
    case .writing:
      writingSince = time
      updateWait(time)
    case .written:
      writingSince = nil
      updateWait(time)
    case .messageSent(let event, let findings):
      writingSince = nil
      emit(.event(event), findings + dialogue.sent(.endOfText, Sending(at: time, entry: nextID)), time)
      updateWait(time)
    case .messageStopped(let why, let sent, let line):
      writingSince = nil
      unsentLine = Outgoing(line)
      if sent ?? 1 > 0 { dialogue.textBroke() }
      emit(.event(.messageStopped(why, sent: sent, open: line.count)), [], time)
      updateWait(time)
    case .note(let content): emit(content, [], time)
    case .secret(let octets, let variable): masking.remember(octets, called: variable)
    case .timedOut: timedOut(time)
    case .interrupted:
      guard let wait else { break }
      emit(.event(.waitGivenUp(waiting(wait))), [], time)
      // There is no going on in the middle of a handshake.
      if wait.kind == .handshake {
        handshakeSince = nil
        actions.append(.close)
      }
      giveUp()
    case .closed(let byServer, let reason): closed(byServer: byServer, reason: reason, time)
    }
    guard !actions.isEmpty else { return [] }
    defer { actions = [] }
    return actions
  }

  // MARK: The connection

  private mutating func closed(byServer: Bool, reason: NetworkError?, _ time: Int64) {
    guard !isClosed else { return }
    isClosed = true
    pendingLines = []
    if let reply = parser.finish() { handle(reply, unread: 0, time) }
    if let chunk = dialogue.openChunk {
      emit(.event(.chunkStopped(announced: chunk.announced, sent: chunk.sent)), [], time)
    }
    let findings = dialogue.closed(byServer: byServer)
    emit(
      .event(.closed(byServer: byServer, reason: reason, isExpected: findings.isEmpty)), findings, time)
    updateWait(time)
  }

  private mutating func tlsStarted(_ facts: TLSFacts, _ time: Int64) {
    handshakeSince = nil
    dialogue.tlsStarted()
    emit(.event(.tls(facts)), [], time)
    if options.tls.verify == .require, !facts.isTrusted {
      emit(.event(.tlsNotTrusted(facts.verdict)), [], time)
      actions.append(.close)
    }
    updateWait(time)
  }

  // MARK: Receiving

  private mutating func received(_ octets: [UInt8], _ time: Int64) {
    if replyStart == nil { replyStart = time }
    parser.feed(octets)
    while let reply = parser.next() {
      pendingLines = []
      handle(reply, unread: parser.pendingOctets.count, time)
      replyStart = parser.hasPending ? time : nil
      // What came in plain text behind the 220 to STARTTLS is not part of what follows under TLS: it is
      // shown, once, and thrown away.
      if dialogue.phase == .handshake, options.startsTLS { discardInjected(time) }
    }
    showPending()
    updateWait(time)
  }

  private mutating func showPending() {
    guard parser.hasPending else { return }
    let new = parser.partialLines.dropFirst(pendingLines.count)
    pendingLines += masking.scrub(pending: new.map { Array($0.octets) }, dialogue.nextAnswered)
  }

  private mutating func discardInjected(_ time: Int64) {
    let left = Array(parser.pendingOctets)
    parser = ReplyParser()
    pendingLines = []
    replyStart = nil
    guard !left.isEmpty else { return }
    emit(
      .event(.discarded(octets: left.count, lines: left.split(separator: ASCII.lf).prefix(8).map(Array.init))),
      [],
      time)
  }

  private mutating func handle(_ reply: Reply, unread: Int, _ time: Int64) {
    let before = dialogue.answered
    // From here on only the dialogue, and a login's next step, see what the server really said.
    let shown = masking.scrub(reply, dialogue.nextAnswered)
    let outcome = dialogue.received(reply, shown: shown, unread: unread)
    let start = outcome.sentAt ?? time
    let context = history.apply(
      outcome, shown, state: before, offered: dialogue.answered.capabilities, kind: dialogue.kind, at: time)
    if outcome.answers != .nothing || !foldsFloods || flood.keeps(shown, at: time) {
      emit(
        .received(
          .init(
            reply: shown, context: context, firstOctet: max(0, (replyStart ?? time) - start),
            lastOctet: max(0, time - start), answered: outcome.entry)), outcome.findings, time)
    } else if flood.isDue(at: time) {
      tellFlood(time)
    }
    if let severity = reply.severity { worstReply = max(worstReply, severity) } else { worstReply = 5 }
    parser.allowsUTF8 = dialogue.answered.transaction?.isSMTPUTF8 ?? false
    if outcome.startsTLS, options.startsTLS { actions.append(.startTLS) }
    switch outcome.answers {
    case .command(.auth), .authResponse:
      if reply.code != 334 {
        actions.append(.challenge(.over))
      } else {
        actions.append(.challenge(Base64.decode(reply.text(0)).map { .octets($0) } ?? .undecodable))
      }
    default: break
    }
    if outcome.startsTLS, !options.startsTLS { dialogue.tlsSkipped() }
    // Whether the server reads what comes next as text or as commands nobody knows: neither is what was meant.
    if outcome.stopsText { actions += [.stopMessage, .close] }
    // The client may close once its QUIT is answered (RFC 5321 §4.1.1.10).
    if outcome.answers == .command(.quit), reply.isPositive { actions.append(.close) }
  }

  // MARK: Sending

  /// Sends a line as it was typed, whatever it breaks.
  private mutating func send(_ line: Outgoing, _ time: Int64) {
    let end = options.lineEnd
    if case .chunk = dialogue.phase {
      // The server counts octets, whatever was meant as a line.
      var wire = line
      wire.append(end)
      observed(wire, time)
      actions.append(.write(wire.octets))
      return
    }
    var wire = line
    // A dot alone ends the text; another one in front of any other makes it text (RFC 5321 §4.5.2).
    if dialogue.phase == .mailText, unsentLine.isEmpty, line.octets.first == ASCII.dot, line.octets.count > 1 {
      wire.prepend([ASCII.dot])
    }
    actions.append(.write(wire.octets + end))
    if end.last == ASCII.lf {
      note(wire, end: end, isWhole: true, hasBareLF: end == [ASCII.lf], time)
      updateWait(time)
    } else {
      // The server reads no end there: what follows is a part of the same line.
      wire.append(end)
      observed(wire, time)
    }
  }

  /// Notes octets that go to the server exactly as they are: the dialogue is told of every whole line in them.
  private mutating func observed(_ outgoing: Outgoing, _ time: Int64) {
    var start = 0
    let octets = outgoing.octets
    while start < octets.count {
      var lf = octets.withUnsafeBytes { ASCII.firstLF($0, from: start, to: $0.count) }
      var end = lf.map { $0 + 1 } ?? octets.count
      // A chunk ends where its octets are all there, and the next command begins (RFC 3030 §2).
      if case .chunk(let remaining) = dialogue.phase, start + remaining < end {
        end = start + remaining
        lf = octets[end - 1] == ASCII.lf ? lf : nil
      }
      var lineEnd: [UInt8] = []
      var content = end
      var hasBareLF = false
      if lf != nil {
        // The CR of a line end may have gone out before.
        let hasCR = end - start > 1 ? octets[end - 2] == ASCII.cr : unsentLine.octets.last == ASCII.cr
        lineEnd = hasCR && end - start > 1 ? Self.crlf : [ASCII.lf]
        hasBareLF = !hasCR
        content = end - lineEnd.count
      }
      let piece =
        outgoing.secrets.isEmpty ? Outgoing(Array(octets[start..<content])) : outgoing[start..<content]
      note(piece, end: lineEnd, isWhole: lf != nil, hasBareLF: hasBareLF, time)
      start = end
    }
    updateWait(time)
  }

  private static let crlf = [ASCII.cr, ASCII.lf]

  /// Notes a line, or a piece of one: whatever is sent comes here. A line is judged when it is whole; the octets of a
  /// chunk are counted as they go. What is noted is made of the line as it may be shown.
  ///
  /// - Parameters:
  ///   - piece: without the line's end.
  ///   - end: what ends it.
  ///   - isWhole: false: more of the line may follow.
  private mutating func note(
    _ piece: Outgoing, end: [UInt8], isWhole: Bool, hasBareLF: Bool = false, _ time: Int64
  ) {
    let isAlone = unsentLine.isEmpty
    // Most lines are those of a message.
    if isAlone, isWhole, masking.isPlain(piece),
      let findings = dialogue.sentText(piece.octets, hasBareLF: hasBareLF)
    {
      emit(.sent(.init(kind: .text, octets: piece.octets, lineEnd: end)), findings, time)
      return
    }
    var whole = piece
    if !isAlone {
      whole = unsentLine
      whole.append(piece)
    }
    // The CR of a line end that came in two pieces is in the transcript already.
    var line = whole
    if isWhole, !hasBareLF, end == [ASCII.lf], line.octets.last == ASCII.cr {
      line = line[0..<line.octets.count - 1]
    }
    let read = dialogue.read(line.octets, hasBareLF: hasBareLF)
    flood.lineSent()
    let kind = TranscriptEntry.SentKind(read)
    let secrets = masking.secrets(
      of: line, dialogue.secret(in: read, octets: line.octets, isWhole: isWhole), read: read)
    // What it shows to be secret may stand in what is still coming.
    if !secrets.isEmpty {
      pendingLines = []
      showPending()
    }
    let shown = Shown(line.octets, hiding: secrets)
    var findings: [Finding] = []
    let sending = Sending(at: time, shown: shown.isMasked ? shown.octets : nil, entry: nextID)
    if kind == .chunk {
      findings = dialogue.sent(.chunk(piece.octets + end), sending)
    } else if isWhole {
      findings = dialogue.sent(read, hasBareLF: hasBareLF, sending)
    }
    if shown.isMasked { findings = findings.map { $0.moved(shown.range) } }
    // Of a line in pieces each piece is shown; of a secret that comes in pieces nothing is.
    let start = unsentLine.octets.count
    let part = isAlone ? shown : Shown(piece.octets, hiding: Self.secrets(secrets, from: start, in: piece))
    let command: Command?
    if case .command(let typed) = read, isWhole {
      command = shown.isMasked ? Command(shown.octets) : typed
    } else {
      command = nil
    }
    emit(
      .sent(.init(kind: kind, part, lineEnd: end, command: command)), findings, time)
    unsentLine = isWhole || kind == .chunk ? Outgoing() : whole
  }

  /// The secrets of a line as they stand in a piece of it.
  private static func secrets(_ secrets: [Outgoing.Secret], from start: Int, in piece: Outgoing) -> [Outgoing
    .Secret]
  {
    secrets.compactMap { secret in
      let range = secret.range.clamped(to: start..<start + piece.octets.count)
      guard !range.isEmpty else { return nil }
      return .init(range.lowerBound - start..<range.upperBound - start, variable: secret.variable)
    }
  }

  /// What MAIL said of the text of the message that is being sent.
  package var textBody: Transaction.Body? { dialogue.projected.transaction?.body }

  // MARK: Time

  /// No reply came in time. The wait is over; a late reply is still taken. A message that the server does not take ends
  /// the connection: what was sent of it cannot be taken back.
  private mutating func timedOut(_ time: Int64) {
    guard let wait else { return }
    emit(.event(.timedOut(waiting(wait), seconds: wait.seconds, rule: wait.source)), [], time)
    giveUp()
    if wait.kind != .reply {
      writingSince = nil
      handshakeSince = nil
      actions.append(.close)
    }
  }

  private func waiting(_ wait: Wait) -> Event.Waiting {
    switch wait.kind {
    case .reply: return .reply(wait.awaited)
    case .write: return .write
    case .handshake: return .handshake
    }
  }

  private mutating func giveUp() {
    wait = nil
    gaveUp = true
  }

  // MARK: Inside

  private mutating func updateWait(_ time: Int64) {
    let answers = isClosed ? nil : dialogue.awaited
    let wanted: Wait?
    if isClosed {
      wanted = nil
    } else if handshakeSince != nil {
      wanted = Wait.handshake(override: options.timeout)
    } else if writingSince != nil {
      wanted = Wait.write(override: options.timeout)
    } else {
      wanted = answers.map { Wait.row(for: $0, override: options.timeout) }
    }
    guard wanted != wait || wanted != nil else { return }
    wait = wanted
    // A wait that was given up begins anew, not in the past.
    if gaveUp { earliestWait = time }
    gaveUp = false
    waitStart = max(earliestWait, handshakeSince ?? writingSince ?? dialogue.nextAnswered?.sentAt ?? time)
  }

  /// What is known to be secret stands in no event and in no command of the console, whoever put it there: a certificate
  /// can name it. A remark is the person's own.
  private func masked(_ content: TranscriptEntry.Content) -> TranscriptEntry.Content {
    switch content {
    case .event(let event):
      let lines = EventNotation.lines(event)
      let masked = lines.map { line in
        // What is ours to say, as numbers and `yes`, is no secret, whatever somebody has for a password.
        EventLine(
          line.tag,
          line.fields.map { field in
            EventNotation.isFree(field.key, of: line.tag)
              ? EventField(field.key, masking.scrub(field.value)) : field
          }, text: line.text)
      }
      return masked == lines ? content : .event(EventNotation.event(masked[0], Array(masked[1...])))
    case .command(let text): return .command(masking.scrub(text))
    case .sent, .received, .remark: return content
    }
  }

  private mutating func emit(_ content: TranscriptEntry.Content, _ findings: [Finding], _ time: Int64) {
    if flood.count > 0 { tellFlood(time) }
    let content = masking.isEmpty ? content : masked(content)
    entries.append(TranscriptEntry(id: nextID, time: time, content: content, findings: findings))
    nextID += 1
  }

  private mutating func tellFlood(_ time: Int64) {
    let (replies, octets) = flood.take()
    emit(.event(.leftOut(replies: replies, octets: octets)), [], time)
  }

  /// What has happened since this was last asked.
  package mutating func takeEntries() -> [TranscriptEntry] {
    let all = entries
    entries = []
    return all
  }
}

extension TranscriptEntry.SentKind {
  fileprivate init(_ line: Dialogue.Line) {
    switch line {
    case .command: self = .command
    case .text: self = .text
    case .endOfText: self = .endOfText
    case .response: self = .response
    case .chunk: self = .chunk
    }
  }
}
