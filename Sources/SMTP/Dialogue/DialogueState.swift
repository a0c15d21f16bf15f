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

  /// The MAIL command that began it.
  package var mail: Command?
  package var body: Body?
  package var isSMTPUTF8 = false
  /// Recipients that were accepted, and refused.
  package var accepted = 0
  package var refused = 0
  /// A BDAT chunk was accepted (RFC 3030 §2).
  package var hasChunks = false
  /// The last chunk was sent and refused: only RSET helps (RFC 3030 §2).
  package var isSpent = false
}

/// One side's state.
package struct DialogueState: Sendable, Equatable {
  /// The hello that was accepted; nil before, and again after STARTTLS (RFC 3207 §4.2).
  package var hello: Verb?
  /// What the last EHLO or LHLO reply offered; nil after HELO and before any of them.
  package var capabilities: Capabilities?
  package var isTLS = false
  package var isAuthenticated = false
  package var transaction: Transaction?
  /// QUIT or 421: nothing more is to come.
  package var isOver = false

  package init() {}

  /// What has been sent and waits for its reply.
  struct Exchange: Sendable, Equatable {
    let asked: Asked
    let command: Command?
    /// Replies still to come; more than one only in LMTP (RFC 2033 §4.2).
    var replies = 1
    /// The command already had findings, so that a refusal is no surprise.
    var isFlawed = false
  }

  /// Takes the reply to an exchange.
  ///
  /// - Parameter reply: nil assumes success, for what is still outstanding.
  mutating func apply(_ exchange: Exchange, _ reply: Reply?) {
    if reply?.code == 421 { isOver = true }
    let succeeded = reply.map { $0.isPositive || $0.isIntermediate } ?? true
    switch exchange.asked {
    case .command(let verb): apply(verb, exchange.command, reply, succeeded)
    // Whatever the answer, the buffers are cleared (RFC 5321 §4.1.1.4).
    case .endOfData: if exchange.replies <= 1 { transaction = nil }
    case .authResponse: if reply.map({ $0.code == 235 }) ?? false { isAuthenticated = true }
    case .connection, .nothing: break
    }
  }

  private mutating func apply(_ verb: Verb, _ command: Command?, _ reply: Reply?, _ succeeded: Bool) {
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
      transaction = Transaction(
        mail: command,
        body: command?.parameter("BODY").flatMap { Transaction.Body(rawValue: $0.asciiUppercased) },
        isSMTPUTF8: command?.parameter("SMTPUTF8") != nil)
    case .rcpt: transaction?.accepted += 1
    case .rset: transaction = nil
    case .bdat:
      if case .chunk(_, true)? = command?.argument { transaction = nil } else { transaction?.hasChunks = true }
    case .auth: if reply?.code == 235 { isAuthenticated = true }
    case .quit: isOver = true
    // The session starts anew as the other client (Postfix XCLIENT_README).
    case .xclient: forgetHello()
    case .starttls, .data, .vrfy, .expn, .help, .noop, .etrn, .xforward, .other: break
    }
  }

  /// TLS is up: everything learned in plain text is forgotten (RFC 3207 §4.2).
  mutating func startTLS() {
    forgetHello()
    isTLS = true
    isAuthenticated = false
  }

  private mutating func forgetHello() {
    hello = nil
    capabilities = nil
    transaction = nil
  }
}
