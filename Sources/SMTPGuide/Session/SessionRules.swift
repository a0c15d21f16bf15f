// Rules over a session, each a small value: what has to have happened, and what is then to be said. Their sources and
// advice stand in Data/session.txt, their sentences in Data/english.txt.

import SMTP

/// One rule.
package struct SessionRule: Sendable {
  /// The name of its row in Data/session.txt, and of its sentence; the same in every version.
  package let id: String
  /// What the sentence is filled with; nil: the rule has nothing to say.
  let check: @Sendable (SessionRules.Event, SessionHistory) -> [String: String]?
}

/// All rules.
package enum SessionRules {
  /// A reply, and where it stands.
  struct Event {
    let outcome: Dialogue.Outcome
    let reply: Reply
    /// The answered state before it.
    let state: DialogueState
    let context: ReplyContext
    /// What its wording gives away.
    let cause: String?
    /// Nanoseconds since the session began.
    let time: Int64

    var isNegative: Bool { reply.isNegative }
    var answers: Awaited { outcome.answers }
    var command: Command? { outcome.command }
    func isReply(to verbs: Verb...) -> Bool { verbs.contains { outcome.answers == .command($0) } }
    func isCause(_ causes: String...) -> Bool { cause.map(causes.contains) ?? false }
  }

  /// What the file says of a rule.
  struct Row: Sendable, Equatable {
    let id: String
    let source: Citation
    let advice: [Int]
  }

  static var rows: [Row] { table.all }

  private static let table = RowTable(.session) { row in
    row.source.map { Row(id: row.name, source: $0, advice: AdviceTable.indices(row.list("advice"))) }
  }

  static func row(_ id: String) -> Row? { table.index(of: id.utf8).flatMap { table[$0] } }

  /// Whether rules may have to say something of a reply: of positive ones only `masked-greeting` and `greylisting-passed`
  /// have.
  static func concern(_ reply: Reply, _ answers: Awaited, _ history: SessionHistory) -> Bool {
    switch answers {
    case _ where reply.isNegative: true
    case .connection: history.isGreetingMasked
    case .command(.rcpt): !history.refusals.isEmpty
    default: false
    }
  }

  /// What the rules have to say of a reply.
  static func remarks(_ event: Event, _ history: SessionHistory) -> [Remark] {
    all.compactMap { rule in rule.check(event, history).flatMap { Remark(id: rule.id, values: $0) } }
  }

  /// In the order in which their remarks are said.
  package static let all: [SessionRule] = [
    SessionRule(id: "auth-after-starttls") { event, history in
      guard event.isNegative, event.isReply(to: .auth) || event.isCause("login-required", "auth-disabled"),
        !event.state.isTLS, event.context.facts.contains(.starttlsOffered),
        !event.context.facts.contains(.authOffered)
      else { return nil }
      return [:]
    },
    SessionRule(id: "mechanism-not-offered") { event, _ in
      guard event.isNegative, event.isReply(to: .auth), let offered = event.state.capabilities?.mechanisms,
        case .mechanism(let name, _)? = event.command?.argument, !offered.isEmpty, !offered.contains(name)
      else { return nil }
      return ["mechanism": name, "offered": offered.joined(separator: ", ")]
    },
    SessionRule(id: "not-logged-in") { event, _ in
      guard event.isNegative, event.isReply(to: .mail, .rcpt, .data), !event.state.isAuthenticated,
        event.context.facts.contains(.authOffered),
        event.reply.code == 530 || event.isCause("relay-denied", "login-required", "sender-not-owned")
      else { return nil }
      return [:]
    },
    SessionRule(id: "plain-text") { event, _ in
      guard event.isNegative, !event.state.isTLS, event.context.facts.contains(.starttlsOffered),
        !event.isReply(to: .auth), event.reply.code == 530 || event.isCause("tls-required")
      else { return nil }
      return [:]
    },
    SessionRule(id: "hello-name") { event, history in
      guard event.isNegative, let hello = history.hello, isNoName(hello.name),
        event.isReply(to: .ehlo, .helo, .mail, .rcpt) || event.answers == .endOfData,
        event.isReply(to: .ehlo, .helo)
          || event.isCause("hello-refused", "reverse-dns", "client-refused", "policy", "spam", "reputation")
      else { return nil }
      return ["verb": hello.verb, "name": hello.name]
    },
    SessionRule(id: "helo-only") { event, _ in
      guard event.isNegative, event.isReply(to: .mail, .rcpt), event.context.facts.contains(.heloOnly),
        event.command?.parameters.isEmpty == false,
        event.reply.code == 555 || event.reply.code == 501 || event.reply.code == 504
      else { return nil }
      return [:]
    },
    SessionRule(id: "declared-size") { event, history in
      guard event.isNegative, event.isReply(to: .mail, .rcpt, .data) || event.answers == .endOfData,
        event.reply.code == 552 || event.isCause("size"), let size = history.declaredSize,
        let limit = event.state.capabilities?.sizeLimit, size > limit
      else { return nil }
      return ["size": ByteCount.text(size), "limit": ByteCount.text(limit)]
    },
    SessionRule(id: "same-refusal") { event, history in
      guard let same = alike(event, history) else { return nil }
      let domains = Set(same.map(\.domain))
      guard domains.count > 1 else { return nil }
      return ["count": "\(Set(same.map(\.recipient)).count)"]
    },
    SessionRule(id: "same-refusal-one-domain") { event, history in
      guard let same = alike(event, history), let domain = same.last?.domain,
        same.allSatisfy({ $0.domain == domain }), Set(same.map(\.recipient)).count >= 3
      else { return nil }
      let name = event.command?.path?.domain?.text ?? ""
      return ["count": "\(Set(same.map(\.recipient)).count)", "domain": name]
    },
    SessionRule(id: "null-sender") { event, history in
      guard event.isNegative, history.sender?.isNull == true,
        event.isReply(to: .mail, .rcpt) || event.answers == .endOfData,
        !event.isCause("no-such-user", "mailbox-full", "relay-denied", "greylisted")
      else { return nil }
      return [:]
    },
    SessionRule(id: "own-domain-sender") { event, history in
      guard event.isNegative, event.isReply(to: .rcpt), !event.state.isAuthenticated,
        let domain = event.command?.path?.domain?.text.asciiUppercased,
        history.sender?.domain?.text.asciiUppercased == domain,
        !event.isCause("no-such-user", "mailbox-full", "greylisted")
      else { return nil }
      return [:]
    },
    SessionRule(id: "nobody-accepted") { event, _ in
      guard event.isNegative, event.isReply(to: .data, .bdat), let transaction = event.state.transaction,
        transaction.accepted == 0, transaction.refused > 0
      else { return nil }
      return ["count": "\(transaction.refused)"]
    },
    SessionRule(id: "not-smtputf8") { event, history in
      guard event.isNegative, event.isReply(to: .mail, .rcpt), !history.usesSMTPUTF8,
        event.command?.path?.hasNonASCII == true || history.sender?.hasNonASCII == true
      else { return nil }
      return [:]
    },
    SessionRule(id: "greylisting-passed") { event, history in
      guard event.reply.isPositive, event.isReply(to: .rcpt), let recipient = event.command?.path?.address,
        let before = history.refusals.last(where: {
          $0.recipient == recipient && $0.sender == history.sender?.address && $0.code / 100 == 4
        })
      else { return nil }
      return ["seconds": "\((event.time - before.time) / 1_000_000_000)"]
    },
    SessionRule(id: "too-many-recipients") { event, _ in
      guard event.isNegative, event.isReply(to: .rcpt),
        event.reply.code == 452 || event.isCause("too-many-recipients"),
        let accepted = event.state.transaction?.accepted, accepted > 0
      else { return nil }
      let limit = event.state.capabilities?.parameters("LIMITS")?.first {
        $0.asciiUppercased.hasPrefix("RCPTMAX=")
      }
      return ["count": "\(accepted)", "limit": limit.map { Texts.say("guide.own-limit", ("limit", $0)) } ?? ""]
    },
    SessionRule(id: "masked-greeting") { event, history in
      event.answers == .connection && history.isGreetingMasked ? [:] : nil
    },
    SessionRule(id: "after-refusals") { event, history in
      guard event.reply.code == 421, event.answers != .connection, history.negatives > 3 else { return nil }
      return ["count": "\(history.negatives)"]
    },
  ]

  /// Recipients that were refused in the same way as this one, itself included; nil where it is the only one.
  private static func alike(_ event: Event, _ history: SessionHistory) -> [SessionHistory.Refusal]? {
    guard event.isNegative, event.isReply(to: .rcpt), let last = history.refusals.last else { return nil }
    // Where each is refused for itself, it is not about the sender.
    guard !["no-such-user", "mailbox-full", "mailbox-disabled", "need-mail"].contains(last.cause) else {
      return nil
    }
    let same = history.refusals.filter { $0.code == last.code && $0.cause == last.cause }
    return same.count > 1 ? same : nil
  }

  /// Whether a name in EHLO can be no server's name: without a dot, an address literal of no use, or a local name.
  static func isNoName(_ name: String) -> Bool {
    let name = name.asciiUppercased
    if name.hasPrefix("[") {
      return name.hasPrefix("[127.") || name.hasPrefix("[10.") || name.hasPrefix("[192.168.")
    }
    return !name.contains(".") || name.hasSuffix(".LOCALDOMAIN") || name.hasSuffix(".LOCAL")
      || name.hasSuffix(".LAN") || name.hasSuffix(".INTERNAL")
  }
}
