// Every limit of the protocol engine, with its source. A limit that a server or a user exceeds becomes a
// finding; none of them makes the engine stop.

/// Sizes in octets unless the name says otherwise.
package enum Limits {
  /// A command line with its CRLF (RFC 5321 §4.5.3.1.4). Extensions raise it; see `commandLine(for:)`.
  package static let commandLine = 512
  /// A reply line with its CRLF (RFC 5321 §4.5.3.1.5).
  package static let replyLine = 512
  /// A line of mail text with its CRLF, not counting a stuffed dot (RFC 5321 §4.5.3.1.6).
  package static let textLine = 1000
  /// A local-part (RFC 5321 §4.5.3.1.1).
  package static let localPart = 64
  /// A domain (RFC 5321 §4.5.3.1.2).
  package static let domain = 255
  /// A label of a domain name (RFC 1035 §2.3.4).
  package static let domainLabel = 63
  /// A path with its punctuation (RFC 5321 §4.5.3.1.3).
  package static let path = 256
  /// Recipients that every server has to take in one transaction (RFC 5321 §4.5.3.1.8).
  package static let recipients = 100
  /// A line of an AUTH exchange (RFC 4954 §4).
  package static let authLine = 12_288

  /// Ours: where a reply line without an end is cut, so that memory stays bounded.
  package static let replyLineCut = 64 * 1024
  /// Ours: the octets at which a reply that does not end is closed.
  package static let reply = 1024 * 1024
  /// Ours: the lines at which a reply that does not end is closed.
  package static let replyLines = 4096
  /// Ours: the longest line that a person or a script may send in one piece.
  package static let sentLine = 1024 * 1024

  /// What extensions add to a command line's 512 octets once the server has offered them.
  package struct LineExtension: Sendable {
    /// The command whose line may be longer.
    package let verb: Verb
    /// The EHLO keyword that has to be offered, in upper case.
    package let keyword: String
    /// Octets that come on top of those of all other rows.
    package let octets: Int
    /// The section on command length.
    package let source: Citation
  }

  /// The rows of the extensions' own sections on command length.
  package static let lineExtensions: [LineExtension] = [
    .init(verb: .mail, keyword: "SIZE", octets: 26, source: .rfc(1870, "3")),
    .init(verb: .mail, keyword: "8BITMIME", octets: 17, source: .rfc(6152, "2")),
    .init(verb: .mail, keyword: "SMTPUTF8", octets: 10, source: .rfc(6531, "3.1")),
    .init(verb: .mail, keyword: "DSN", octets: 107, source: .rfc(3461, "4")),
    .init(verb: .rcpt, keyword: "DSN", octets: 500, source: .rfc(3461, "4")),
    .init(verb: .mail, keyword: "AUTH", octets: 500, source: .rfc(4954, "3")),
    .init(verb: .auth, keyword: "AUTH", octets: authLine - commandLine, source: .rfc(4954, "4")),
  ]

  /// The longest line, CRLF included, that `verb` may have under what the server offered.
  package static func commandLine(for verb: Verb, offered: Capabilities?) -> Int {
    guard let offered else { return commandLine }
    var limit = commandLine
    for index in lineExtensions.indices where lineExtensions[index].verb == verb {
      if offered.has(lineExtensions[index].keyword) { limit += lineExtensions[index].octets }
    }
    return limit
  }
}
