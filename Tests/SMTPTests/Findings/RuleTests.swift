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

  /// Session files name rules by these: a change here breaks them.
  @Test func idsAreStable() {
    for rule in Rule.allCases {
      #expect(rule.rawValue.utf8.allSatisfy { $0.isLetDig || $0 == ASCII.hyphen }, "\(rule.rawValue)")
    }
    #expect(Rule(rawValue: "rcpt-before-mail") == .rcptBeforeMail)
    #expect(Rule(rawValue: "starttls-injection") == .starttlsInjection)
    #expect(Rule.allCases.count == 88)
  }
}
