import SMTP
import Testing

struct RuleTests {
  @Test func everyRuleHasOneRow() { #expect(Rule.table.map(\.rule) == Rule.allCases) }

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
