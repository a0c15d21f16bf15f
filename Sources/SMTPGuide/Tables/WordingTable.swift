// Wording that tells more than the code: phrases that servers use, matched to the cause. First layer: the
// causes that are asked for most. A row matches when any of its phrases stands in the reply's text.

import SMTP

/// One cause and the phrases by which it is known.
package struct WordingRow: Sendable {
  package let key: String
  /// In lower case.
  package let phrases: [String]
  package let text: String
  package let party: Party
  /// Nil: the code's own verdict stands.
  package let retry: Retry?
  /// Keys of `TryTable`.
  package let tries: [String]
  /// Whose wording it is.
  package let source: Source
}

/// The table of wordings, in the order in which they are tried.
package enum WordingTable {
  package static let rows: [WordingRow] = [
    .init(
      key: "relay-denied",
      phrases: [
        "relay access denied", "relaying denied", "relay not permitted", "relay denied", "unable to relay",
        "relaying not allowed", "not permitted to relay", "relaying to", "does not relay", "no relaying",
      ],
      text:
        "Refused for good: this server does not relay for you. It takes mail for its own domains, and for others only from those it knows.",
      party: .policy, retry: .afterChange, tries: ["auth", "mx"], source: .rfc(5321, "3.6.1")),
    .init(
      key: "greylisted", phrases: ["greylist", "graylist", "grey listed", "gray-list"],
      text: "Greylisting: the server puts off every sender it has not seen before.",
      party: .policy, retry: .later, tries: ["wait-greylist", "same-triplet"], source: .rfc(6647, "2")),
    .init(
      key: "block-list",
      phrases: [
        "blocked using", "listed at", "listed by", "listed in", "spamhaus", "spamcop", "barracudacentral",
        "blocklist", "blacklist", "block list", "black list", "dnsbl", "on our block list",
      ],
      text: "This client's address, or a domain in the message, is on a block list that the server asks.",
      party: .policy, retry: .afterChange, tries: ["reputation"], source: .rfc(5782, "2")),
    .init(
      key: "tls-required",
      phrases: ["must issue a starttls", "tls required", "encryption required", "requires encryption"],
      text: "The server talks about nothing else before STARTTLS.",
      party: .policy, retry: .afterChange, tries: ["starttls"], source: .rfc(3207, "4")),
    .init(
      key: "login-required",
      phrases: [
        "authentication required", "authenticate first", "not logged in", "client was not authenticated",
      ],
      text: "The server wants you to log in first.",
      party: .policy, retry: .afterChange, tries: ["starttls", "auth"], source: .rfc(4954, "6")),
    .init(
      key: "no-such-user",
      phrases: [
        "user unknown", "unknown user", "no such user", "no such recipient", "does not exist", "user not found",
        "recipient not found", "mailbox not found", "no mailbox", "invalid recipient", "unknown recipient",
        "recipient address rejected: undeliverable", "unrouteable address",
      ],
      text: "There is no such mailbox at the recipient's domain.",
      party: .client, retry: .afterChange, tries: ["check-address"], source: .rfc(5321, "3.3")),
    .init(
      key: "mailbox-full",
      phrases: ["over quota", "mailbox full", "mailbox is full", "quota exceeded", "out of storage"],
      text: "The recipient's mailbox is full.",
      party: .policy, retry: .later, tries: ["recipient-space"], source: .rfc(3463, "3.3")),
    .init(
      key: "rate-limit",
      phrases: [
        "rate limit", "too many connections", "too many messages", "throttl", "unusual rate", "too fast",
      ],
      text: "Too much in too short a time from this client or sender.",
      party: .policy, retry: .later, tries: ["wait"], source: .rfc(5321, "7.8")),
    .init(
      key: "sender-domain",
      phrases: [
        "sender address rejected: domain not found", "domain of sender address", "sender domain must",
        "sender verify failed",
      ],
      text: "The sender's domain cannot be found in the DNS.",
      party: .senderDNS, retry: .afterChange, tries: ["sender-dns"], source: .rfc(5321, "3.6.2")),
    .init(
      key: "hello-refused",
      phrases: ["helo command rejected", "ehlo command rejected", "invalid helo", "bad helo"],
      text: "The server objects to the name that you said in EHLO or HELO.",
      party: .client, retry: .afterChange, tries: ["qualified-name"], source: .rfc(5321, "4.1.4")),
    .init(
      key: "reverse-dns",
      phrases: [
        "cannot find your hostname", "cannot find your reverse hostname", "reverse dns", "no ptr",
        "client host rejected",
      ],
      text: "The server wants this client's address to have a name in the DNS that leads back to it.",
      party: .senderDNS, retry: .afterChange, tries: ["reputation"], source: .rfc(7372, "3.3")),
  ]

  /// The first row one of whose phrases stands in `text`.
  package static func row(matching text: String) -> WordingRow? {
    let octets = text.utf8.map { $0.isASCIILetter ? $0 | 0x20 : $0 }
    return rows.first { row in row.phrases.contains { octets.contains(text: $0) } }
  }
}
