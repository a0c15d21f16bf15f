// Enhanced status codes: one row a subject and detail, complete for RFC 3463 and with the later documents
// of the registry (RFC 5248) that are met in practice. The class is explained apart.

import SMTP

/// One `x.subject.detail`.
package struct EnhancedRow: Sendable {
  package let subject: UInt16
  package let detail: UInt16
  package let text: String
  package let source: Source

  init(_ subject: UInt16, _ detail: UInt16, _ text: String, _ source: Source) {
    self.subject = subject
    self.detail = detail
    self.text = text
    self.source = source
  }
}

/// The table of enhanced status codes.
package enum EnhancedTable {
  /// What the class says (RFC 3463 §2).
  package static func classText(_ statusClass: UInt16) -> String {
    switch statusClass {
    case 2: return "success"
    case 4: return "persistent transient failure: a later attempt may succeed"
    default: return "permanent failure: the same message will not get through"
    }
  }

  /// What a subject is about, for details that no row has (RFC 3463 §2).
  package static let subjects: [UInt16: String] = [
    0: "nothing more specific is said", 1: "about the address", 2: "about the mailbox",
    3: "about the receiving mail system", 4: "about network or routing", 5: "about the SMTP protocol",
    6: "about the message's content or format", 7: "about security or policy",
  ]

  package static let rows: [EnhancedRow] = [
    .init(0, 0, "no details given", .rfc(3463, "3.1")),
    .init(1, 0, "something about the address is the cause", .rfc(3463, "3.2")),
    .init(1, 1, "no mailbox of this name exists in the domain", .rfc(3463, "3.2")),
    .init(1, 2, "the domain of the recipient does not exist or cannot take mail", .rfc(3463, "3.2")),
    .init(1, 3, "the recipient's address is not written correctly", .rfc(3463, "3.2")),
    .init(1, 4, "the recipient's address fits more than one mailbox", .rfc(3463, "3.2")),
    .init(1, 5, "the recipient's address is valid", .rfc(3463, "3.2")),
    .init(1, 6, "the mailbox has moved, and nobody knows where to", .rfc(3463, "3.2")),
    .init(1, 7, "the sender's address is not written correctly", .rfc(3463, "3.2")),
    .init(1, 8, "the sender's domain does not exist or cannot take mail back", .rfc(3463, "3.2")),
    .init(1, 9, "passed on to a system that does not do what the protocol promises", .rfc(3886, "3.3.4")),
    .init(1, 10, "the recipient's domain says in the DNS that it takes no mail", .rfc(7505, "4.2")),
    .init(2, 0, "something about the mailbox is the cause", .rfc(3463, "3.3")),
    .init(2, 1, "the mailbox exists and is switched off", .rfc(3463, "3.3")),
    .init(2, 2, "the mailbox is full", .rfc(3463, "3.3")),
    .init(2, 3, "the message is longer than this mailbox may get", .rfc(3463, "3.3")),
    .init(2, 4, "the mailing list could not be expanded", .rfc(3463, "3.3")),
    .init(3, 0, "something about the receiving system is the cause", .rfc(3463, "3.4")),
    .init(3, 1, "the receiving system's disk is full", .rfc(3463, "3.4")),
    .init(3, 2, "the host takes no messages at present", .rfc(3463, "3.4")),
    .init(3, 3, "the system cannot do what the message asks for", .rfc(3463, "3.4")),
    .init(3, 4, "the message is larger than this system takes", .rfc(3463, "3.4")),
    .init(3, 5, "the receiving system is set up wrongly", .rfc(3463, "3.4")),
    .init(3, 6, "the priority that was asked for was changed", .rfc(6710, "7")),
    .init(4, 0, "something on the way is the cause, it is not known what", .rfc(3463, "3.5")),
    .init(4, 1, "the next host did not answer", .rfc(3463, "3.5")),
    .init(4, 2, "the connection broke during the transfer", .rfc(3463, "3.5")),
    .init(4, 3, "a directory or name server that is needed failed", .rfc(3463, "3.5")),
    .init(4, 4, "no route to the next host is known, often for lack of DNS data", .rfc(3463, "3.5")),
    .init(4, 5, "the system has too much mail to do", .rfc(3463, "3.5")),
    .init(4, 6, "the message goes round in a loop", .rfc(3463, "3.5")),
    .init(4, 7, "the message has waited in a queue for too long", .rfc(3463, "3.5")),
    .init(5, 0, "something in the protocol exchange is the cause", .rfc(3463, "3.6")),
    .init(5, 1, "the command is unknown or comes at the wrong time", .rfc(3463, "3.6")),
    .init(5, 2, "the command is not written correctly or is too long", .rfc(3463, "3.6")),
    .init(5, 3, "more recipients than the protocol lets this server take", .rfc(3463, "3.6")),
    .init(5, 4, "the command's arguments are not valid", .rfc(3463, "3.6")),
    .init(5, 5, "the two sides speak different versions of the protocol", .rfc(3463, "3.6")),
    .init(5, 6, "the line of the AUTH exchange is too long", .rfc(4954, "6")),
    .init(6, 0, "something about the content is the cause", .rfc(3463, "3.7")),
    .init(6, 1, "the type of content is not supported", .rfc(3463, "3.7")),
    .init(6, 2, "the content would have to be converted, and that is forbidden", .rfc(3463, "3.7")),
    .init(6, 3, "the content would have to be converted, and that is not possible here", .rfc(3463, "3.7")),
    .init(6, 4, "the content was converted and has lost something", .rfc(3463, "3.7")),
    .init(6, 5, "the conversion of the content failed", .rfc(3463, "3.7")),
    .init(6, 6, "the content that BURL names could not be had", .rfc(4468, "5")),
    .init(
      6, 7, "addresses with other than ASCII characters are not allowed for this sender or recipient",
      .rfc(6531, "4.3")),
    .init(6, 8, "the reply would need UTF-8, and the client has not allowed it", .rfc(6531, "4.3")),
    .init(6, 9, "the message has UTF-8 headers, and a recipient's system cannot take them", .rfc(6531, "4.3")),
    .init(7, 0, "security or policy is the cause", .rfc(3463, "3.8")),
    .init(7, 1, "you are not authorized to send this message here", .rfc(3463, "3.8")),
    .init(7, 2, "you are not authorized to send to this list", .rfc(3463, "3.8")),
    .init(7, 3, "a conversion between security systems would be needed and is not possible", .rfc(3463, "3.8")),
    .init(7, 4, "a security feature that is asked for is not supported", .rfc(3463, "3.8")),
    .init(7, 5, "a cryptographic operation failed", .rfc(3463, "3.8")),
    .init(7, 6, "a cryptographic algorithm is not supported", .rfc(3463, "3.8")),
    .init(7, 7, "the message was changed on the way", .rfc(3463, "3.8")),
    .init(7, 8, "user name or password are not valid", .rfc(4954, "6")),
    .init(7, 9, "the mechanism is too weak for this server", .rfc(4954, "6")),
    .init(7, 10, "encryption is needed", .rfc(5248, "2.4")),
    .init(7, 11, "the mechanism is allowed only under encryption", .rfc(4954, "6")),
    .init(7, 12, "the account has to change over to another form of password", .rfc(4954, "6")),
    .init(7, 13, "the account is switched off", .rfc(5248, "2.4")),
    .init(7, 14, "the server trusts only certain other servers for this", .rfc(5248, "2.4")),
    .init(7, 15, "the message's priority is too low for the server now", .rfc(6710, "7")),
    .init(7, 16, "the message is too large for its priority", .rfc(6710, "7")),
    .init(7, 17, "the mailbox has another owner since the date that was named", .rfc(7293, "14.4")),
    .init(7, 18, "the domain has another owner since the date that was named", .rfc(7293, "14.4")),
    .init(7, 19, "the owner's date could not be checked", .rfc(7293, "14.4")),
    .init(7, 20, "the message has no DKIM signature that passes", .rfc(7372, "3.1")),
    .init(
      7, 21, "the message has DKIM signatures that pass, but none that this server accepts", .rfc(7372, "3.1")),
    .init(7, 22, "no DKIM signature that passes is of the author's domain", .rfc(7372, "3.1")),
    .init(7, 23, "SPF failed: the sender's domain does not list this client", .rfc(7372, "3.2")),
    .init(7, 24, "SPF could not be evaluated: the sender's record has an error", .rfc(7372, "3.2")),
    .init(7, 25, "this client's address has no PTR record that leads back to it", .rfc(7372, "3.3")),
    .init(7, 26, "more than one check of the sender failed (SPF, DKIM and others)", .rfc(7372, "3.4")),
    .init(7, 27, "the sender's domain says in the DNS that it takes no mail", .rfc(7505, "4.2")),
    .init(
      7, 30, "the message requires TLS all the way, and the next system cannot promise it", .rfc(8689, "5")),
  ]

  package static func row(_ code: EnhancedStatusCode) -> EnhancedRow? {
    rows.first { $0.subject == code.subject && $0.detail == code.detail }
  }

  /// What a code means: its row, or its digits where no row exists.
  package static func part(_ code: EnhancedStatusCode) -> Part {
    if let row = row(code) { return Part(label: code.description, text: row.text, source: row.source) }
    let subject = subjects[code.subject] ?? "subject \(code.subject), which no document defines"
    return Part(
      label: code.description, text: "not in our table; its digits say: \(subject)", source: .rfc(3463, "2"))
  }
}
