// STARTTLS (RFC 3207): what it breaks, when the handshake is due, and what is forgotten once TLS is up. Carrying the
// handshake out is Transport's.

/// The rules of STARTTLS.
enum StartTLS {
  /// What sending the command breaks in a state: TLS cannot be started twice.
  static func findings(in state: DialogueState) -> [Finding] { state.isTLS ? [Finding(.starttlsTwice)] : [] }

  /// Whether a reply means that the handshake has to start now (RFC 3207 §4).
  static func begins(_ exchange: DialogueState.Exchange, _ reply: Reply) -> Bool {
    exchange.awaited == .command(.starttls) && reply.code == 220
  }

  /// What stands behind the 220 came in plain text, and would be taken as said under TLS (CVE-2011-0411).
  ///
  /// - Parameters:
  ///   - unread: octets that had come behind it when it was read.
  static func findings(unread: Int) -> [Finding] {
    unread > 0 ? [Finding(.starttlsInjection, nil, .octets(unread))] : []
  }
}

extension DialogueState {
  /// TLS is up: everything learned in plain text is forgotten (RFC 3207 §4.2).
  mutating func startTLS() {
    forgetHello()
    isTLS = true
    isAuthenticated = false
  }
}
