// Every rule that the engine checks: one row each, with a stable id, how much it matters, whose doing a
// breach is, and the document that says so. The sentence for people stands in SMTPGuide under the same id.

/// A rule's id. The raw value is stable: session files and scripts name rules by it.
package enum Rule: String, CaseIterable, Sendable {
  // The bytes of a reply.
  case replyBareLF = "reply-bare-lf"
  case replyBareCR = "reply-bare-cr"
  case replyNUL = "reply-nul"
  case replyControlCharacter = "reply-control-character"
  case reply8Bit = "reply-8bit"
  case replyLineTooLong = "reply-line-too-long"
  case replyLineCut = "reply-line-cut"
  case replyTooLong = "reply-too-long"
  case replyCodesDiffer = "reply-codes-differ"
  case replyCodeOutOfRange = "reply-code-out-of-range"
  case replyMalformed = "reply-malformed"
  case replyTextMissing = "reply-text-missing"
  case replyIncomplete = "reply-incomplete"
  case notSMTP = "not-smtp"
  case enhancedClassMismatch = "enhanced-class-mismatch"
  case enhancedMissing = "enhanced-missing"
  case greetingNoDomain = "greeting-no-domain"
  case ehloKeywordSyntax = "ehlo-keyword-syntax"
  case ehloAuthEquals = "ehlo-auth-equals"
  // A reply where it stands.
  case replyUnsolicited = "reply-unsolicited"
  case replyUnexpectedCode = "reply-unexpected-code"
  case replyWrongClass = "reply-wrong-class"
  case requiredCommandRefused = "required-command-refused"
  case offeredButRefused = "offered-but-refused"
  case closedUnannounced = "closed-unannounced"
  case starttlsInjection = "starttls-injection"
  case starttlsOfferedInTLS = "starttls-offered-in-tls"
  case authOfferedInClear = "auth-offered-in-clear"
  case challengeNotBase64 = "challenge-not-base64"
  // The bytes of a command.
  case commandLineTooLong = "command-line-too-long"
  case commandControlCharacter = "command-control-character"
  case commandBareLF = "command-bare-lf"
  case command8Bit = "command-8bit"
  case commandUnknown = "command-unknown"
  case commandObsolete = "command-obsolete"
  // The grammar of a command.
  case argumentMissing = "argument-missing"
  case argumentUnexpected = "argument-unexpected"
  case fromToMissing = "from-to-missing"
  case spaceAroundColon = "space-around-colon"
  case trailingSpace = "trailing-space"
  case pathBrackets = "path-brackets"
  case pathSyntax = "path-syntax"
  case localPartSyntax = "local-part-syntax"
  case domainSyntax = "domain-syntax"
  case addressLiteralSyntax = "address-literal-syntax"
  case sourceRoute = "source-route"
  case localPartTooLong = "local-part-too-long"
  case domainTooLong = "domain-too-long"
  case pathTooLong = "path-too-long"
  case nullForwardPath = "null-forward-path"
  case parameterSyntax = "parameter-syntax"
  case parameterValue = "parameter-value"
  case parameterTwice = "parameter-twice"
  case mechanismSyntax = "mechanism-syntax"
  case responseNotBase64 = "response-not-base64"
  case chunkSizeSyntax = "chunk-size-syntax"
  case helloNotQualified = "hello-not-qualified"
  case heloLiteral = "helo-literal"
  // The order of commands.
  case beforeGreeting = "before-greeting"
  case afterQuit = "after-quit"
  case mailBeforeHello = "mail-before-hello"
  case nestedMail = "nested-mail"
  case rcptBeforeMail = "rcpt-before-mail"
  case dataBeforeRcpt = "data-before-rcpt"
  case bdatBeforeRcpt = "bdat-before-rcpt"
  case dataAfterBdat = "data-after-bdat"
  case betweenChunks = "between-chunks"
  case bdatAfterLast = "bdat-after-last"
  case dataWithBinaryMIME = "data-with-binarymime"
  case helloInLMTP = "hello-in-lmtp"
  case lhloInSMTP = "lhlo-in-smtp"
  case starttlsTwice = "starttls-twice"
  case authTwice = "auth-twice"
  case authInTransaction = "auth-in-transaction"
  case authInClear = "auth-in-clear"
  case commandInChallenge = "command-in-challenge"
  // What the server did not offer.
  case extensionNotOffered = "extension-not-offered"
  case mechanismNotOffered = "mechanism-not-offered"
  case parameterNotOffered = "parameter-not-offered"
  case sizeOverLimit = "size-over-limit"
  case smtputf8Needed = "smtputf8-needed"
  // Groups.
  case pipeliningNotOffered = "pipelining-not-offered"
  case pipeliningNotLast = "pipelining-not-last"
  // Mail text.
  case textLineTooLong = "text-line-too-long"
  case textBareCR = "text-bare-cr"
  case textBareLF = "text-bare-lf"
  case textNUL = "text-nul"
  case text8BitUndeclared = "text-8bit-undeclared"

  /// What the table says of a rule.
  package struct Row: Sendable {
    package let rule: Rule
    package let severity: Severity
    package let fault: Fault
    package let source: Citation

    init(_ rule: Rule, _ severity: Severity, _ fault: Fault, _ source: Citation) {
      self.rule = rule
      self.severity = severity
      self.fault = fault
      self.source = source
    }
  }

  /// One row a rule, in the order of the cases.
  package static let table: [Row] = [
    .init(.replyBareLF, .error, .server, .rfc(5321, "2.3.8")),
    .init(.replyBareCR, .error, .server, .rfc(5321, "2.3.8")),
    .init(.replyNUL, .error, .server, .rfc(5321, "4.2")),
    .init(.replyControlCharacter, .error, .server, .rfc(5321, "4.2")),
    .init(.reply8Bit, .warning, .server, .rfc(5321, "4.2")),
    .init(.replyLineTooLong, .warning, .server, .rfc(5321, "4.5.3.1.5")),
    .init(.replyLineCut, .error, .server, .rfc(5321, "4.5.3.1.5")),
    .init(.replyTooLong, .error, .server, .rfc(5321, "4.2")),
    .init(.replyCodesDiffer, .error, .server, .rfc(5321, "4.2.1")),
    .init(.replyCodeOutOfRange, .error, .server, .rfc(5321, "4.2")),
    .init(.replyMalformed, .error, .server, .rfc(5321, "4.2")),
    .init(.replyTextMissing, .notice, .server, .rfc(5321, "4.2")),
    .init(.replyIncomplete, .error, .server, .rfc(5321, "4.2.1")),
    .init(.notSMTP, .error, .server, .rfc(5321, "4.2")),
    .init(.enhancedClassMismatch, .error, .server, .rfc(2034, "4")),
    .init(.enhancedMissing, .notice, .server, .rfc(2034, "4")),
    .init(.greetingNoDomain, .notice, .server, .rfc(5321, "4.2")),
    .init(.ehloKeywordSyntax, .warning, .server, .rfc(5321, "4.1.1.1")),
    .init(.ehloAuthEquals, .notice, .server, .rfc(5321, "4.1.1.1")),
    .init(.replyUnsolicited, .error, .server, .rfc(5321, "4.2")),
    .init(.replyUnexpectedCode, .notice, .server, .rfc(5321, "4.3.2")),
    .init(.replyWrongClass, .error, .server, .rfc(5321, "4.3.2")),
    .init(.requiredCommandRefused, .error, .server, .rfc(5321, "4.5.1")),
    .init(.offeredButRefused, .error, .server, .rfc(5321, "4.2.4")),
    .init(.closedUnannounced, .warning, .server, .rfc(5321, "3.8")),
    .init(.starttlsInjection, .error, .server, .document("CVE-2011-0411")),
    .init(.starttlsOfferedInTLS, .error, .server, .rfc(3207, "4.2")),
    .init(.authOfferedInClear, .warning, .server, .rfc(4954, "4")),
    .init(.challengeNotBase64, .error, .server, .rfc(4954, "4")),
    .init(.commandLineTooLong, .error, .client, .rfc(5321, "4.5.3.1.4")),
    .init(.commandControlCharacter, .error, .client, .rfc(5321, "4.1.2")),
    .init(.commandBareLF, .error, .client, .rfc(5321, "2.3.8")),
    .init(.command8Bit, .error, .client, .rfc(5321, "2.4")),
    .init(.commandUnknown, .warning, .client, .rfc(5321, "4.1.1")),
    .init(.commandObsolete, .notice, .client, .rfc(5321, "F.6")),
    .init(.argumentMissing, .error, .client, .rfc(5321, "4.1.1")),
    .init(.argumentUnexpected, .error, .client, .rfc(5321, "4.1.1")),
    .init(.fromToMissing, .error, .client, .rfc(5321, "3.3")),
    .init(.spaceAroundColon, .error, .client, .rfc(5321, "3.3")),
    .init(.trailingSpace, .warning, .client, .rfc(5321, "4.1.1")),
    .init(.pathBrackets, .error, .client, .rfc(5321, "4.1.2")),
    .init(.pathSyntax, .error, .client, .rfc(5321, "4.1.2")),
    .init(.localPartSyntax, .error, .client, .rfc(5321, "4.1.2")),
    .init(.domainSyntax, .error, .client, .rfc(5321, "4.1.2")),
    .init(.addressLiteralSyntax, .error, .client, .rfc(5321, "4.1.3")),
    .init(.sourceRoute, .notice, .client, .rfc(5321, "C")),
    .init(.localPartTooLong, .warning, .client, .rfc(5321, "4.5.3.1.1")),
    .init(.domainTooLong, .warning, .client, .rfc(5321, "4.5.3.1.2")),
    .init(.pathTooLong, .warning, .client, .rfc(5321, "4.5.3.1.3")),
    .init(.nullForwardPath, .error, .client, .rfc(5321, "4.1.1.3")),
    .init(.parameterSyntax, .error, .client, .rfc(5321, "4.1.2")),
    .init(.parameterValue, .error, .client, .rfc(5321, "4.1.1.11")),
    .init(.parameterTwice, .error, .client, .rfc(5321, "4.1.1.11")),
    .init(.mechanismSyntax, .error, .client, .rfc(4954, "8")),
    .init(.responseNotBase64, .error, .client, .rfc(4954, "4")),
    .init(.chunkSizeSyntax, .error, .client, .rfc(3030, "2")),
    .init(.helloNotQualified, .warning, .client, .rfc(5321, "4.1.1.1")),
    .init(.heloLiteral, .warning, .client, .rfc(5321, "4.1.1.1")),
    .init(.beforeGreeting, .warning, .client, .rfc(5321, "4.3.1")),
    .init(.afterQuit, .error, .client, .rfc(5321, "4.1.1.10")),
    .init(.mailBeforeHello, .error, .client, .rfc(5321, "4.1.4")),
    .init(.nestedMail, .error, .client, .rfc(5321, "4.1.4")),
    .init(.rcptBeforeMail, .error, .client, .rfc(5321, "4.1.4")),
    .init(.dataBeforeRcpt, .error, .client, .rfc(5321, "3.3")),
    .init(.bdatBeforeRcpt, .error, .client, .rfc(3030, "2")),
    .init(.dataAfterBdat, .error, .client, .rfc(3030, "2")),
    .init(.betweenChunks, .warning, .client, .rfc(3030, "2")),
    .init(.bdatAfterLast, .error, .client, .rfc(3030, "2")),
    .init(.dataWithBinaryMIME, .error, .client, .rfc(3030, "3")),
    .init(.helloInLMTP, .error, .client, .rfc(2033, "4.1")),
    .init(.lhloInSMTP, .error, .client, .rfc(2033, "4.1")),
    .init(.starttlsTwice, .error, .client, .rfc(3207, "4.2")),
    .init(.authTwice, .error, .client, .rfc(4954, "4")),
    .init(.authInTransaction, .error, .client, .rfc(4954, "4")),
    .init(.authInClear, .warning, .client, .rfc(4954, "4")),
    .init(.commandInChallenge, .warning, .client, .rfc(4954, "4")),
    .init(.extensionNotOffered, .warning, .client, .rfc(5321, "2.2.1")),
    .init(.mechanismNotOffered, .warning, .client, .rfc(4954, "3")),
    .init(.parameterNotOffered, .error, .client, .rfc(5321, "4.1.1.11")),
    .init(.sizeOverLimit, .error, .client, .rfc(1870, "6.1")),
    .init(.smtputf8Needed, .error, .client, .rfc(6531, "3.4")),
    .init(.pipeliningNotOffered, .error, .client, .rfc(2920, "3.1")),
    .init(.pipeliningNotLast, .error, .client, .rfc(2920, "3.1")),
    .init(.textLineTooLong, .error, .client, .rfc(5321, "4.5.3.1.6")),
    .init(.textBareCR, .error, .client, .rfc(5321, "2.3.8")),
    .init(.textBareLF, .error, .client, .rfc(5321, "2.3.8")),
    .init(.textNUL, .warning, .client, .rfc(5321, "4.5.2")),
    .init(.text8BitUndeclared, .error, .client, .rfc(6152, "3")),
  ]

  private static let rows = Dictionary(uniqueKeysWithValues: table.map { ($0.rule, $0) })

  /// The rule's row. A test proves that every rule has exactly one.
  package var row: Row { Rule.rows[self] ?? Row(self, .error, .client, .rfc(5321, "4")) }
}
