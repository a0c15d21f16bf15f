// What to try next: one row a piece of advice, with the line it puts on the command line and when it makes
// sense. MeaningTable and WordingTable name rows by key.

import SMTP

/// A piece of advice.
package struct Try: Sendable {
  /// When it is shown.
  package enum Condition: Sendable {
    case always
    /// STARTTLS was offered and is not in force.
    case tlsPossible
    /// Nobody is authenticated yet.
    case notAuthenticated
    case noHello
    /// Another recipient was accepted or refused in this transaction.
    case severalRecipients
  }

  package let key: String
  package let condition: Condition
  /// `{subject}` and `{domain}` are filled in.
  package let text: String
  package let command: String?

  init(_ key: String, _ text: String, command: String? = nil, when condition: Condition = .always) {
    self.key = key
    self.condition = condition
    self.text = text
    self.command = command
  }
}

/// The table of advice.
package enum TryTable {
  package static let rows: [Try] = [
    .init("ehlo", "say hello with this machine's full name", command: "EHLO "),
    .init("ehlo-first", "say EHLO first", command: "EHLO ", when: .noHello),
    .init("helo", "use HELO instead", command: "HELO "),
    .init("qualified-name", "say hello with a full domain name that has an address record", command: "EHLO "),
    .init("wait", "the same later: after 15 to 30 minutes is usual"),
    .init("wait-greylist", "the same again in 5 to 15 minutes; greylisting lets it pass then"),
    .init("same-triplet", "keep address, sender and recipient as they are: greylisting compares all three"),
    .init("other-mx", "another MX of the domain", command: ":mx {domain}"),
    .init(
      "reputation", "look this machine's address up in block lists, and check that its PTR record has a name"),
    .init(
      "sender-dns", "check that the sender's domain has MX or A records, SPF and DKIM that allow this machine"),
    .init("own-sender", "use a sender address that belongs to the account you log in with"),
    .init("fewer-parameters", "the same without parameters that EHLO did not offer", command: ":caps"),
    .init("syntax", "compare the line with RFC 5321 §4.1.2; the finding above it marks the place"),
    .init("order", "see what makes sense now in the line below, or begin anew", command: "RSET"),
    .init("rset", "clear the transaction", command: "RSET"),
    .init("starttls", "switch to TLS first", command: "STARTTLS", when: .tlsPossible),
    .init("auth", "log in first, usually on port 587 or 465", command: ":auth plain ", when: .notAuthenticated),
    .init("smaller", "make the message smaller, or send a link", command: ":caps"),
    .init("rcpt", "name a recipient", command: "RCPT TO:<"),
    .init("mail", "start a transaction", command: "MAIL FROM:<"),
    .init("mail-first", "name the sender first", command: "MAIL FROM:<"),
    .init("rcpt-first", "get a recipient accepted first", command: "RCPT TO:<"),
    .init("data", "send the message", command: "DATA"),
    .init(
      "data-for-accepted", "send the message to those accepted so far, the others in another transaction",
      command: "DATA", when: .severalRecipients),
    .init("end-text", "end the message with a line that holds a single dot", command: "."),
    .init("check-address", "check the spelling of the address with its owner"),
    .init("recipient-space", "ask the recipient to make room in the mailbox"),
    .init("other-address", "use the address that the text names"),
    .init("mx", "ask the server that is responsible for the domain", command: ":mx {domain}"),
    .init("rcpt-instead", "ask with MAIL and RCPT instead: that is what tells", command: "MAIL FROM:<>"),
    .init("content", "send a plain short text to see whether the content is the reason"),
    .init("quit", "end the session in good order", command: "QUIT"),
    .init("help", "ask the server what it knows", command: "HELP"),
    .init(
      "server-certificate", "whoever runs the server: look at its certificate, its key and their permissions"),
    .init("tls-at-once", "connect with TLS at once, port 465", command: ":connect smtps://"),
    .init("submission-port", "use the submission port, 587 or 465", command: ":connect submission://"),
    .init("respond", "let the console answer", command: ":auth "),
    .init("cancel-auth", "cancel the exchange", command: "*"),
    .init("auth-plain-once", "log in once with PLAIN under TLS", command: ":auth plain "),
    .init("offered-mechanism", "use a mechanism that EHLO offers", command: ":caps"),
    .init(
      "credentials", "check user name and password; some servers want the whole address as user name",
      command: ":auth plain "),
    .init("app-password", "large providers want an application password or OAuth instead of the account's own"),
  ]

  package static func row(_ key: String) -> Try? { rows.first { $0.key == key } }

  /// The advice of `keys` that makes sense in `context`.
  package static func suggestions(_ keys: [String], _ context: ReplyContext) -> [Suggestion] {
    keys.compactMap { key in
      guard let row = row(key), applies(row.condition, context.facts) else { return nil }
      let command = row.command.flatMap { template -> String? in
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        guard let subject = context.subject, let at = subject.utf8.lastIndex(of: ASCII.at) else { return nil }
        return template.filled("domain", subject[subject.utf8.index(after: at)...])
      }
      return Suggestion(text: row.text, command: command)
    }
  }

  private static func applies(_ condition: Try.Condition, _ facts: ReplyContext.Facts) -> Bool {
    switch condition {
    case .always: return true
    case .tlsPossible: return facts.contains(.starttlsOffered) && !facts.contains(.tls)
    case .notAuthenticated: return !facts.contains(.authenticated)
    case .noHello: return !facts.contains(.helloSaid)
    case .severalRecipients: return facts.contains(.severalRecipients)
    }
  }
}
