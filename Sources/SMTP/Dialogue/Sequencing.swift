// The order of commands: what a command breaks if it is sent in a given state (RFC 5321 §4.1.4 and the
// extensions' own restrictions), and what it uses that the server did not offer. Pure functions of the
// command and the state; nothing here changes anything.

/// The rules of order, a function a subject.
enum Sequencing {
  /// What sending `command` now would break, beyond its own grammar.
  static func findings(
    _ command: Command, in state: DialogueState, kind: Dialogue.Kind, outstanding: [DialogueState.Exchange]
  ) -> [Finding] {
    var out: [Finding] = []
    if state.isOver { out.append(Finding(.afterQuit)) }
    out += group(command, state, outstanding)
    out += order(command, state, kind)
    out += offer(command, state)
    let limit = Limits.commandLine(for: command.verb, offered: state.capabilities)
    if command.octets.count + 2 > limit {
      out.append(
        Finding(
          .commandLineTooLong, at: limit - 2,
          .limit(limit, found: command.octets.count + 2, .octetsWithCRLF)))
    }
    return out
  }

  /// PIPELINING (RFC 2920 §3.1).
  private static func group(
    _ command: Command, _ state: DialogueState, _ outstanding: [DialogueState.Exchange]
  ) -> [Finding] {
    guard let last = outstanding.last else { return [] }
    switch last.awaited {
    case .connection: return [Finding(.beforeGreeting)]
    case .authResponse, .nothing: return [Finding(.pipeliningNotLast, nil, .after(last.awaited))]
    case .command(let verb) where verb.row?.insideGroup != true:
      return [Finding(.pipeliningNotLast, nil, .after(last.awaited))]
    // A message may be the first thing of a group: what follows it need not wait.
    case .endOfData, .command:
      return state.capabilities?.has("PIPELINING") == true ? [] : [Finding(.pipeliningNotOffered)]
    }
  }

  private static func order(_ command: Command, _ state: DialogueState, _ kind: Dialogue.Kind) -> [Finding] {
    let transaction = state.transaction
    switch command.verb {
    case .ehlo, .helo: return kind == .lmtp ? [Finding(.helloInLMTP, at: 0, .expected(.word(.lhlo)))] : []
    case .lhlo: return kind == .smtp ? [Finding(.lhloInSMTP, at: 0, .expected(.word(.ehlo)))] : []
    case .mail:
      var out: [Finding] = []
      if state.hello == nil { out.append(Finding(.mailBeforeHello)) }
      if transaction != nil { out.append(Finding(.nestedMail)) }
      return out
    case .rcpt:
      if transaction?.hasChunks == true { return [Finding(.betweenChunks, at: command.verbRange, .quote)] }
      return transaction == nil ? [Finding(.rcptBeforeMail)] : []
    case .data:
      guard let transaction else { return [Finding(.dataBeforeRcpt)] }
      var out: [Finding] = []
      if transaction.accepted == 0 { out.append(Finding(.dataBeforeRcpt)) }
      if transaction.hasChunks { out.append(Finding(.dataAfterBdat)) }
      if transaction.body == .binaryMIME { out.append(Finding(.dataWithBinaryMIME)) }
      return out
    case .bdat:
      guard let transaction, transaction.accepted > 0 else { return [Finding(.bdatBeforeRcpt)] }
      return transaction.isSpent ? [Finding(.bdatAfterLast)] : []
    case .starttls: return StartTLS.findings(in: state)
    case .auth: return auth(command, state)
    case .vrfy, .expn, .help, .etrn, .xclient, .xforward, .other:
      return transaction?.hasChunks == true ? [Finding(.betweenChunks, at: command.verbRange, .quote)] : []
    case .rset, .noop, .quit: return []
    }
  }

  private static func auth(_ command: Command, _ state: DialogueState) -> [Finding] {
    var out: [Finding] = []
    if state.isAuthenticated { out.append(Finding(.authTwice)) }
    if state.transaction != nil { out.append(Finding(.authInTransaction)) }
    guard case .mechanism(let name, _) = command.argument else { return out }
    let place = command.mechanismRange
    if !state.isTLS, MechanismFacts.sendsPassword(name) {
      out.append(Finding(.authInClear, at: place, .quote))
    }
    if let capabilities = state.capabilities, capabilities.has("AUTH"), !capabilities.mechanisms.contains(name)
    {
      out.append(
        Finding(
          .mechanismNotOffered, at: place,
          .quoteMechanisms(capabilities.mechanisms.compactMap(MechanismName.init(rawValue:)))))
    }
    return out
  }

  /// Extensions and parameters that were not in the EHLO reply.
  private static func offer(_ command: Command, _ state: DialogueState) -> [Finding] {
    var out: [Finding] = []
    let known = state.hello != nil
    if let keyword = command.verb.row?.keyword, !(state.capabilities?.has(keyword) ?? false) {
      // After TLS is up a second STARTTLS is not offered, which is said already.
      let saidAlready = command.verb == .starttls && state.isTLS
      if !saidAlready {
        out.append(Finding(.extensionNotOffered, at: 0, .keyword(of: command.verb, afterHello: !known)))
      }
    }
    guard known else { return out }
    for parameter in command.parameters {
      let row = Parameter.index(parameter.keyword, of: command.verb)
      let keyword = row.map { Parameter.table[$0].offeredBy } ?? parameter.keyword
      guard let capabilities = state.capabilities, capabilities.has(keyword) else {
        out.append(
          Finding(
            .parameterNotOffered, at: parameter.keywordRange,
            row.map { .quoteExpecting(.keyword(row: $0)) } ?? .quote))
        continue
      }
      if parameter.keyword == "BODY", parameter.value?.asciiUppercased == "BINARYMIME",
        !capabilities.has("BINARYMIME")
      {
        out.append(
          Finding(.parameterNotOffered, at: parameter.range, .quoteExpecting(.word(.binarymime))))
      }
      if parameter.keyword == "SIZE", let limit = capabilities.sizeLimit,
        let size = parameter.value.flatMap({ Array($0.utf8).decimalValue }), size > limit
      {
        out.append(
          Finding(.sizeOverLimit, at: parameter.range, .limit(limit, found: size, .size)))
      }
    }
    if let path = command.path, path.hasNonASCII {
      if command.verb == .rcpt, state.transaction?.isSMTPUTF8 == false {
        out.append(Finding(.smtputf8Needed, nil, .expected(.word(.mailSMTPUTF8))))
      }
    }
    return out
  }

  /// A line that LF alone ended (RFC 5321 §2.3.8).
  static func bareLF(_ line: Dialogue.Line) -> [Finding] {
    switch line {
    case .command, .response: return [Finding(.commandBareLF)]
    case .text, .endOfText: return [Finding(.textBareLF)]
    case .chunk: return []
    }
  }

  /// What a line of mail text breaks (RFC 5321 §4.5.3.1.6, §2.3.8; RFC 6152 §3).
  ///
  /// - Parameters:
  ///   - isStuffed: a dot that begins the line is there for transparency, and the limit does not count it.
  static func textFindings(_ octets: [UInt8], isStuffed: Bool, body: Transaction.Body?) -> [Finding] {
    // Most lines break nothing: one pass without a branch tells.
    var high: UInt8 = 0
    var odd: UInt8 = 0
    for octet in octets {
      high |= octet
      odd |= (octet == ASCII.cr ? 1 : 0) | (octet == ASCII.lf ? 1 : 0) | (octet == ASCII.nul ? 1 : 0)
    }
    if octets.count + 2 <= Limits.textLine, high & 0x80 == 0, odd == 0 { return [] }
    var out: [Finding] = []
    let stuffed = isStuffed && octets.count > 1 && octets[0] == ASCII.dot ? 1 : 0
    let length = octets.count - stuffed + 2
    if length > Limits.textLine {
      out.append(
        Finding(
          .textLineTooLong, at: Limits.textLine - 2 + stuffed,
          .limit(Limits.textLine, found: length, .octetsWithCRLF)))
    }
    if let place = octets.firstIndex(of: ASCII.cr) { out.append(Finding(.textBareCR, at: place)) }
    if let place = octets.firstIndex(of: ASCII.lf) { out.append(Finding(.textBareLF, at: place)) }
    if let place = octets.firstIndex(of: ASCII.nul) { out.append(Finding(.textNUL, at: place)) }
    if !Transaction.takes8Bit(body), let place = octets.firstIndex(where: { $0 >= 0x80 }) {
      out.append(Finding(.text8BitUndeclared, at: place, .expected(.word(.body8BitMIME))))
    }
    return out
  }
}
