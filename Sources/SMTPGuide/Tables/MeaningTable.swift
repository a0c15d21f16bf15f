// What a reply code means as an answer to a certain command: one row a pair. The sentence stands under the
// row's key in Texts; here are the judgement, the source and what to try.

import SMTP

/// One pair of what was asked and the code that came.
package struct Meaning: Sendable {
  /// Nil: any command, where no row of its own exists.
  package let asked: Asked?
  package let code: UInt16
  package let party: Party?
  package let retry: Retry
  package let source: Source
  /// Keys of `TryTable`.
  package let tries: [String]

  /// The key of the sentence: `rcpt.550`, `any.421`.
  package var key: String { "\(asked.map(Meaning.word) ?? "any").\(code)" }

  private static func word(_ asked: Asked) -> String {
    switch asked {
    case .connection: return "connection"
    case .command(.other): return "other"
    case .command(let verb): return String(verb.rawValue.map { Character($0.lowercased()) })
    case .endOfData: return "end-of-data"
    case .authResponse: return "auth-response"
    case .nothing: return "nothing"
    }
  }
}

/// The table of meanings.
package enum MeaningTable {
  private static let replies = Source.rfc(5321, "4.2.3")

  private static func ok(_ asked: Asked?, _ code: UInt16, _ source: Source = replies, _ tries: [String] = [])
    -> Meaning
  {
    Meaning(asked: asked, code: code, party: nil, retry: .notNeeded, source: source, tries: tries)
  }

  private static func later(
    _ asked: Asked?, _ code: UInt16, _ party: Party, _ source: Source = replies, _ tries: [String] = []
  ) -> Meaning {
    Meaning(asked: asked, code: code, party: party, retry: .later, source: source, tries: tries)
  }

  private static func no(
    _ asked: Asked?, _ code: UInt16, _ party: Party, _ source: Source = replies, _ tries: [String] = []
  ) -> Meaning {
    Meaning(asked: asked, code: code, party: party, retry: .afterChange, source: source, tries: tries)
  }

  /// Pairs that stand in `ReplyTable`, and those that servers send besides.
  package static let rows: [Meaning] = [
    // The opening of the connection.
    ok(.connection, 220, replies, ["ehlo"]),
    later(.connection, 421, .server, replies, ["wait", "other-mx"]),
    later(.connection, 450, .policy, replies, ["wait", "reputation"]),
    no(.connection, 521, .policy, .rfc(7504, "3"), ["other-mx"]),
    no(.connection, 554, .policy, .rfc(5321, "3.1"), ["reputation", "quit"]),
    no(.connection, 550, .policy, replies, ["reputation", "quit"]),
    // Hello.
    ok(.command(.ehlo), 250, .rfc(5321, "4.1.1.1")),
    no(.command(.ehlo), 502, .server, .rfc(5321, "4.1.4"), ["helo"]),
    no(.command(.ehlo), 504, .client, .rfc(5321, "4.3.2"), ["qualified-name"]),
    no(.command(.ehlo), 521, .server, .rfc(7504, "3"), ["other-mx"]),
    no(.command(.ehlo), 550, .policy, .rfc(5321, "4.1.4"), ["qualified-name", "reputation"]),
    no(.command(.ehlo), 501, .client, .rfc(5321, "4.1.4"), ["qualified-name"]),
    ok(.command(.helo), 250, .rfc(5321, "4.1.1.1"), ["ehlo"]),
    no(.command(.helo), 502, .server, .rfc(5321, "4.5.1"), ["ehlo"]),
    no(.command(.helo), 504, .client, .rfc(5321, "4.3.2"), ["qualified-name"]),
    no(.command(.helo), 521, .server, .rfc(7504, "3"), ["other-mx"]),
    no(.command(.helo), 550, .policy, .rfc(5321, "4.1.4"), ["qualified-name", "reputation"]),
    ok(.command(.lhlo), 250, .rfc(2033, "4.1")),
    no(.command(.lhlo), 502, .server, .rfc(2033, "4.1"), ["ehlo"]),
    no(.command(.lhlo), 504, .client, .rfc(2033, "4.1"), ["qualified-name"]),
    no(.command(.lhlo), 550, .policy, .rfc(2033, "4.1"), ["qualified-name"]),
    // MAIL.
    ok(.command(.mail), 250, .rfc(5321, "3.3"), ["rcpt"]),
    later(.command(.mail), 450, .policy, replies, ["wait", "sender-dns"]),
    later(.command(.mail), 451, .server, replies, ["wait"]),
    later(.command(.mail), 452, .server, .rfc(1870, "6.1"), ["wait"]),
    no(.command(.mail), 455, .server, .rfc(5321, "4.1.1.11"), ["fewer-parameters"]),
    no(.command(.mail), 501, .client, .rfc(5321, "4.1.4"), ["syntax"]),
    no(.command(.mail), 503, .client, .rfc(5321, "4.1.4"), ["ehlo-first", "rset"]),
    no(.command(.mail), 521, .server, .rfc(7504, "3"), ["other-mx"]),
    no(.command(.mail), 530, .policy, .rfc(4954, "6"), ["starttls", "auth"]),
    no(.command(.mail), 550, .policy, .rfc(5321, "3.3"), ["sender-dns", "reputation"]),
    no(.command(.mail), 552, .policy, .rfc(1870, "6.1"), ["smaller"]),
    no(.command(.mail), 553, .policy, .rfc(5321, "3.3"), ["own-sender"]),
    no(.command(.mail), 554, .policy, replies, ["reputation", "sender-dns"]),
    no(.command(.mail), 555, .client, .rfc(5321, "4.1.1.11"), ["fewer-parameters"]),
    // RCPT.
    ok(.command(.rcpt), 250, .rfc(5321, "3.3"), ["data"]),
    ok(.command(.rcpt), 251, .rfc(5321, "3.4"), ["data"]),
    later(.command(.rcpt), 450, .policy, replies, ["wait-greylist", "same-triplet"]),
    later(.command(.rcpt), 451, .server, replies, ["wait-greylist"]),
    later(.command(.rcpt), 452, .server, .rfc(5321, "4.5.3.1.10"), ["data-for-accepted", "wait"]),
    later(.command(.rcpt), 454, .policy, replies, ["wait", "auth"]),
    no(.command(.rcpt), 455, .server, .rfc(5321, "4.1.1.11"), ["fewer-parameters"]),
    no(.command(.rcpt), 501, .client, replies, ["syntax"]),
    no(.command(.rcpt), 503, .client, .rfc(5321, "3.3"), ["mail-first"]),
    no(.command(.rcpt), 521, .server, .rfc(7504, "3"), ["other-mx"]),
    no(.command(.rcpt), 530, .policy, .rfc(4954, "6"), ["starttls", "auth"]),
    no(.command(.rcpt), 550, .policy, .rfc(5321, "3.3"), ["check-address", "auth", "mx"]),
    no(.command(.rcpt), 551, .server, .rfc(5321, "3.4"), ["other-address"]),
    later(.command(.rcpt), 552, .server, .rfc(5321, "4.5.3.1.10"), ["data-for-accepted", "recipient-space"]),
    no(.command(.rcpt), 553, .policy, replies, ["check-address", "auth"]),
    no(.command(.rcpt), 554, .policy, replies, ["auth", "mx", "reputation"]),
    no(.command(.rcpt), 555, .client, .rfc(5321, "4.1.1.11"), ["fewer-parameters"]),
    no(.command(.rcpt), 556, .policy, .rfc(7504, "4"), ["check-address"]),
    // DATA and the message.
    ok(.command(.data), 354, .rfc(5321, "4.1.1.4"), ["end-text"]),
    later(.command(.data), 450, .policy, replies, ["wait"]),
    later(.command(.data), 451, .server, replies, ["wait"]),
    later(.command(.data), 452, .server, replies, ["wait"]),
    no(.command(.data), 503, .client, .rfc(5321, "3.3"), ["rcpt-first"]),
    no(.command(.data), 530, .policy, .rfc(4954, "6"), ["starttls", "auth"]),
    no(.command(.data), 550, .policy, replies, ["reputation"]),
    no(.command(.data), 554, .client, .rfc(5321, "3.3"), ["rcpt-first"]),
    ok(.endOfData, 250, .rfc(5321, "6.1"), ["quit"]),
    later(.endOfData, 450, .policy, replies, ["wait"]),
    later(.endOfData, 451, .server, replies, ["wait"]),
    later(.endOfData, 452, .server, replies, ["wait"]),
    no(.endOfData, 550, .policy, .rfc(5321, "4.3.2"), ["content", "sender-dns"]),
    no(.endOfData, 552, .policy, .rfc(1870, "6.3"), ["smaller"]),
    no(.endOfData, 554, .policy, replies, ["content", "sender-dns"]),
    ok(.command(.bdat), 250, .rfc(3030, "2")),
    later(.command(.bdat), 450, .policy, .rfc(3030, "2"), ["rset"]),
    later(.command(.bdat), 451, .server, .rfc(3030, "2"), ["rset"]),
    later(.command(.bdat), 452, .server, .rfc(3030, "2"), ["rset"]),
    no(.command(.bdat), 503, .client, .rfc(3030, "2"), ["rset"]),
    no(.command(.bdat), 550, .policy, .rfc(3030, "2"), ["rset", "content"]),
    no(.command(.bdat), 552, .policy, .rfc(3030, "2"), ["rset", "smaller"]),
    no(.command(.bdat), 554, .policy, .rfc(3030, "2"), ["rset", "content"]),
    // Side commands.
    ok(.command(.rset), 250, .rfc(5321, "4.1.1.5")),
    ok(.command(.vrfy), 250, .rfc(5321, "3.5.3")),
    ok(.command(.vrfy), 251, .rfc(5321, "3.5.3")),
    ok(.command(.vrfy), 252, .rfc(5321, "3.5.3"), ["rcpt-instead"]),
    no(.command(.vrfy), 502, .policy, .rfc(5321, "3.5.2"), ["rcpt-instead"]),
    no(.command(.vrfy), 504, .server, .rfc(5321, "4.3.2"), ["rcpt-instead"]),
    no(.command(.vrfy), 530, .policy, .rfc(4954, "6"), ["starttls", "auth"]),
    no(.command(.vrfy), 550, .policy, .rfc(5321, "3.5.3"), ["check-address"]),
    no(.command(.vrfy), 551, .server, .rfc(5321, "3.5.3"), ["other-address"]),
    no(.command(.vrfy), 553, .client, .rfc(5321, "3.5.1"), ["check-address"]),
    ok(.command(.expn), 250, .rfc(5321, "4.1.1.7")),
    ok(.command(.expn), 252, .rfc(5321, "4.3.2")),
    no(.command(.expn), 502, .policy, .rfc(5321, "7.3")),
    no(.command(.expn), 504, .server, .rfc(5321, "4.3.2")),
    no(.command(.expn), 530, .policy, .rfc(4954, "6"), ["starttls", "auth"]),
    no(.command(.expn), 550, .policy, .rfc(5321, "4.3.2")),
    ok(.command(.help), 211, replies),
    ok(.command(.help), 214, replies),
    no(.command(.help), 502, .server, .rfc(5321, "4.3.2")),
    no(.command(.help), 504, .server, .rfc(5321, "4.3.2")),
    ok(.command(.noop), 250, .rfc(5321, "4.1.1.9")),
    ok(.command(.quit), 221, .rfc(5321, "4.1.1.10")),
    // TLS and AUTH.
    ok(.command(.starttls), 220, .rfc(3207, "4")),
    later(.command(.starttls), 454, .server, .rfc(3207, "4"), ["server-certificate", "wait"]),
    no(.command(.starttls), 501, .client, .rfc(3207, "4"), ["syntax"]),
    no(.command(.starttls), 502, .server, .rfc(5321, "4.2.4"), ["tls-at-once"]),
    no(.command(.starttls), 503, .client, .rfc(3207, "4.2"), ["ehlo-first"]),
    no(.command(.starttls), 554, .server, .rfc(5321, "4.2.3"), ["tls-at-once"]),
    ok(.command(.auth), 235, .rfc(4954, "6"), ["mail"]),
    ok(.command(.auth), 334, .rfc(4954, "4"), ["respond", "cancel-auth"]),
    later(.command(.auth), 432, .policy, .rfc(4954, "6"), ["auth-plain-once"]),
    later(.command(.auth), 454, .server, .rfc(4954, "6"), ["wait"]),
    no(.command(.auth), 502, .server, .rfc(5321, "4.2.4"), ["submission-port"]),
    no(.command(.auth), 503, .client, .rfc(4954, "4"), ["ehlo-first", "submission-port"]),
    no(.command(.auth), 504, .client, .rfc(4954, "4"), ["offered-mechanism", "starttls"]),
    no(.command(.auth), 530, .policy, .rfc(4954, "6"), ["starttls"]),
    no(.command(.auth), 534, .policy, .rfc(4954, "6"), ["offered-mechanism", "app-password"]),
    no(.command(.auth), 535, .client, .rfc(4954, "6"), ["credentials", "app-password"]),
    no(.command(.auth), 538, .policy, .rfc(4954, "6"), ["starttls"]),
    ok(.authResponse, 235, .rfc(4954, "6"), ["mail"]),
    ok(.authResponse, 334, .rfc(4954, "4"), ["respond", "cancel-auth"]),
    later(.authResponse, 432, .policy, .rfc(4954, "6"), ["auth-plain-once"]),
    later(.authResponse, 454, .server, .rfc(4954, "6"), ["wait"]),
    no(.authResponse, 501, .client, .rfc(4954, "4"), ["credentials"]),
    no(.authResponse, 534, .policy, .rfc(4954, "6"), ["offered-mechanism", "app-password"]),
    no(.authResponse, 535, .client, .rfc(4954, "6"), ["credentials", "app-password"]),
    no(.authResponse, 538, .policy, .rfc(4954, "6"), ["starttls"]),
    // ETRN.
    ok(.command(.etrn), 250, .rfc(1985, "5.3")),
    ok(.command(.etrn), 251, .rfc(1985, "5.3")),
    ok(.command(.etrn), 252, .rfc(1985, "5.3")),
    ok(.command(.etrn), 253, .rfc(1985, "5.3")),
    later(.command(.etrn), 458, .server, .rfc(1985, "5.3"), ["wait"]),
    no(.command(.etrn), 459, .policy, .rfc(1985, "5.3")),
    no(.command(.etrn), 502, .server, .rfc(5321, "4.2.4")),
    no(.command(.etrn), 530, .policy, .rfc(4954, "6"), ["starttls", "auth"]),
    // Postfix's own.
    ok(.command(.xclient), 220, .document("Postfix XCLIENT_README"), ["ehlo"]),
    no(.command(.xclient), 502, .server, .rfc(5321, "4.2.4")),
    no(.command(.xclient), 503, .client, .document("Postfix XCLIENT_README"), ["rset"]),
    no(.command(.xclient), 550, .policy, .document("Postfix XCLIENT_README")),
    ok(.command(.xforward), 250, .document("Postfix XFORWARD_README")),
    no(.command(.xforward), 502, .server, .rfc(5321, "4.2.4")),
    no(.command(.xforward), 503, .client, .document("Postfix XFORWARD_README"), ["rset"]),
    no(.command(.xforward), 550, .policy, .document("Postfix XFORWARD_README")),
    // Any command that has no row of its own for the code.
    ok(nil, 211), ok(nil, 214), ok(nil, 220), ok(nil, 221), ok(nil, 250), ok(nil, 251), ok(nil, 252),
    ok(nil, 235, .rfc(4954, "6")), ok(nil, 253, .rfc(1985, "5.3")), ok(nil, 334, .rfc(4954, "4")), ok(nil, 354),
    later(nil, 421, .server, .rfc(5321, "3.8"), ["wait", "other-mx"]),
    later(nil, 432, .policy, .rfc(4954, "6")),
    later(nil, 450, .policy, replies, ["wait"]),
    later(nil, 451, .server, replies, ["wait"]),
    later(nil, 452, .server, replies, ["wait"]),
    later(nil, 454, .server, .rfc(3207, "4"), ["wait"]),
    no(nil, 455, .server, replies, ["fewer-parameters"]),
    later(nil, 458, .server, .rfc(1985, "5.3")),
    no(nil, 459, .policy, .rfc(1985, "5.3")),
    no(nil, 500, .client, .rfc(5321, "4.2.4"), ["help"]),
    no(nil, 501, .client, replies, ["syntax"]),
    no(nil, 502, .server, .rfc(5321, "4.2.4"), ["help"]),
    no(nil, 503, .client, replies, ["order"]),
    no(nil, 504, .server, replies),
    no(nil, 521, .server, .rfc(7504, "3"), ["other-mx"]),
    no(nil, 530, .policy, .rfc(4954, "6"), ["starttls", "auth"]),
    no(nil, 534, .policy, .rfc(4954, "6")),
    no(nil, 535, .client, .rfc(4954, "6"), ["credentials"]),
    no(nil, 538, .policy, .rfc(4954, "6"), ["starttls"]),
    no(nil, 550, .policy, replies),
    no(nil, 551, .server, replies),
    no(nil, 552, .policy, replies),
    no(nil, 553, .policy, replies),
    no(nil, 554, .policy, replies),
    no(nil, 555, .client, replies, ["fewer-parameters"]),
    no(nil, 556, .policy, .rfc(7504, "4")),
  ]

  /// The row for a pair: its own, or the code's general one, or nil for a code that no document has.
  package static func row(_ code: UInt16, to asked: Asked) -> Meaning? {
    rows.first { $0.code == code && $0.asked == asked } ?? general(code)
  }

  /// The code's row for any command.
  package static func general(_ code: UInt16) -> Meaning? {
    rows.first { $0.code == code && $0.asked == nil }
  }
}
