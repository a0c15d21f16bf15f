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
  case chunkLineEnd = "chunk-line-end"
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
  case textBroken = "text-broken"

  /// What is known of a rule.
  package struct Row: Sendable {
    /// How much a breach matters.
    package let severity: Severity
    /// Whose doing a breach is.
    package let fault: Fault
    /// The document that says so.
    package let source: Citation

    init(_ severity: Severity, _ fault: Fault, _ source: Citation) {
      self.severity = severity
      self.fault = fault
      self.source = source
    }
  }

  /// The rule's row.
  package var row: Row {
    switch self {
    case .replyBareLF: Row(.error, .server, .rfc(5321, "2.3.8"))
    case .replyBareCR: Row(.error, .server, .rfc(5321, "2.3.8"))
    case .replyNUL: Row(.error, .server, .rfc(5321, "4.2"))
    case .replyControlCharacter: Row(.error, .server, .rfc(5321, "4.2"))
    case .reply8Bit: Row(.warning, .server, .rfc(5321, "4.2"))
    case .replyLineTooLong: Row(.warning, .server, .rfc(5321, "4.5.3.1.5"))
    case .replyLineCut: Row(.error, .server, .rfc(5321, "4.5.3.1.5"))
    case .replyTooLong: Row(.error, .server, .rfc(5321, "4.2"))
    case .replyCodesDiffer: Row(.error, .server, .rfc(5321, "4.2.1"))
    case .replyCodeOutOfRange: Row(.error, .server, .rfc(5321, "4.2"))
    case .replyMalformed: Row(.error, .server, .rfc(5321, "4.2"))
    case .replyTextMissing: Row(.notice, .server, .rfc(5321, "4.2"))
    case .replyIncomplete: Row(.error, .server, .rfc(5321, "4.2.1"))
    case .notSMTP: Row(.error, .server, .rfc(5321, "4.2"))
    case .enhancedClassMismatch: Row(.error, .server, .rfc(2034, "4"))
    case .enhancedMissing: Row(.notice, .server, .rfc(2034, "4"))
    case .greetingNoDomain: Row(.notice, .server, .rfc(5321, "4.2"))
    case .ehloKeywordSyntax: Row(.warning, .server, .rfc(5321, "4.1.1.1"))
    case .ehloAuthEquals: Row(.notice, .server, .rfc(5321, "4.1.1.1"))
    case .replyUnsolicited: Row(.error, .server, .rfc(5321, "4.2"))
    case .replyUnexpectedCode: Row(.notice, .server, .rfc(5321, "4.3.2"))
    case .replyWrongClass: Row(.error, .server, .rfc(5321, "4.3.2"))
    case .requiredCommandRefused: Row(.error, .server, .rfc(5321, "4.5.1"))
    case .offeredButRefused: Row(.error, .server, .rfc(5321, "4.2.4"))
    case .closedUnannounced: Row(.warning, .server, .rfc(5321, "3.8"))
    case .starttlsInjection: Row(.error, .server, .document("CVE-2011-0411"))
    case .starttlsOfferedInTLS: Row(.error, .server, .rfc(3207, "4.2"))
    case .authOfferedInClear: Row(.warning, .server, .rfc(4954, "4"))
    case .challengeNotBase64: Row(.error, .server, .rfc(4954, "4"))
    case .commandLineTooLong: Row(.error, .client, .rfc(5321, "4.5.3.1.4"))
    case .commandControlCharacter: Row(.error, .client, .rfc(5321, "4.1.2"))
    case .commandBareLF: Row(.error, .client, .rfc(5321, "2.3.8"))
    case .command8Bit: Row(.error, .client, .rfc(5321, "2.4"))
    case .commandUnknown: Row(.warning, .client, .rfc(5321, "4.1.1"))
    case .commandObsolete: Row(.notice, .client, .rfc(5321, "F.6"))
    case .argumentMissing: Row(.error, .client, .rfc(5321, "4.1.1"))
    case .argumentUnexpected: Row(.error, .client, .rfc(5321, "4.1.1"))
    case .fromToMissing: Row(.error, .client, .rfc(5321, "3.3"))
    case .spaceAroundColon: Row(.error, .client, .rfc(5321, "3.3"))
    case .trailingSpace: Row(.warning, .client, .rfc(5321, "4.1.1"))
    case .pathBrackets: Row(.error, .client, .rfc(5321, "4.1.2"))
    case .pathSyntax: Row(.error, .client, .rfc(5321, "4.1.2"))
    case .localPartSyntax: Row(.error, .client, .rfc(5321, "4.1.2"))
    case .domainSyntax: Row(.error, .client, .rfc(5321, "4.1.2"))
    case .addressLiteralSyntax: Row(.error, .client, .rfc(5321, "4.1.3"))
    case .sourceRoute: Row(.notice, .client, .rfc(5321, "C"))
    case .localPartTooLong: Row(.warning, .client, .rfc(5321, "4.5.3.1.1"))
    case .domainTooLong: Row(.warning, .client, .rfc(5321, "4.5.3.1.2"))
    case .pathTooLong: Row(.warning, .client, .rfc(5321, "4.5.3.1.3"))
    case .nullForwardPath: Row(.error, .client, .rfc(5321, "4.1.1.3"))
    case .parameterSyntax: Row(.error, .client, .rfc(5321, "4.1.2"))
    case .parameterValue: Row(.error, .client, .rfc(5321, "4.1.1.11"))
    case .parameterTwice: Row(.error, .client, .rfc(5321, "4.1.1.11"))
    case .mechanismSyntax: Row(.error, .client, .rfc(4954, "8"))
    case .responseNotBase64: Row(.error, .client, .rfc(4954, "4"))
    case .chunkSizeSyntax: Row(.error, .client, .rfc(3030, "2"))
    case .helloNotQualified: Row(.warning, .client, .rfc(5321, "4.1.1.1"))
    case .heloLiteral: Row(.warning, .client, .rfc(5321, "4.1.1.1"))
    case .beforeGreeting: Row(.warning, .client, .rfc(5321, "4.3.1"))
    case .afterQuit: Row(.error, .client, .rfc(5321, "4.1.1.10"))
    case .mailBeforeHello: Row(.error, .client, .rfc(5321, "4.1.4"))
    case .nestedMail: Row(.error, .client, .rfc(5321, "4.1.4"))
    case .rcptBeforeMail: Row(.error, .client, .rfc(5321, "4.1.4"))
    case .dataBeforeRcpt: Row(.error, .client, .rfc(5321, "3.3"))
    case .bdatBeforeRcpt: Row(.error, .client, .rfc(3030, "2"))
    case .dataAfterBdat: Row(.error, .client, .rfc(3030, "2"))
    case .betweenChunks: Row(.warning, .client, .rfc(3030, "2"))
    case .bdatAfterLast: Row(.error, .client, .rfc(3030, "2"))
    case .chunkLineEnd: Row(.warning, .client, .rfc(3030, "2"))
    case .dataWithBinaryMIME: Row(.error, .client, .rfc(3030, "3"))
    case .helloInLMTP: Row(.error, .client, .rfc(2033, "4.1"))
    case .lhloInSMTP: Row(.error, .client, .rfc(2033, "4.1"))
    case .starttlsTwice: Row(.error, .client, .rfc(3207, "4.2"))
    case .authTwice: Row(.error, .client, .rfc(4954, "4"))
    case .authInTransaction: Row(.error, .client, .rfc(4954, "4"))
    case .authInClear: Row(.warning, .client, .rfc(4954, "4"))
    case .commandInChallenge: Row(.warning, .client, .rfc(4954, "4"))
    case .extensionNotOffered: Row(.warning, .client, .rfc(5321, "2.2.1"))
    case .mechanismNotOffered: Row(.warning, .client, .rfc(4954, "3"))
    case .parameterNotOffered: Row(.error, .client, .rfc(5321, "4.1.1.11"))
    case .sizeOverLimit: Row(.error, .client, .rfc(1870, "6.1"))
    case .smtputf8Needed: Row(.error, .client, .rfc(6531, "3.4"))
    case .pipeliningNotOffered: Row(.error, .client, .rfc(2920, "3.1"))
    case .pipeliningNotLast: Row(.error, .client, .rfc(2920, "3.1"))
    case .textLineTooLong: Row(.error, .client, .rfc(5321, "4.5.3.1.6"))
    case .textBareCR: Row(.error, .client, .rfc(5321, "2.3.8"))
    case .textBareLF: Row(.error, .client, .rfc(5321, "2.3.8"))
    case .textNUL: Row(.warning, .client, .rfc(5321, "4.5.2"))
    case .text8BitUndeclared: Row(.error, .client, .rfc(6152, "3"))
    case .textBroken: Row(.error, .client, .rfc(5321, "4.1.1.4"))
    }
  }
}
