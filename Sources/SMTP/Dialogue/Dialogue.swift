// The conversation as a value: no I/O, no clock. Two states meet here, as in a mailer's own client: what has
// been answered, and what will be the case if everything that is still outstanding succeeds; between them the
// queue of what was sent. A violation is recorded as a finding and the conversation goes on.

/// One SMTP or LMTP conversation from the client's side.
package struct Dialogue: Sendable {
  /// Which protocol is spoken.
  package enum Kind: String, Sendable {
    case smtp, lmtp
  }

  /// Where the conversation stands, for people.
  package enum Phase: Sendable, Equatable {
    /// Waiting for the greeting.
    case greeting
    /// Greeted, and no hello accepted yet.
    case connected
    /// A hello was accepted, no transaction is open.
    case ready
    case transaction(accepted: Int)
    /// 354 came: what is typed is mail text.
    case mailText
    /// A BDAT chunk is being sent.
    case chunk(remaining: Int)
    /// A 334 waits for its response.
    case challenge
    /// 220 to STARTTLS came: the handshake is due.
    case handshake
    /// QUIT was answered, 421 came, or the connection is closed.
    case over
  }

  /// What a line is, at the place where it is sent.
  package enum Line: Sendable, Equatable {
    case command(Command)
    /// Mail text: to `check` before dot-stuffing, to `sent` as it goes out.
    case text([UInt8])
    /// The dot that ends mail text.
    case endOfText
    /// The answer to a 334, `*` to cancel.
    case response([UInt8])
    /// Octets of a BDAT chunk, line ends included.
    case chunk([UInt8])
  }

  /// What a reply did.
  package struct Outcome: Sendable {
    /// What the reply answers.
    package let answers: Awaited
    /// The command it answers as it may be shown, where there is one.
    package let command: Command?
    /// When that was sent; nil where nothing was.
    package let sentAt: Int64?
    /// What the caller called it when it was sent.
    package let entry: Int?
    /// Flaws of the reply itself and of the place where it stands.
    package let findings: [Finding]
    /// 220 to STARTTLS: the handshake has to start now.
    package let startsTLS: Bool
    /// It came in the middle of mail text and refuses the message: no more of it may be sent.
    package var stopsText = false
  }

  private enum Mode: Sendable, Equatable {
    case commands
    case mailText
    case chunk(Int)
    case challenge
    case handshake
    case closed
  }

  /// SMTP or LMTP: by it the number of replies to the end of a message is known.
  package let kind: Kind
  /// The state as far as the server has answered.
  package private(set) var answered = DialogueState()
  /// The state if everything outstanding succeeds.
  package private(set) var projected = DialogueState()
  private var outstanding: [DialogueState.Exchange]
  private var mode = Mode.commands
  /// Octets that the newest chunk was announced with.
  private var chunkSize = 0
  /// The newest octets that were sent were the last ones of a chunk.
  private var isBehindChunk = false
  /// Mail text broke off, and what is there of it is no message.
  package private(set) var isTextBroken = false
  private var logins = LoginSecrets()
  /// The server has announced that it closes: with 221, whichever command that answers, or with 421.
  private var isAnnounced = false

  /// A conversation that begins with the server's greeting.
  package init(kind: Kind = .smtp, isTLS: Bool = false) {
    self.kind = kind
    answered.isTLS = isTLS
    projected.isTLS = isTLS
    outstanding = [DialogueState.Exchange(awaited: .connection)]
  }

  // MARK: Looking

  /// Where the conversation stands. A message, a challenge and a handshake come before what has been answered.
  package var phase: Phase {
    switch mode {
    case .mailText: return .mailText
    case .chunk(let remaining): return .chunk(remaining: remaining)
    case .challenge: return .challenge
    case .handshake: return .handshake
    case .closed: return .over
    case .commands: break
    }
    if answered.isOver { return .over }
    if outstanding.first?.awaited == .connection { return .greeting }
    if let transaction = answered.transaction { return .transaction(accepted: transaction.accepted) }
    return answered.hello == nil ? .connected : .ready
  }

  /// What the next reply will answer; nil when none is due. During a chunk the server waits for octets.
  package var awaited: Awaited? {
    if case .chunk = mode { return nil }
    return outstanding.first?.awaited
  }

  /// A chunk of which octets are still to come, and whose BDAT has not been answered: what BDAT announced, and what was
  /// sent.
  package var openChunk: (announced: Int, sent: Int)? {
    guard case .chunk(let remaining) = mode, outstanding.last?.awaited == .command(.bdat) else { return nil }
    return (chunkSize, chunkSize - remaining)
  }

  /// DATA is owed its reply: what is sent now may become mail text, and a command where DATA is refused.
  package var mayTakeText: Bool { outstanding.contains { $0.awaited == .command(.data) } }

  /// What the next reply will answer, with when it was sent; nil when none is due.
  package var nextAnswered: DialogueState.Exchange? { outstanding.first }

  /// What typing `octets` now would be.
  ///
  /// - Parameters:
  ///   - hasBareLF: an LF alone is to end the line; only <CRLF>.<CRLF> ends mail text (RFC 5321 §4.1.1.4).
  package func read(_ octets: [UInt8], hasBareLF: Bool = false) -> Line {
    switch mode {
    case .mailText: return endsText(octets, hasBareLF) ? .endOfText : .text(octets)
    case .chunk: return .chunk(octets + [ASCII.cr, ASCII.lf])
    case .challenge: return .response(octets)
    case .commands, .handshake, .closed: return .command(Command(octets))
    }
  }

  /// What of a line must not be shown.
  ///
  /// - Parameters:
  ///   - line: what `read` gives for it.
  ///   - octets: the line without its end.
  ///   - isWhole: false: more of the line may follow.
  package func secret(in line: Line, octets: [UInt8], isWhole: Bool = true) -> LoginSecrets.Secret? {
    logins.secret(in: line, octets: octets, isWhole: isWhole)
  }

  private func endsText(_ octets: [UInt8], _ hasBareLF: Bool) -> Bool { octets == [ASCII.dot] && !hasBareLF }

  /// What sending `line` now would break. Changes nothing and forbids nothing.
  ///
  /// - Parameters:
  ///   - isStuffed: mail text is as it goes out, with a dot before one that begins a line (RFC 5321 §4.5.2).
  package func check(_ line: Line, isStuffed: Bool = false) -> [Finding] {
    switch line {
    case .command where endsChunk(line): return [Finding(.chunkLineEnd)]
    case .command(let command):
      return command.findings
        + Sequencing.findings(command, in: projected, kind: kind, outstanding: outstanding)
    case .text(let octets):
      return Sequencing.textFindings(octets, isStuffed: isStuffed, body: projected.transaction?.body)
    case .endOfText: return isTextBroken ? [Finding(.textBroken)] : []
    case .response(let octets): return responseFindings(octets)
    case .chunk: return []
    }
  }

  /// Whether a line is the line end that somebody has put behind the last octet of a chunk.
  private func endsChunk(_ line: Line) -> Bool {
    guard isBehindChunk, case .command(let command) = line else { return false }
    return command.octets.isEmpty
  }

  private func responseFindings(_ octets: [UInt8]) -> [Finding] {
    if octets == [ASCII.asterisk] || Base64.decode(octets) != nil { return [] }
    let command = Command(octets)
    if command.verb != .other { return [Finding(.commandInChallenge, at: 0, .verb(command.verb))] }
    return [Finding(.responseNotBase64, at: 0)]
  }

  // MARK: Sending

  /// Takes note that `line` was sent.
  ///
  /// - Parameters:
  ///   - hasBareLF: an LF alone ended the line.
  ///   - sending: when, and the line as it may be shown where a secret stands in it: the dialogue judges the line, and
  ///     keeps what may be shown.
  /// - Returns: the findings that `check` gives for it, and that of its end.
  @discardableResult
  package mutating func sent(_ line: Line, hasBareLF: Bool = false, _ sending: Sending = Sending()) -> [Finding]
  {
    var findings = check(line, isStuffed: true)
    let endsChunk = endsChunk(line)
    isBehindChunk = false
    if hasBareLF, !endsChunk { findings += Sequencing.bareLF(line) }
    switch line {
    case .command(let command):
      let isFlawed = findings.contains { $0.severity > .notice }
      logins.note(line, octets: command.octets)
      var terms = DialogueState.Terms()
      if command.verb == .mail || command.verb == .bdat { terms = .init(command) }
      enqueue(
        .init(
          awaited: .command(command.verb), command: sending.shown.map { Command($0) } ?? command, sent: sending,
          terms: terms, isFlawed: isFlawed))
      if case .chunk(let size, _) = command.argument, size > 0 {
        mode = .chunk(size)
        chunkSize = size
      }
    case .text: break
    case .endOfText:
      mode = .commands
      isTextBroken = false
      let replies = kind == .lmtp ? max(1, answered.transaction?.accepted ?? 1) : 1
      enqueue(.init(awaited: .endOfData, sent: sending, replies: replies))
    case .response(let octets):
      mode = .commands
      logins.note(line, octets: octets)
      enqueue(.init(awaited: .authResponse, sent: sending))
    case .chunk(let octets):
      guard case .chunk(let remaining) = mode else { break }
      // The reply is to the last octet, not to the command.
      if !outstanding.isEmpty { outstanding[outstanding.count - 1].prolong(to: sending.time) }
      mode = octets.count < remaining ? .chunk(remaining - octets.count) : .commands
      isBehindChunk = mode == .commands
    }
    return findings
  }

  /// What a line of mail text breaks; nil: in this place it is no such line, and is sent with `sent`.
  package func sentText(_ octets: [UInt8], hasBareLF: Bool) -> [Finding]? {
    guard mode == .mailText, !endsText(octets, hasBareLF) else { return nil }
    let findings = Sequencing.textFindings(octets, isStuffed: true, body: projected.transaction?.body)
    return hasBareLF ? findings + Sequencing.bareLF(.text(octets)) : findings
  }

  private mutating func enqueue(_ exchange: DialogueState.Exchange) {
    outstanding.append(exchange)
    projected.apply(exchange, nil)
    if outstanding.count == 1 { countReplies() }
  }

  /// In LMTP the last chunk has a reply for each recipient that was accepted (RFC 2033 §4.2); how many those are is known
  /// when all before it is answered.
  private mutating func countReplies() {
    guard kind == .lmtp, let first = outstanding.first, first.awaited == .command(.bdat),
      first.terms.isLastChunk
    else { return }
    outstanding[0].replies = max(1, answered.transaction?.accepted ?? 1)
  }

  // MARK: Receiving

  /// Takes the next reply.
  ///
  /// - Parameters:
  ///   - reply: as it came; it is judged, and not kept.
  ///   - shown: as it may be shown, octet below octet; nil: as it is.
  ///   - unread: octets that had come behind the reply when it was read.
  package mutating func received(_ reply: Reply, shown: Reply? = nil, unread: Int = 0) -> Outcome {
    logins.noteReply(code: reply.code)
    if reply.code == 221 || reply.code == 421 { isAnnounced = true }
    // 221 answers QUIT (RFC 5321 §4.1.1.10): what was owed before it does not come any more.
    if reply.code == 221, let place = outstanding.firstIndex(where: { $0.awaited == .command(.quit) }) {
      outstanding.removeFirst(place)
    }
    // A refusal may come while a chunk is still on its way: it answers the BDAT all the same.
    if mode == .mailText, outstanding.isEmpty, reply.severity ?? 0 >= 4 { return refusedMidway(reply, shown) }
    guard var exchange = outstanding.first else { return unasked(reply) }
    let wasOver = answered.isOver
    answered.apply(exchange, shown ?? reply)
    exchange.replies -= 1
    if exchange.replies > 0 {
      outstanding[0] = exchange
    } else {
      outstanding.removeFirst()
      countReplies()
    }
    var findings = ReplyJudgement.findings(reply, exchange, before: projected, answered)
    if !reply.findings.isEmpty { findings = reply.findings + findings }
    let startsTLS = StartTLS.begins(exchange, reply)
    switch (exchange.awaited, reply.code) {
    case (.command(.data), _) where reply.isIntermediate: mode = .mailText
    case (.command(.auth), 334), (.authResponse, 334): mode = .challenge
    default: break
    }
    if startsTLS {
      mode = .handshake
      findings += StartTLS.findings(unread: unread)
    }
    if answered.isOver, !wasOver, exchange.awaited == .command(.quit) { mode = .closed }
    reproject()
    return Outcome(
      answers: exchange.awaited, command: exchange.command, sentAt: exchange.sentAt, entry: exchange.entry,
      findings: findings,
      startsTLS: startsTLS)
  }

  /// A refusal while the text is on its way answers DATA as one behind it would. RFC 5321 §4.3.2 has no such reply.
  private mutating func refusedMidway(_ reply: Reply, _ shown: Reply?) -> Outcome {
    let exchange = DialogueState.Exchange(awaited: .endOfData)
    answered.apply(exchange, shown ?? reply)
    mode = .commands
    isTextBroken = false
    let findings = reply.findings + ReplyJudgement.findings(reply, exchange, before: projected, answered)
    reproject()
    return Outcome(
      answers: .endOfData, command: nil, sentAt: nil, entry: nil, findings: findings, startsTLS: false,
      stopsText: true)
  }

  private mutating func unasked(_ reply: Reply) -> Outcome {
    // A server that must shut down may say so at any time (RFC 5321 §3.8).
    if reply.code == 421 {
      answered.isOver = true
      projected.isOver = true
      return Outcome(
        answers: .nothing, command: nil, sentAt: nil, entry: nil, findings: reply.findings, startsTLS: false)
    }
    return Outcome(
      answers: .nothing, command: nil, sentAt: nil, entry: nil,
      findings: reply.findings + [Finding(.replyUnsolicited)],
      startsTLS: false)
  }

  private mutating func reproject() {
    projected = answered
    for exchange in outstanding { projected.apply(exchange, nil) }
  }

  // MARK: The connection

  /// A message breaks off in the middle of its text.
  package mutating func textBroke() { isTextBroken = mode == .mailText }

  /// The connection stands: from now on the greeting is waited for.
  package mutating func connected(at time: Int64) {
    if !outstanding.isEmpty { outstanding[0].prolong(to: time) }
  }

  /// TLS is up after STARTTLS.
  package mutating func tlsStarted() {
    mode = .commands
    answered.startTLS()
    reproject()
  }

  /// The handshake after a 220 was given up by the user: what comes now goes out in plain text.
  package mutating func tlsSkipped() { mode = .commands }

  /// The connection has ended.
  ///
  /// - Parameter byServer: false when this side closed it.
  package mutating func closed(byServer: Bool = true) -> [Finding] {
    let announced = answered.isOver || isAnnounced || !byServer
    mode = .closed
    answered.isOver = true
    projected.isOver = true
    let waiting = outstanding.first?.awaited
    outstanding.removeAll()
    guard !announced else { return [] }
    return [Finding(.closedUnannounced, nil, waiting.map { .before($0) })]
  }

  // MARK: Hints

  /// Command lines that make sense now, the likeliest first.
  package var nextCommands: [String] {
    switch mode {
    // A dot would make a message of what is there.
    case .mailText: return isTextBroken ? [] : ["."]
    case .challenge: return ["*"]
    case .chunk, .handshake, .closed: return []
    case .commands: break
    }
    let state = projected
    if state.isOver { return [] }
    let hello = kind == .lmtp ? "LHLO" : "EHLO"
    if let transaction = state.transaction {
      if transaction.isSpent { return ["RSET", "QUIT"] }
      if transaction.hasChunks { return ["BDAT", "RSET", "QUIT"] }
      if transaction.accepted == 0 { return ["RCPT TO:<", "RSET", "QUIT"] }
      return (transaction.body == .binaryMIME ? ["BDAT"] : ["DATA"]) + ["RCPT TO:<", "RSET", "QUIT"]
    }
    guard state.hello != nil else { return [hello, "QUIT"] }
    var out: [String] = []
    if let offered = state.capabilities {
      if offered.has("STARTTLS"), !state.isTLS { out.append("STARTTLS") }
      if offered.has("AUTH"), !state.isAuthenticated { out.append("AUTH") }
    }
    return out + ["MAIL FROM:<", "QUIT"]
  }
}
