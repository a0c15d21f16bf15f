import SMTP
import Testing

@testable import SMTPGuide

struct BlockListTableTests {
  @Test(arguments: [
    ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "Spamhaus ZEN"),
    ("554 5.7.1 blocked using bl.spamcop.net", "SpamCop"),
    ("550 listed at dnsbl.sorbs.net", "SORBS, which was shut down"),
    ("554 5.7.1 Sender address [a@client.example] blocked using dbl.spamhaus.org", "Spamhaus DBL"),
    ("550 blocked using b.barracudacentral.org", "Barracuda"),
  ])
  func listsAreNamed(_ line: String, _ name: String) throws {
    let causes = Guide.explain(try reply(line), ReplyContext(answers: .command(.rcpt)))[.cause]
    #expect(causes.contains { $0.label == "list" && $0.text.hasPrefix(name) }, "\(causes)")
  }

  @Test func marksAreInLowerCase() {
    #expect(BlockListTable.rows.allSatisfy { $0.mark == $0.mark.lowercased() })
  }
}
