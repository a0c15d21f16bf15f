// What is wrong with a reply at the place where it stands: codes the command may not get, offers that
// contradict the state, refusals of what a server must do. The reply's own form is ReplyParser's.

/// The rules for replies, given what was awaited.
enum ReplyJudgement {
  /// - Parameters:
  ///   - before: the state as it was when the reply came, for what had been offered.
  ///   - after: the state with the reply taken in.
  static func findings(
    _ reply: Reply, _ exchange: DialogueState.Exchange, before: DialogueState, _ after: DialogueState
  ) -> [Finding] {
    guard let code = reply.code else { return [] }
    var out: [Finding] = []
    if let finding = AllowedReplies.finding(code, to: exchange.awaited) { out.append(finding) }
    switch exchange.awaited {
    case .connection: if let finding = greeting(reply) { out.append(finding) }
    case .command(.ehlo), .command(.lhlo): if code == 250 { out += offer(reply, after) }
    case .command(.auth), .authResponse:
      if code == 334, Base64.decode(reply.text(0)) == nil {
        out.append(Finding(.challengeNotBase64, .reply(reply.text(0).prefix(40).indices), .quote))
      }
    case .command, .endOfData, .nothing: break
    }
    if let finding = refusal(code, exchange, before) { out.append(finding) }
    if let finding = enhanced(reply, exchange.awaited, before) { out.append(finding) }
    return out
  }

  private static func greeting(_ reply: Reply) -> Finding? {
    guard reply.code == 220 else { return nil }
    let word = Array(reply.text(0).prefix { $0 != ASCII.space })
    return PathParser.domainFindings(word, 0, word.count).isEmpty ? nil : Finding(.greetingNoDomain)
  }

  private static func offer(_ reply: Reply, _ state: DialogueState) -> [Finding] {
    var out = Capabilities.findings(in: reply)
    guard let offered = state.capabilities else { return out }
    if state.isTLS {
      if offered.has("STARTTLS") { out.append(Finding(.starttlsOfferedInTLS)) }
      return out
    }
    let plain = offered.mechanisms.filter(MechanismFacts.sendsPassword)
    if !plain.isEmpty {
      out.append(
        Finding(.authOfferedInClear, nil, .mechanisms(plain.compactMap(MechanismName.init(rawValue:)))))
    }
    return out
  }

  /// 500 and 502 to what the server must know, or said it knows.
  private static func refusal(
    _ code: UInt16, _ exchange: DialogueState.Exchange, _ state: DialogueState
  ) -> Finding? {
    guard code == 500 || code == 502, !exchange.isFlawed, case .command(let verb) = exchange.awaited,
      let row = verb.row
    else { return nil }
    if let keyword = row.keyword, state.capabilities?.has(keyword) == true {
      return Finding(.offeredButRefused, nil, .keyword(of: verb, afterHello: false))
    }
    // RFC 5321 §4.3.2 itself lets VRFY get 502.
    if row.required, verb != .vrfy { return Finding(.requiredCommandRefused, nil, .verb(verb)) }
    return nil
  }

  private static func enhanced(_ reply: Reply, _ awaited: Awaited, _ state: DialogueState) -> Finding? {
    switch awaited {
    case .connection, .nothing, .command(.ehlo), .command(.helo), .command(.lhlo): return nil
    case .command, .endOfData, .authResponse: break
    }
    guard reply.enhanced == nil, !reply.isIntermediate, reply.severity != nil,
      state.capabilities?.has("ENHANCEDSTATUSCODES") == true
    else { return nil }
    return Finding(.enhancedMissing)
  }
}
