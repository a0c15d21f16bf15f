// EHLO keywords in words, with their parameters read: one row an extension.

import SMTP

/// One service extension.
package struct ExtensionRow: Sendable {
  /// How the parameters are read into the sentence.
  package enum Reading: Sendable {
    case none
    /// `SIZE`: octets as a size for people.
    case size
    /// `AUTH`: the mechanisms, judged by whether TLS is in force.
    case mechanisms
    /// Parameters are listed as they are.
    case list
  }

  package let keyword: String
  /// A few words beside the line.
  package let note: String
  /// One or two sentences.
  package let text: String
  package let reading: Reading
  package let source: Source

  init(_ keyword: String, _ note: String, _ text: String, _ source: Source, _ reading: Reading = .none) {
    self.keyword = keyword
    self.note = note
    self.text = text
    self.source = source
    self.reading = reading
  }
}

/// The table of extensions.
package enum ExtensionTable {
  package static let rows: [ExtensionRow] = [
    .init(
      "8BITMIME", "mail text with 8-bit characters",
      "Messages may hold octets above 127. Say BODY=8BITMIME in MAIL.",
      .rfc(6152, "2")),
    .init(
      "ATRN", "queue pickup after AUTH",
      "An authenticated client may turn the connection round and get its mail.",
      .rfc(2645, "5")),
    .init("AUTH", "log in", "SMTP AUTH with these SASL mechanisms.", .rfc(4954, "3"), .mechanisms),
    .init(
      "BINARYMIME", "mail text in binary",
      "Messages may hold any octets, sent with BDAT. Say BODY=BINARYMIME in MAIL.",
      .rfc(3030, "3")),
    .init(
      "BURL", "text from an IMAP server", "The server fetches the message from an IMAP URL.", .rfc(4468, "3"),
      .list),
    .init(
      "CHUNKING", "message in chunks with BDAT",
      "BDAT sends the message in counted chunks, without dot-stuffing.",
      .rfc(3030, "2")),
    .init(
      "CONPERM", "conversion by permission", "A gateway may convert content when the sender permits it.",
      .rfc(4141, "3")),
    .init(
      "CONNEG", "content negotiation", "The server tells what a recipient's device can show.", .rfc(4141, "4")),
    .init(
      "DELIVERBY", "delivery within a time", "MAIL may say BY= with the seconds that delivery may take.",
      .rfc(2852, "4"), .list),
    .init(
      "DSN", "delivery status notifications", "RCPT may say NOTIFY= and ORCPT=, MAIL may say RET= and ENVID=.",
      .rfc(3461, "4")),
    .init(
      "ENHANCEDSTATUSCODES", "replies carry x.y.z codes", "Replies begin with an enhanced status code.",
      .rfc(2034, "3")),
    .init(
      "ETRN", "start the queue for a domain", "ETRN asks the server to send what is queued for a domain.",
      .rfc(1985, "5")),
    .init("EXPN", "EXPN is available", "EXPN shows the members of a list.", .rfc(5321, "4.1.1.7")),
    .init(
      "FUTURERELEASE", "hold mail until later", "MAIL may say HOLDFOR= or HOLDUNTIL=.", .rfc(4865, "4"), .list),
    .init("HELP", "HELP is available", "HELP shows what the server knows.", .rfc(5321, "4.1.1.8")),
    .init(
      "LIMITS", "the server's limits", "How many recipients, messages or transactions it takes at once.",
      .rfc(9422, "3"), .list),
    .init("MT-PRIORITY", "priorities", "MAIL may say MT-PRIORITY= from -9 to 9.", .rfc(6710, "3"), .list),
    .init("MTRK", "message tracking", "MAIL may say MTRK= so that the message can be traced.", .rfc(3885, "3")),
    .init(
      "NO-SOLICITING", "no advertising", "The server does not want messages of these classes.", .rfc(3865, "2"),
      .list),
    .init(
      "PIPELINING", "commands may go in batches",
      "Several commands may be sent without waiting for each reply.",
      .rfc(2920, "3.1")),
    .init(
      "PRDR", "a reply for each recipient", "After the message each recipient may get its own reply.",
      .document("draft-hall-prdr")),
    .init("REQUIRETLS", "TLS all the way on request", "MAIL may say REQUIRETLS.", .rfc(8689, "2")),
    .init(
      "RRVS", "recipient valid since", "RCPT may say since when the mailbox must have had its owner.",
      .rfc(7293, "3")),
    .init(
      "SAML", "obsolete: send and mail",
      "A command of RFC 821 that shows a message on a terminal and mails it.",
      .rfc(5321, "F.6")),
    .init(
      "SEND", "obsolete: send to a terminal", "A command of RFC 821 that shows a message on a terminal.",
      .rfc(5321, "F.6")),
    .init(
      "SIZE", "messages up to", "MAIL may say SIZE= with the message's octets, so that a refusal comes early.",
      .rfc(1870, "4"), .size),
    .init(
      "SMTPUTF8", "addresses and headers in UTF-8", "Say SMTPUTF8 in MAIL to use characters beyond ASCII.",
      .rfc(6531, "3.1")),
    .init(
      "SOML", "obsolete: send or mail", "A command of RFC 821 that shows a message on a terminal or mails it.",
      .rfc(5321, "F.6")),
    .init("STARTTLS", "TLS on this port", "STARTTLS turns this connection into a TLS one.", .rfc(3207, "3")),
    .init(
      "TURN", "obsolete: swap roles", "Without authentication it let anybody fetch another's mail.",
      .rfc(5321, "F.1")),
    .init(
      "VERB", "verbose mode", "Sendmail's way to show how a delivery goes.",
      .document("Sendmail Operations Guide")),
    .init("VRFY", "VRFY is available", "VRFY asks whether a user exists.", .rfc(5321, "4.1.1.6")),
    .init(
      "X-ANONYMOUSTLS", "Exchange: TLS between its servers", "Exchange servers use it among themselves.",
      .document("MS-SMTP extensions of Exchange Server")),
    .init(
      "X-EXPS", "Exchange: AUTH under another name", "Exchange's older way to log in.",
      .document("MS-SMTP extensions of Exchange Server"), .list),
    .init(
      "XCLIENT", "pretend another client", "Hosts that are allowed to may name another client address.",
      .document("Postfix XCLIENT_README"), .list),
    .init(
      "XEXCH50", "Exchange: extra envelope data", "Exchange's own data beside the message.",
      .document("MS-SMTP extensions of Exchange Server")),
    .init(
      "XFORWARD", "tell the first client", "Content filters tell the server where a message came from.",
      .document("Postfix XFORWARD_README"), .list),
    .init(
      "XRDST", "Exchange: route to a database", "Exchange servers use it among themselves.",
      .document("MS-SMTP extensions of Exchange Server")),
  ]

  package static func row(_ keyword: String) -> ExtensionRow? {
    let keyword = keyword.asciiUppercased
    return rows.first { $0.keyword == keyword }
  }

  /// The few words that stand beside an EHLO line, its parameters read.
  package static func note(_ entry: Capabilities.Entry, isTLS: Bool) -> String {
    guard let row = row(entry.keyword) else {
      return entry.keyword.hasPrefix("X") ? "private extension, not known to us" : "extension not known to us"
    }
    switch row.reading {
    case .none: return row.note
    case .list:
      return entry.parameters.isEmpty ? row.note : "\(row.note): \(entry.parameters.joined(separator: " "))"
    case .size:
      guard let text = entry.parameters.first else { return "the size may be declared; no limit is named" }
      guard let octets = Array(text.utf8).decimalValue else { return "SIZE with a number that cannot be read" }
      return octets == 0 ? "messages of any size" : "\(row.note) \(ByteCount.text(octets))"
    case .mechanisms:
      let names = entry.parameters.map(\.asciiUppercased)
      if names.isEmpty { return "log in, but no mechanism is named" }
      let open = names.filter(SASLMechanism.sendsPassword)
      if isTLS || open.isEmpty { return "log in with \(names.joined(separator: ", "))" }
      return "log in; \(open.joined(separator: ", ")) would show the password: no TLS yet"
    }
  }
}

/// Sizes for people.
package enum ByteCount {
  /// `octets` with a decimal unit and one digit behind the point: 10240000 is 10.2 MB.
  package static func text(_ octets: Int) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")]
    for (size, unit) in units where octets >= size {
      let tenths = (octets / (size / 10) + (octets % (size / 10) * 2 >= size / 10 ? 1 : 0))
      return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
    return octets == 1 ? "1 octet" : "\(octets) octets"
  }
}
