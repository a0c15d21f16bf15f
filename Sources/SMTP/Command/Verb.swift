// The command verbs and what the table says of each: its argument, the extension it comes from, where it may
// stand in a pipelined group. One row a verb.

/// A command verb. Unknown ones are kept in `Command.verbText`.
package enum Verb: String, CaseIterable, Sendable {
  case ehlo = "EHLO"
  case helo = "HELO"
  case lhlo = "LHLO"
  case mail = "MAIL"
  case rcpt = "RCPT"
  case data = "DATA"
  case bdat = "BDAT"
  case rset = "RSET"
  case vrfy = "VRFY"
  case expn = "EXPN"
  case help = "HELP"
  case noop = "NOOP"
  case quit = "QUIT"
  case starttls = "STARTTLS"
  case auth = "AUTH"
  case etrn = "ETRN"
  case xclient = "XCLIENT"
  case xforward = "XFORWARD"
  /// A verb that no row names.
  case other = ""

  /// What may follow the verb.
  package enum Argument: Sendable {
    case none, optional, required
  }

  /// One verb's row.
  package struct Row: Sendable {
    /// Never `other`.
    package let verb: Verb
    /// Whether something may or has to stand behind the verb.
    package let argument: Argument
    /// How the command is written, for help and completion.
    package let syntax: String
    /// The EHLO keyword that must have been offered; nil for commands of RFC 5321 itself.
    package let keyword: String?
    /// Whether it may stand inside a group, not only at its end (RFC 2920 §3.1).
    package let insideGroup: Bool
    /// Whether a server has to implement it (RFC 5321 §4.5.1).
    package let required: Bool
    /// The document that defines the command.
    package let source: Citation
  }

  /// One row a verb, in the order of the cases without `other`.
  package static let table: [Row] = [
    .init(
      verb: .ehlo, argument: .required, syntax: "EHLO client.example", keyword: nil, insideGroup: false,
      required: true, source: .rfc(5321, "4.1.1.1")),
    .init(
      verb: .helo, argument: .required, syntax: "HELO client.example", keyword: nil, insideGroup: false,
      required: true, source: .rfc(5321, "4.1.1.1")),
    .init(
      verb: .lhlo, argument: .required, syntax: "LHLO client.example", keyword: nil, insideGroup: false,
      required: false, source: .rfc(2033, "4.1")),
    .init(
      verb: .mail, argument: .required, syntax: "MAIL FROM:<sender@client.example>", keyword: nil,
      insideGroup: true, required: true, source: .rfc(5321, "4.1.1.2")),
    .init(
      verb: .rcpt, argument: .required, syntax: "RCPT TO:<recipient@server.example>", keyword: nil,
      insideGroup: true, required: true, source: .rfc(5321, "4.1.1.3")),
    .init(
      verb: .data, argument: .none, syntax: "DATA", keyword: nil, insideGroup: false, required: true,
      source: .rfc(5321, "4.1.1.4")),
    .init(
      verb: .bdat, argument: .required, syntax: "BDAT 1024 LAST", keyword: "CHUNKING", insideGroup: true,
      required: false, source: .rfc(3030, "2")),
    .init(
      verb: .rset, argument: .none, syntax: "RSET", keyword: nil, insideGroup: true, required: true,
      source: .rfc(5321, "4.1.1.5")),
    .init(
      verb: .vrfy, argument: .required, syntax: "VRFY postmaster", keyword: nil, insideGroup: false,
      required: true, source: .rfc(5321, "4.1.1.6")),
    .init(
      verb: .expn, argument: .required, syntax: "EXPN list", keyword: nil, insideGroup: false, required: false,
      source: .rfc(5321, "4.1.1.7")),
    .init(
      verb: .help, argument: .optional, syntax: "HELP MAIL", keyword: nil, insideGroup: false, required: false,
      source: .rfc(5321, "4.1.1.8")),
    .init(
      verb: .noop, argument: .optional, syntax: "NOOP", keyword: nil, insideGroup: false, required: true,
      source: .rfc(5321, "4.1.1.9")),
    .init(
      verb: .quit, argument: .none, syntax: "QUIT", keyword: nil, insideGroup: false, required: true,
      source: .rfc(5321, "4.1.1.10")),
    .init(
      verb: .starttls, argument: .none, syntax: "STARTTLS", keyword: "STARTTLS", insideGroup: false,
      required: false, source: .rfc(3207, "4")),
    .init(
      verb: .auth, argument: .required, syntax: "AUTH PLAIN", keyword: "AUTH", insideGroup: false,
      required: false, source: .rfc(4954, "4")),
    .init(
      verb: .etrn, argument: .required, syntax: "ETRN client.example", keyword: "ETRN", insideGroup: false,
      required: false, source: .rfc(1985, "5")),
    .init(
      verb: .xclient, argument: .required, syntax: "XCLIENT ADDR=192.0.2.1", keyword: "XCLIENT",
      insideGroup: false, required: false, source: .document("Postfix XCLIENT_README")),
    .init(
      verb: .xforward, argument: .required, syntax: "XFORWARD ADDR=192.0.2.1", keyword: "XFORWARD",
      insideGroup: false, required: false, source: .document("Postfix XFORWARD_README")),
  ]

  /// Nil for `other`.
  package var row: Row? {
    // By place: a row that is only looked at is not copied.
    for index in Verb.table.indices where Verb.table[index].verb == self { return Verb.table[index] }
    return nil
  }

  /// The verb of that name, whatever its case (RFC 5321 §2.4); `other` for a name no row has.
  package init(name: String) { self = Verb(rawValue: name.asciiUppercased) ?? .other }

  /// Verbs that older documents define and RFC 5321 tells clients not to use (Appendix F.6, and F.1).
  package static let obsolete: Set<String> = ["SEND", "SOML", "SAML", "TURN"]
}
