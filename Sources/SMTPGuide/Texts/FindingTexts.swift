// The sentence of each rule in English. `{got}` and `{expected}` are what the finding holds; a text with
// either of them ends sensibly without.

import SMTP

/// Sentences by rule.
package enum FindingTexts {
  /// The sentence of a rule.
  package static func english(_ rule: Rule) -> String? { rows.first { $0.rule == rule }?.text }

  package static let rows: [(rule: Rule, text: String)] = [
    (.replyBareLF, "a line of the reply ends with LF alone instead of CRLF"),
    (.replyBareCR, "the reply holds a CR that is not part of a CRLF"),
    (.replyNUL, "the reply holds a NUL octet"),
    (.replyControlCharacter, "the reply holds control characters"),
    (.reply8Bit, "the reply holds characters beyond ASCII, and SMTPUTF8 was not asked for"),
    (.replyLineTooLong, "a line of the reply is too long"),
    (.replyLineCut, "a line of the reply does not end; it was cut where our limit is"),
    (.replyTooLong, "the reply does not end; it was closed where our limit is"),
    (.replyCodesDiffer, "the lines of the reply have different codes"),
    (.replyCodeOutOfRange, "the reply code is none that SMTP has: 2 to 5, then 0 to 5, then 0 to 9"),
    (.replyMalformed, "this is not a reply: a line has to begin with three digits and a space or a hyphen"),
    (.replyTextMissing, "the reply is a bare code without text"),
    (.replyIncomplete, "the connection ended in the middle of the reply"),
    (.notSMTP, "this is not SMTP: the server speaks another protocol"),
    (.enhancedClassMismatch, "the enhanced status code contradicts the reply code"),
    (.enhancedMissing, "the server offers ENHANCEDSTATUSCODES, but this reply has none"),
    (.greetingNoDomain, "the greeting does not begin with the server's domain name"),
    (.ehloKeywordSyntax, "a line of the EHLO reply is no keyword with parameters"),
    (.ehloAuthEquals, "AUTH with an equals sign is an old form for very old clients"),
    (.replyUnsolicited, "nothing was asked that this reply could answer"),
    (.replyUnexpectedCode, "this code is not among those defined for the command; its first digit counts"),
    (.replyWrongClass, "this reply makes no sense after the command"),
    (.requiredCommandRefused, "every server has to know this command"),
    (.offeredButRefused, "the server refuses what it offered in its EHLO reply"),
    (.closedUnannounced, "the server closed the connection without 221 or 421"),
    (
      .starttlsInjection,
      "plain text came behind the 220 to STARTTLS: a server or somebody in between could slip in commands or replies"
    ),
    (.starttlsOfferedInTLS, "STARTTLS is offered although TLS is in force already"),
    (.authOfferedInClear, "mechanisms that show the password are offered without TLS"),
    (.challengeNotBase64, "the challenge is not Base64"),
    (.commandLineTooLong, "the command line is too long"),
    (.commandControlCharacter, "the line holds a control character"),
    (.commandBareLF, "the line holds an LF that is not part of a CRLF"),
    (.command8Bit, "the line holds characters beyond ASCII, which this command may not have"),
    (.commandUnknown, "no document defines this command: expect 500"),
    (.commandObsolete, "this command is obsolete, clients must not use it: expect 502"),
    (.argumentMissing, "something has to follow the command: expect 501"),
    (.argumentUnexpected, "nothing, or less, may stand here: expect 501"),
    (.fromToMissing, "MAIL needs FROM: and RCPT needs TO: expect 501"),
    (.spaceAroundColon, "no space may stand beside the colon; strict servers say 501"),
    (.trailingSpace, "a space at the end of the line; strict servers say 501"),
    (.pathBrackets, "the address has to stand between < and >; strict servers say 501"),
    (.pathSyntax, "this is not a path"),
    (.localPartSyntax, "this may not stand in a local-part unless it is quoted"),
    (.domainSyntax, "this is not a domain name: letters, digits and hyphens between single dots"),
    (.addressLiteralSyntax, "this is not an address literal such as [192.0.2.1] or [IPv6:2001:db8::1]"),
    (.sourceRoute, "source routes are obsolete; servers ignore or refuse them"),
    (.localPartTooLong, "the local-part is longer than servers have to take"),
    (.domainTooLong, "the domain is longer than a name in the DNS can be"),
    (.pathTooLong, "the path is longer than servers have to take"),
    (.nullForwardPath, "<> can be a sender, never a recipient"),
    (.parameterSyntax, "this is not a parameter: KEYWORD or KEYWORD=value, one space between them"),
    (.parameterValue, "the parameter does not have this value"),
    (.parameterTwice, "the parameter stands here twice"),
    (.mechanismSyntax, "this is not the name of a SASL mechanism"),
    (.responseNotBase64, "the response is not Base64: expect 501"),
    (.chunkSizeSyntax, "BDAT takes the number of octets and, for the last chunk, LAST"),
    (.helloNotQualified, "the name is no full domain name; many servers refuse such clients"),
    (.heloLiteral, "HELO takes a domain name; an address literal is for EHLO"),
    (.beforeGreeting, "the greeting has not come yet; many servers treat early talkers as spammers"),
    (.afterQuit, "the session is over: nothing will be answered"),
    (.mailBeforeHello, "MAIL needs EHLO first: expect 503"),
    (.nestedMail, "a mail transaction is open already: RSET first, or expect 503"),
    (.rcptBeforeMail, "RCPT needs MAIL first: expect 503"),
    (.dataBeforeRcpt, "DATA needs an accepted RCPT: expect 503 or 554"),
    (.bdatBeforeRcpt, "BDAT needs an accepted RCPT: expect 503 or 554"),
    (.dataAfterBdat, "DATA and BDAT cannot be mixed in one transaction: expect 503"),
    (.betweenChunks, "between the chunks of a message only BDAT, RSET, NOOP and QUIT have a meaning"),
    (.bdatAfterLast, "this transaction's chunks have failed: RSET first, or expect 503"),
    (.dataWithBinaryMIME, "a BINARYMIME message cannot be sent with DATA: use BDAT, or expect 503"),
    (.helloInLMTP, "this is LMTP: the hello is LHLO"),
    (.lhloInSMTP, "LHLO is for LMTP: the hello is EHLO here"),
    (.starttlsTwice, "TLS is in force already"),
    (.authTwice, "you are authenticated already: expect 503"),
    (.authInTransaction, "AUTH is not allowed in a mail transaction: expect 503"),
    (.authInClear, "this shows the password to whoever can read the connection: STARTTLS first"),
    (
      .commandInChallenge,
      "the server waits for a response to its challenge and will take this for one; * cancels"
    ),
    (.extensionNotOffered, "the server did not offer this: expect 500, 502 or 503"),
    (.mechanismNotOffered, "the server did not offer this mechanism: expect 504"),
    (.parameterNotOffered, "the server did not offer the extension of this parameter: expect 555 or 501"),
    (.sizeOverLimit, "the declared size is over the server's limit: expect 552"),
    (.smtputf8Needed, "an address beyond ASCII needs SMTPUTF8 in MAIL: expect 553 or 550"),
    (
      .pipeliningNotOffered,
      "the reply to the last command has not come, and the server did not offer PIPELINING"
    ),
    (.pipeliningNotLast, "the command before this one has to be the last of its group: wait for its reply"),
    (.textLineTooLong, "the line of mail text is too long"),
    (.textBareCR, "the mail text holds a CR that is not part of a CRLF"),
    (.textBareLF, "the mail text holds an LF that is not part of a CRLF"),
    (.textNUL, "the mail text holds a NUL octet"),
    (.text8BitUndeclared, "8-bit mail text, and MAIL did not say BODY=8BITMIME"),
  ]

  /// The sentence with what was expected and what came: `rule text (got …, expected …)`.
  package static func sentence(_ finding: Finding) -> String {
    var text = english(finding.rule) ?? finding.id
    var details: [String] = []
    if let got = finding.got { details.append(got) }
    if let expected = finding.expected { details.append("expected: \(expected)") }
    if !details.isEmpty { text += " [\(details.joined(separator: "; "))]" }
    return text
  }
}
