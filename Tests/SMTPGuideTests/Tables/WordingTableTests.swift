import SMTPGuide
import Testing

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
  func causes(_ text: String, _ key: String) { #expect(WordingTable.row(matching: text)?.key == key) }

  @Test(arguments: ["Ok", "Error: need MAIL command", "Syntax: EHLO hostname", "Go ahead"])
  func otherTextHasNoCause(_ text: String) { #expect(WordingTable.row(matching: text) == nil) }

  @Test func rowsAreWellFormed() {
    #expect(Set(WordingTable.rows.map(\.text)).count == WordingTable.rows.count)
    for row in WordingTable.rows {
      #expect(row.phrases.allSatisfy { $0 == $0.lowercased() }, "\(row.key)")
      for key in row.tries { #expect(TryTable.row(key) != nil, "\(row.key): \(key)") }
    }
  }
}
