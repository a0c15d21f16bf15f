// What one side of the conversation believes: the state that replies change. Dialogue keeps it twice, once
// as answered and once as it will be if everything outstanding succeeds. All that moves it is in this file.

/// A mail transaction (RFC 5321 §3.3).
package struct Transaction: Sendable, Equatable {
  /// The values of BODY (RFC 6152 §2, RFC 3030 §3).
  package enum Body: String, Sendable {
    case sevenBit = "7BIT"
    case eightBitMIME = "8BITMIME"
    case binaryMIME = "BINARYMIME"
  }

  /// Whether octets beyond ASCII may stand in the text (RFC 6152 §3, RFC 3030 §3).
  static func takes8Bit(_ body: Body?) -> Bool { body == .eightBitMIME || body == .binaryMIME }

  /// What MAIL declared with BODY; nil: nothing.
  package var body: Body?
  /// MAIL had the parameter SMTPUTF8.
  package var isSMTPUTF8 = false
  /// Recipients that were accepted, and refused.
  package var accepted = 0
  /// Recipients that were refused.
  package var refused = 0
  /// A BDAT chunk was accepted (RFC 3030 §2).
  package var hasChunks = false
  /// The last chunk was sent and refused: only RSET helps (RFC 3030 §2).
  package var isSpent = false
}

/// What is noted of a line beside what it says.
package struct Sending: Sendable {
  /// When it was sent, whatever the caller counts times in.
  package var time: Int64
  /// The line as it may be shown; nil: as it is.
  package var shown: [UInt8]?
  /// What the caller calls it; its reply has that, too.
  package var entry: Int?
  /// Whether what may be shown is not what was sent.
  package var carriesSecret: Bool { shown != nil }

  package init(at time: Int64 = 0, shown: [UInt8]? = nil, entry: Int? = nil) {
    self.time = time
    self.shown = shown
    self.entry = entry
  }
}

/// One side's state.
package struct DialogueState: Sendable, Equatable {
  /// The hello that was accepted; nil before, and again after STARTTLS (RFC 3207 §4.2).
  package var hello: Verb?
  /// What the last EHLO or LHLO reply offered; nil after HELO and before any of them.
  package var capabilities: Capabilities?
  /// Whether TLS is in force.
  package var isTLS = false
  /// Whether a login has succeeded.
  package var isAuthenticated = false
  /// Nil outside of a transaction.
  package var transaction: Transaction?
  /// QUIT or 421: nothing more is to come.
  package var isOver = false

  /// Nothing was said yet.
  package init() {}

  /// What has been sent and waits for its reply.
  package struct Exchange: Sendable, Equatable {
    /// What the reply will answer.
    package let awaited: Awaited
    /// The command as it may be shown: placeholders stand where its secrets were.
    package let command: Command?
    /// When it was sent, whatever the caller counts times in.
    package private(set) var sentAt: Int64
    /// What the caller calls it.
    package let entry: Int?
    /// A secret stood in the line.
    package let carriesSecret: Bool
    /// What the command, as it was sent, says of the transaction.
    let terms: Terms
    /// Replies still to come; more than one only in LMTP (RFC 2033 §4.2).
    var replies = 1
    /// The command already had findings, so that a refusal is no surprise.
    let isFlawed: Bool

    init(
      awaited: Awaited, command: Command? = nil, sent: Sending = Sending(), terms: Terms = Terms(),
      replies: Int = 1,
      isFlawed: Bool = false
    ) {
      self.awaited = awaited
      self.command = command
      sentAt = sent.time
      entry = sent.entry
      carriesSecret = sent.carriesSecret
      self.terms = terms
      self.replies = replies
      self.isFlawed = isFlawed
    }

    /// The wait for the reply begins anew: more of what it answers has been sent.
    mutating func prolong(to time: Int64) { sentAt = time }
  }

  /// What of a command has to be known when its reply comes.
  struct Terms: Sendable, Equatable {
    /// MAIL's BODY and SMTPUTF8.
    var body: Transaction.Body?
    var isSMTPUTF8 = false
    /// BDAT's LAST.
    var isLastChunk = false

    init() {}

    init(_ command: Command) {
      body = command.parameter("BODY").flatMap { Transaction.Body(rawValue: $0.asciiUppercased) }
      isSMTPUTF8 = command.parameter("SMTPUTF8") != nil
      if case .chunk(_, true) = command.argument { isLastChunk = true }
    }
  }

  /// Takes the reply to an exchange.
  ///
  /// - Parameter reply: nil assumes success, for what is still outstanding.
  mutating func apply(_ exchange: Exchange, _ reply: Reply?) {
    if reply?.code == 421 { isOver = true }
    let succeeded = reply.map { $0.isPositive || $0.isIntermediate } ?? true
    switch exchange.awaited {
    case .command(.bdat) where reply != nil && exchange.replies > 1: break
    case .command(let verb): apply(verb, exchange.terms, reply, succeeded)
    // Whatever the answer, the buffers are cleared (RFC 5321 §4.1.1.4): with the last reply, where there are several.
    case .endOfData: if reply == nil || exchange.replies <= 1 { transaction = nil }
    case .authResponse: if reply.map({ $0.code == 235 }) ?? false { isAuthenticated = true }
    case .connection, .nothing: break
    }
  }

  private mutating func apply(_ verb: Verb, _ terms: Terms, _ reply: Reply?, _ succeeded: Bool) {
    guard succeeded else {
      if verb == .rcpt { transaction?.refused += 1 }
      if verb == .bdat { transaction?.isSpent = true }
      return
    }
    switch verb {
    case .ehlo, .helo, .lhlo:
      hello = verb
      if let reply { capabilities = verb == .helo ? nil : Capabilities(reply) }
      transaction = nil
    case .mail:
      transaction = Transaction(body: terms.body, isSMTPUTF8: terms.isSMTPUTF8)
    case .rcpt: transaction?.accepted += 1
    case .rset: transaction = nil
    case .bdat:
      if terms.isLastChunk { transaction = nil } else { transaction?.hasChunks = true }
    case .auth: if reply?.code == 235 { isAuthenticated = true }
    case .quit: isOver = true
    // The session starts anew as the other client (Postfix XCLIENT_README).
    case .xclient: forgetHello()
    case .starttls, .data, .vrfy, .expn, .help, .noop, .etrn, .xforward, .other: break
    }
  }

  /// The client has to say hello again.
  mutating func forgetHello() {
    hello = nil
    capabilities = nil
    transaction = nil
  }
}
