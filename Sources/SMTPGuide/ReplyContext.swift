// What is known of the conversation around a reply, and gives it its meaning.

import SMTP

/// The facts about the conversation that give a reply its meaning.
package struct ReplyContext: Sendable, Equatable {
  /// What else is known, as bits: an entry of the transcript keeps one of these.
  package struct Facts: OptionSet, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }
    /// TLS was in force when the reply came.
    package static let tls = Facts(rawValue: 1 << 0)
    /// A login had succeeded.
    package static let authenticated = Facts(rawValue: 1 << 1)
    /// STARTTLS stood in the last EHLO or LHLO reply.
    package static let starttlsOffered = Facts(rawValue: 1 << 2)
    /// AUTH stood in the last EHLO or LHLO reply.
    package static let authOffered = Facts(rawValue: 1 << 3)
    /// A hello of any kind was accepted.
    package static let helloSaid = Facts(rawValue: 1 << 4)
    /// The conversation is LMTP.
    package static let lmtp = Facts(rawValue: 1 << 5)
    /// The recipient refused is one of several in this transaction.
    package static let severalRecipients = Facts(rawValue: 1 << 6)
    /// The hello that was accepted is HELO: nothing was offered.
    package static let heloOnly = Facts(rawValue: 1 << 7)
  }

  /// What the reply answers.
  package var answers: Awaited
  /// The verb of the command answered, as typed.
  package var verb: String
  /// What the command was about: an address, a mechanism, a name.
  package var subject: String?
  /// As they were in front of the reply.
  package var facts: Facts
  /// What the session so far adds.
  package var details: ReplyDetails?

  /// A context by hand; without a verb the command is called by what is answered.
  package init(answers: Awaited, verb: String = "", subject: String? = nil, facts: Facts = []) {
    self.answers = answers
    self.verb = !verb.isEmpty ? verb : answers == .command(.other) ? "the command" : answers.name
    self.subject = subject
    self.facts = facts
  }

  /// The context of a reply to `outcome`'s command.
  ///
  /// - Parameter state: the answered state before the reply.
  package init(_ outcome: Dialogue.Outcome, state: DialogueState, kind: Dialogue.Kind) {
    let subject: String?
    switch outcome.command?.argument {
    case .path(let path, _): subject = path.isNull ? "<>" : path.address
    case .mechanism(let name, _): subject = name
    case .name(let name): subject = name
    default: subject = nil
    }
    var facts: Facts = []
    if state.isTLS { facts.insert(.tls) }
    if state.isAuthenticated { facts.insert(.authenticated) }
    if state.hello != nil { facts.insert(.helloSaid) }
    if state.hello == .helo { facts.insert(.heloOnly) }
    if state.capabilities?.has("STARTTLS") == true { facts.insert(.starttlsOffered) }
    if state.capabilities?.has("AUTH") == true { facts.insert(.authOffered) }
    if kind == .lmtp { facts.insert(.lmtp) }
    if let transaction = state.transaction, transaction.accepted + transaction.refused > 0 {
      facts.insert(.severalRecipients)
    }
    self.init(answers: outcome.answers, verb: outcome.command?.verbText ?? "", subject: subject, facts: facts)
  }
}
