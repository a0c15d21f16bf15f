import SMTP
import Testing

@testable import SMTPGuide

struct ProductTableTests {
  /// Greetings as servers send them.
  @Test(arguments: [
    ("mx.server.example ESMTP Postfix (Debian/GNU)", "Postfix", Certainty.certain),
    ("mx.server.example ESMTP Exim 4.96 Tue, 24 Nov 2026 10:00:00 +0000", "Exim", .certain),
    ("mx.server.example ESMTP Sendmail 8.17.1/8.17.1; Tue, 24 Nov 2026 10:00:00 GMT", "Sendmail", .certain),
    ("mx.server.example ESMTP OpenSMTPD", "OpenSMTPD", .certain),
    (
      "AM5EUR02FT010.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026",
      "Exchange Online", .certain
    ),
    (
      "exchange.server.example Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026", "Microsoft Exchange",
      .certain
    ),
    ("mx.google.com ESMTP a1-20020a05600c4ed000b0033f0a1b2c3d4si1234567wmq.12 - gsmtp", "Gmail", .certain),
    ("mtaproxy1.free.mail.bf1.yahoo.com ESMTP ready", "Yahoo", .certain),
    ("email-smtp.amazonaws.com ESMTP SimpleEmailService-d-ABC 1", "Amazon SES", .certain),
    ("mx.zoho.com SMTP Server ready November 24, 2026", "Zoho", .certain),
    ("mx1.messagingengine.com ESMTP . No UCE permitted.", "Fastmail", .certain),
    ("eu-smtp-inbound-1.mimecast.com ESMTP; 24 Nov 2026", "Mimecast", .certain),
    ("mx07-00000000.pphosted.com ESMTP mfa-m0000000", "Proofpoint", .certain),
    ("esa.hc123-45.iphmx.com ESMTP", "Cisco ESA", .certain),
    ("server-5.tower-123.messagelabs.com ESMTP", "Broadcom Email Security.cloud", .certain),
    ("mx.server.example ESMTP MDaemon 23.0", "MDaemon", .certain),
    ("mx.server.example ESMTP Haraka/3.0.3 ready (1A2B)", "Haraka", .certain),
    ("mail.server.example Stalwart ESMTP at your service", "Stalwart", .certain),
    ("mx.server.example ESMTP CommuniGate Pro 6.3", "CommuniGate Pro", .certain),
    ("mx.server.example ESMTP Service (Lotus Domino Release 9.0)", "HCL Domino", .certain),
    ("mx.server.example GroupWise Internet Agent 18.4", "GroupWise", .certain),
    ("mx.server.example Kerio Connect 10.0 ESMTP ready", "Kerio Connect", .certain),
    ("mx.server.example Dovecot ready.", "Dovecot", .certain),
    ("host Python SMTP 1.4.4", "aiosmtpd", .certain),
    ("mailhog.server.example ESMTP MailHog", "MailHog", .certain),
    (
      "*******************************2******0*****0*200********", "a firewall that hides the greeting", .likely
    ),
  ])
  func greetings(_ text: String, _ name: String, _ certainty: Certainty) {
    let guess = ProductTable.guess(greeting: Array(text.utf8).map(PhraseIndex.folded))
    #expect(guess?.name == name && guess?.certainty == certainty, "\(text): \(guess?.description ?? "nothing")")
  }

  @Test(arguments: ["mx.server.example ESMTP", "ready", "", "mx.server.example ESMTP ready at your service"])
  func aGreetingThatSaysNothing(_ text: String) {
    #expect(ProductTable.guess(greeting: Array(text.utf8)) == nil)
  }

  @Test func offersGiveServersAway() {
    func guess(_ keyword: String) -> ProductGuess? {
      ProductTable.guess(
        Capabilities(domain: "mx.server.example", entries: [.init(keyword: keyword, parameters: [])]))
    }
    #expect(guess("X-ANONYMOUSTLS")?.name == "Microsoft Exchange")
    #expect(guess("PRDR")?.name == "Exim" && guess("PRDR")?.certainty == .likely)
    #expect(guess("XCLIENT")?.certainty == .possible)
    #expect(guess("SIZE") == nil)
  }

  /// What is looked for in a text has the four octets that the index needs.
  @Test func evidenceCanBeFound() {
    for row in ProductTable.rows {
      for evidence in row.evidence where evidence.place == .reply || evidence.place == .greeting {
        #expect(Phrase(evidence.text) != nil, "\(row.name): \(evidence.text)")
      }
    }
  }

  /// One maker's products say what the others say; a product of nobody else is its own.
  @Test func productsOfOneMakerAreOne() {
    #expect(
      ProductTable.maker(of: "Outlook.com") == "Microsoft" && ProductTable.maker(of: "Postfix") == "Postfix")
    #expect(ProductTable.isSame("Exchange Online", "Microsoft Exchange"))
    #expect(!ProductTable.isSame("Exchange Online", "Gmail") && !ProductTable.isSame("Postfix", "Exim"))
  }

  @Test func namesAreUnique() { #expect(Set(ProductTable.rows.map(\.name)).count == ProductTable.rows.count) }

  @Test func whatIsSaidOfAGuess() {
    let guess = ProductGuess(name: "Postfix", certainty: .likely, evidence: "the reply says \"x\"")
    #expect(guess.description == "Postfix (likely: the reply says \"x\")")
    #expect(Certainty.possible < .likely && Certainty.likely < .certain)
  }
}
