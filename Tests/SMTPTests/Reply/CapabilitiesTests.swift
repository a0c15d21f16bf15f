import SMTP
import Testing

struct CapabilitiesTests {
  let reply = parseReply(
    "250-mx.example greets you\r\n250-SIZE 10240000\r\n250-auth PLAIN LOGIN\r\n250-AUTH=CRAM-MD5 PLAIN\r\n250 STARTTLS\r\n"
  )

  @Test func keywordsAndParametersAreRead() throws {
    let offered = try #require(reply.flatMap(Capabilities.init))
    #expect(offered.domain == "mx.example")
    #expect(offered.sizeLimit == 10_240_000)
    #expect(offered.mechanisms == ["PLAIN", "LOGIN", "CRAM-MD5"])
    #expect(offered.has("STARTTLS") && !offered.has("DSN"))
    #expect(offered.parameters("STARTTLS") == [] && offered.parameters("DSN") == nil)
  }

  @Test(arguments: [("SIZE", nil), ("SIZE 0", nil), ("SIZE x", nil), ("SIZE 5", 5)] as [(String, Int?)])
  func aSizeOfZeroIsNoLimit(_ line: String, _ limit: Int?) {
    #expect(parseReply("250-mx.example\r\n250 \(line)\r\n").flatMap(Capabilities.init)?.sizeLimit == limit)
  }

  @Test func onlyA250Offers() { #expect(parseReply("550 no\r\n").flatMap(Capabilities.init) == nil) }

  @Test(arguments: [
    ("AUTH=LOGIN", Rule.ehloAuthEquals), ("BAD_KEYWORD", .ehloKeywordSyntax), ("-X", .ehloKeywordSyntax),
    ("", .ehloKeywordSyntax),
  ])
  func flawsAreFound(_ line: String, _ rule: Rule) throws {
    let reply = try #require(parseReply("250-mx.example\r\n250 \(line)\r\n"))
    #expect(Capabilities.findings(in: reply).map(\.rule) == [rule])
  }
}
