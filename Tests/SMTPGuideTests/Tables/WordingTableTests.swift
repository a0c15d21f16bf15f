import Testing

@testable import SMTPGuide

struct WordingTableTests {
  /// What servers say, and the cause it has to be taken for.
  @Test(arguments: [
    ("<bob@elsewhere.example>: Relay access denied", "relay-denied"),
    ("relay not permitted", "relay-denied"),
    ("Relaying denied. Proper authentication required.", "relay-denied"),
    ("<bob@server.example>: Recipient address rejected: Greylisted", "greylisted"),
    ("Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org", "block-list"),
    ("Must issue a STARTTLS command first", "tls-required"),
    ("Authentication required", "login-required"),
    ("<bob@server.example>: Recipient address rejected: User unknown in virtual mailbox table", "no-such-user"),
    ("The email account that you tried to reach is over quota", "mailbox-full"),
    ("Sender address rejected: Domain not found", "sender-domain"),
    ("<localhost>: Helo command rejected: need fully-qualified hostname", "hello-refused"),
    ("Client host rejected: cannot find your reverse hostname, [192.0.2.1]", "reverse-dns"),
  ])
  func causes(_ text: String, _ cause: String) throws {
    let code = cause == "greylisted" ? 450 : 550
    #expect(try Guide.cause(of: reply("\(code) \(text)"), product: nil) == cause)
  }

  @Test(arguments: ["no", "577 x", "Oops", "E=mc2"])
  func otherTextHasNoCause(_ text: String) throws {
    #expect(try Guide.cause(of: reply("550 \(text)"), product: nil) == nil)
  }

  /// The flags that stand beside the rows say what the rows say.
  @Test func aRowOfABlockListIsOne() {
    let lists = WordingTable.rows.indices.filter(WordingTable.isList)
    #expect(lists == WordingTable.rows.indices.filter { WordingTable.rows[$0].cause.hasSuffix("-list") })
    #expect(!lists.isEmpty && lists.count < WordingTable.rows.count)
  }

  /// What one provider says is not taken for it where the server is known to be another's.
  @Test func aProvidersRowNeedsItsProvider() throws {
    let text = try reply("535 5.7.8 Username and Password not accepted")
    let google = ProductGuess(name: "Gmail", certainty: .certain, evidence: "x")
    let other = ProductGuess(name: "Postfix", certainty: .certain, evidence: "x")
    #expect(WordingTable.row(matching: Guide.folded(text), 535, nil, google)?.key == "gmail-login")
    #expect(WordingTable.row(matching: Guide.folded(text), 535, nil, other)?.key == "auth-failed")
    #expect(WordingTable.row(matching: Guide.folded(text), 535, nil, nil)?.key == "auth-failed")
  }

  /// A row that needs no certainty gives way to one: where the server is certainly somebody else's, it is not theirs.
  @Test func whatOnlyOneProviderSaysGivesWayToACertainOther() throws {
    let text = Guide.folded(try reply("550 5.7.26 this mail does not have authentication information"))
    func key(_ name: String?, _ certainty: Certainty) -> String? {
      let guess = name.map { ProductGuess(name: $0, certainty: certainty, evidence: "x") }
      return WordingTable.row(matching: text, 550, nil, guess)?.key
    }
    #expect(key(nil, .certain) == "gmail-unauthenticated")
    #expect(key("Gmail", .certain) == "gmail-unauthenticated")
    #expect(key("Postfix", .likely) == "gmail-unauthenticated", "likely is not certain")
    #expect(key("Postfix", .certain) == nil)
  }

  @Test func productsExist() {
    for row in WordingTable.rows {
      if let product = row.product { #expect(ProductTable.row(product) != nil, "\(row.key): \(product)") }
    }
  }
}
