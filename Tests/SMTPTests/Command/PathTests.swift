import SMTP
import Testing

struct PathTests {
  @Test func partsAreRead() throws {
    let path = try #require(Command("RCPT TO:<@a.example,@b.example:\"x y\"@[192.0.2.1]>").path)
    #expect(path.route == ["a.example", "b.example"])
    #expect(path.localPart == "\"x y\"")
    #expect(path.domain == .literal("[192.0.2.1]"))
  }

  // RFC 5321 §4.1.2: a quoted pair is part of the string, and so is a > in it.
  @Test(arguments: ["\"a\\\">b\"", "\"a>b\"", "\"a\\\\\"", "\"\\\"\""])
  func aQuotedPairDoesNotEndTheString(_ localPart: String) {
    let command = Command("RCPT TO:<\(localPart)@server.example>")
    #expect(command.path?.localPart == localPart && command.path?.domain == .name("server.example"))
    #expect(command.findings == [])
  }

  @Test func theNullPathIsNoAddress() { #expect(Command("MAIL FROM:<>").path?.isNull == true) }

  @Test func anAddressWithoutBracketsIsReadAllTheSame() {
    #expect(Command("MAIL FROM:a@client.example SIZE=1").path?.address == "a@client.example")
  }

  @Test(arguments: [
    "192.0.2.1", "IPv6:2001:db8::1", "IPv6:::", "IPv6:::1", "IPv6:1:2:3:4:5:6:7:8", "IPv6:1::",
    "IPv6:::ffff:192.0.2.1",
    "IPv6:1:2:3:4:5:6:192.0.2.1", "X-tag:content",
  ])
  func literals(_ text: String) { #expect(AddressLiteral.isValid(Array(text.utf8))) }

  @Test(arguments: [
    "", "192.0.2", "192.0.2.256", "192.0.2.1.1", "2001:db8::1", "IPv6:", "IPv6:1:2:3:4:5:6:7",
    "IPv6:1:2:3:4:5:6:7:8:9",
    "IPv6:1::2::3", "IPv6:12345::", "IPv6:g::", "IPv6:1:2:3:4:5:6:7::", "tag:", "ta g:x",
  ])
  func noLiterals(_ text: String) { #expect(!AddressLiteral.isValid(Array(text.utf8))) }
}
