import SMTP
import Testing

/// A line and its findings, each `id` or `id@offset`.
struct CommandRow: Sendable, CustomTestStringConvertible {
  let line: String
  let findings: [String]
  var testDescription: String { line.debugDescription }

  init(_ line: String, _ findings: String...) {
    self.line = line
    self.findings = findings
  }
}

struct CommandTests {
  static let rows: [CommandRow] = [
    CommandRow("EHLO client.example"),
    CommandRow("ehlo [192.0.2.1]"),
    CommandRow("EHLO [IPv6:2001:db8::1]"),
    CommandRow("EHLO", "argument-missing@4"),
    CommandRow("EHLO ", "argument-missing@5"),
    CommandRow("EHLO localhost", "hello-not-qualified@5"),
    CommandRow("EHLO client.example ", "trailing-space@19"),
    CommandRow("EHLO client.example and more", "argument-unexpected@19"),
    CommandRow("EHLO client_1.example", "domain-syntax@11"),
    CommandRow("EHLO -client.example", "domain-syntax@5"),
    CommandRow("EHLO client..example", "domain-syntax@12"),
    CommandRow("EHLO [192.0.2.300]", "address-literal-syntax@5"),
    CommandRow("HELO [192.0.2.1]", "helo-literal@5"),
    CommandRow("LHLO client.example"),
    CommandRow("LHLO localhost", "hello-not-qualified@5"),
    CommandRow("LHLO client_1.example", "domain-syntax@11"),
    CommandRow("MAIL FROM:<a@client.example>"),
    CommandRow("MAIL FROM:<>"),
    CommandRow("mail from:<a@client.example> SIZE=10 BODY=8BITMIME"),
    CommandRow("MAIL", "argument-missing@4"),
    CommandRow("MAIL a@client.example", "from-to-missing@5"),
    CommandRow("MAIL FROM a@client.example", "from-to-missing@9"),
    CommandRow("MAIL TO:<a@client.example>", "from-to-missing@5"),
    CommandRow("MAIL FROM: <a@client.example>", "space-around-colon@10"),
    CommandRow("MAIL FROM :<a@client.example>", "space-around-colon@9"),
    CommandRow("MAIL FROM:a@client.example", "path-brackets@10"),
    CommandRow("MAIL FROM:<a@client.example", "path-brackets@27"),
    CommandRow("MAIL FROM:<a@client.example> ", "trailing-space@28"),
    CommandRow("MAIL FROM:<a@client.example>X=1", "parameter-syntax@28"),
    CommandRow("MAIL FROM:<a@client.example>  SIZE=1", "parameter-syntax@29"),
    CommandRow("MAIL FROM:<a@client.example> SIZE=x", "parameter-value@29"),
    CommandRow("MAIL FROM:<a@client.example> SIZE", "parameter-value@29"),
    CommandRow("MAIL FROM:<a@client.example> BODY=9BIT", "parameter-value@29"),
    CommandRow("MAIL FROM:<a@client.example> SMTPUTF8=1", "parameter-value@29"),
    CommandRow("MAIL FROM:<a@client.example> SIZE=1 SIZE=2", "parameter-twice@36"),
    CommandRow("MAIL FROM:<a@client.example> =1", "parameter-syntax@29"),
    CommandRow("MAIL FROM:<a@client.example> A==1", "parameter-syntax@31"),
    CommandRow("MAIL FROM:<ä@client.example>", "smtputf8-needed@10"),
    CommandRow("MAIL FROM:<ä@client.example> SMTPUTF8"),
    CommandRow("RCPT TO:<bob@server.example>"),
    CommandRow("RCPT TO:<Postmaster>"),
    CommandRow("RCPT TO:<bob>", "path-syntax@12"),
    CommandRow("RCPT TO:<>", "null-forward-path@8"),
    CommandRow("RCPT TO:<@a.example,@b.example:bob@server.example>", "source-route@9"),
    CommandRow("RCPT TO:<@a.example bob@server.example>", "path-syntax@38", "local-part-syntax@9"),
    CommandRow("RCPT TO:<\"a b\"@server.example>"),
    CommandRow("RCPT TO:<\"a>b\"@server.example>"),
    CommandRow("RCPT TO:<\"a\\\"b\"@server.example>"),
    CommandRow("RCPT TO:<\"ab@server.example>", "local-part-syntax@9"),
    CommandRow("RCPT TO:<a b@server.example>", "local-part-syntax@10"),
    CommandRow("RCPT TO:<.a@server.example>", "local-part-syntax@9"),
    CommandRow("RCPT TO:<a..b@server.example>", "local-part-syntax@11"),
    CommandRow("RCPT TO:<a.@server.example>", "local-part-syntax@10"),
    CommandRow("RCPT TO:<a@>", "domain-syntax@11"),
    CommandRow("RCPT TO:<a@[192.0.2.1]>"),
    CommandRow("RCPT TO:<a@[IPv6:::1]>"),
    CommandRow("RCPT TO:<a@[1.2.3]>", "address-literal-syntax@11"),
    CommandRow("RCPT TO:<bob@server.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob@server.example"),
    CommandRow("RCPT TO:<bob@server.example> NOTIFY=NEVER,DELAY", "parameter-value@29"),
    CommandRow("RCPT TO:<" + String(repeating: "a", count: 65) + "@server.example>", "local-part-too-long@9"),
    CommandRow("DATA"),
    CommandRow("DATA now", "argument-unexpected@4"),
    CommandRow("DATA ", "trailing-space@4"),
    CommandRow("RSET x", "argument-unexpected@4"),
    CommandRow("QUIT"),
    CommandRow("NOOP whatever"),
    CommandRow("HELP"),
    CommandRow("VRFY", "argument-missing@4"),
    CommandRow("STARTTLS now", "argument-unexpected@8"),
    CommandRow("BDAT 86 LAST"),
    CommandRow("BDAT 0 last"),
    CommandRow("BDAT", "argument-missing@4"),
    CommandRow("BDAT many", "chunk-size-syntax@5"),
    CommandRow("BDAT -1", "chunk-size-syntax@5"),
    CommandRow("BDAT 86 FIRST", "chunk-size-syntax@8"),
    CommandRow("AUTH PLAIN"),
    CommandRow("AUTH PLAIN ="),
    CommandRow("AUTH PLAIN AGEAYg=="),
    CommandRow("AUTH PLAIN a b c", "response-not-base64@11", "argument-unexpected@13"),
    CommandRow("AUTH SCRAM-SHA-256"),
    CommandRow("AUTH PL.AIN", "mechanism-syntax@5"),
    CommandRow("FROB", "command-unknown@0"),
    CommandRow("", "command-unknown@0"),
    CommandRow(" NOOP", "command-unknown@0"),
    CommandRow("GET / HTTP/1.1", "command-unknown@0"),
    CommandRow("TURN", "command-obsolete@0"),
    CommandRow("NOOP a\u{1}b", "command-control-character@6"),
    CommandRow("NOOP a\nb", "command-bare-lf@6"),
    CommandRow("NOOP ä", "command-8bit@5"),
  ]

  @Test(arguments: rows) func grammar(_ row: CommandRow) {
    let found = Command(row.line).findings.map { finding in finding.id + (finding.offset.map { "@\($0)" } ?? "")
    }
    #expect(found == row.findings)
    for finding in Command(row.line).findings { #expect((finding.offset ?? 0) <= row.line.utf8.count) }
  }

  @Test func argumentsAreRead() {
    #expect(Command("BDAT 86 LAST").argument == .chunk(size: 86, last: true))
    #expect(Command("auth cram-md5").argument == .mechanism("CRAM-MD5", hasResponse: false))
    #expect(Command("EHLO client.example").argument == .name("client.example"))
    #expect(Command("LHLO client.example").argument == .name("client.example"))
    #expect(Command("NOOP").argument == .none)
    let mail = Command("MAIL FROM:<a@client.example> SIZE=10 SMTPUTF8")
    #expect(mail.path?.address == "a@client.example")
    #expect(mail.parameter("SIZE") == "10" && mail.parameter("SMTPUTF8") == "" && mail.parameter("BODY") == nil)
    #expect(Command("frob x").verbText == "FROB")
  }

  @Test(arguments: [
    ("NOOP", 4), ("EHLO client.example", 4), ("FROB\tx", 4), ("FROB:x", 4), ("FROB=x", 4), (" NOOP", 0),
    ("", 0),
  ])
  func theVerbEndsAtTheFirstOctetThatIsNoLetterOrDigit(_ line: String, _ end: Int) {
    #expect(Command(line).verbRange == 0..<end)
  }

  @Test func theLineIsKeptOctetForOctet() {
    let octets: [UInt8] = [0x4D, 0x00, 0xFF, 0x20]
    #expect(Command(octets).octets == octets)
  }
}
