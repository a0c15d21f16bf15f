import SMTP
import Testing

struct VerbTests {
  @Test func everyVerbHasOneRow() {
    #expect(Verb.table.map(\.verb) == Verb.allCases.filter { $0 != .other })
    for verb in Verb.allCases where verb != .other { #expect(verb.row?.verb == verb) }
  }

  @Test func namesAreReadInAnyCase() {
    #expect(Verb(name: "mail") == .mail)
    #expect(Verb(name: "StartTLS") == .starttls)
    #expect(Verb(name: "MAILX") == .other)
    #expect(Verb(name: "") == .other)
  }

  // RFC 5321 §4.5.1.
  @Test func theMinimumImplementation() {
    let required = Verb.table.filter(\.required).map(\.verb.rawValue).sorted()
    #expect(required == ["DATA", "EHLO", "HELO", "MAIL", "NOOP", "QUIT", "RCPT", "RSET", "VRFY"])
  }

  // RFC 2920 §3.1: these may stand inside a group; BDAT by RFC 3030 §2.
  @Test func insideAGroup() {
    #expect(Set(Verb.table.filter(\.insideGroup).map(\.verb)) == [.rset, .mail, .rcpt, .bdat])
  }

  @Test func syntaxExamplesHaveNoFindings() {
    for row in Verb.table { #expect(Command(row.syntax).findings == [], "\(row.syntax)") }
  }
}
