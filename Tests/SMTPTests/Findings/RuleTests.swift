import SMTP
import Testing

struct RuleTests {
  /// The compiler proves that every rule has a row; a row is that of its rule, and none cites nothing.
  @Test func rowsAreThoseOfTheirRules() {
    #expect(Rule.rcptBeforeMail.row.source == .rfc(5321, "4.1.4") && Rule.rcptBeforeMail.row.fault == .client)
    #expect(Rule.starttlsInjection.row.source == .document("CVE-2011-0411"))
    #expect(Rule.replyTextMissing.row.severity == .notice && Rule.reply8Bit.row.severity == .warning)
    for rule in Rule.allCases {
      switch rule.row.source {
      case .rfc(let number, let section): #expect(number >= 821 && !section.isEmpty, "\(rule)")
      case .document(let name): #expect(name.count > 4, "\(rule)")
      }
    }
  }

  /// Session files and scripts name rules by these, and runs fail by their severity: what changes here breaks them. A new
  /// rule gets a line.
  @Test func idsAndSeveritiesAreStable() {
    #expect(Rule.allCases.map { "\($0.rawValue) \($0.row.severity.rawValue)" } == Self.stable)
  }

  @Test func idsAreWordsWithHyphens() {
    for rule in Rule.allCases {
      #expect(rule.rawValue.utf8.allSatisfy { $0.isLetDig || $0 == ASCII.hyphen }, "\(rule.rawValue)")
    }
  }

  private static let stable = """
    reply-bare-lf error
    reply-bare-cr error
    reply-nul error
    reply-control-character error
    reply-8bit warning
    reply-line-too-long warning
    reply-line-cut error
    reply-too-long error
    reply-codes-differ error
    reply-code-out-of-range error
    reply-malformed error
    reply-text-missing notice
    reply-incomplete error
    not-smtp error
    enhanced-class-mismatch error
    enhanced-missing notice
    greeting-no-domain notice
    ehlo-keyword-syntax warning
    ehlo-auth-equals notice
    reply-unsolicited error
    reply-unexpected-code notice
    reply-wrong-class error
    required-command-refused error
    offered-but-refused error
    closed-unannounced warning
    starttls-injection error
    starttls-offered-in-tls error
    auth-offered-in-clear warning
    challenge-not-base64 error
    command-line-too-long error
    command-control-character error
    command-bare-lf error
    command-8bit error
    command-unknown warning
    command-obsolete notice
    argument-missing error
    argument-unexpected error
    from-to-missing error
    space-around-colon error
    trailing-space warning
    path-brackets error
    path-syntax error
    local-part-syntax error
    domain-syntax error
    address-literal-syntax error
    source-route notice
    local-part-too-long warning
    domain-too-long warning
    path-too-long warning
    null-forward-path error
    parameter-syntax error
    parameter-value error
    parameter-twice error
    mechanism-syntax error
    response-not-base64 error
    chunk-size-syntax error
    hello-not-qualified warning
    helo-literal warning
    before-greeting warning
    after-quit error
    mail-before-hello error
    nested-mail error
    rcpt-before-mail error
    data-before-rcpt error
    bdat-before-rcpt error
    data-after-bdat error
    between-chunks warning
    bdat-after-last error
    chunk-line-end warning
    data-with-binarymime error
    hello-in-lmtp error
    lhlo-in-smtp error
    starttls-twice error
    auth-twice error
    auth-in-transaction error
    auth-in-clear warning
    command-in-challenge warning
    extension-not-offered warning
    mechanism-not-offered warning
    parameter-not-offered error
    size-over-limit error
    smtputf8-needed error
    pipelining-not-offered error
    pipelining-not-last error
    text-line-too-long error
    text-bare-cr error
    text-bare-lf error
    text-nul warning
    text-8bit-undeclared error
    text-broken error
    """.split(separator: "\n").map(String.init)
}
