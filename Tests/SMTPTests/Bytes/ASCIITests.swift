import SMTP
import Testing

struct ASCIITests {
  @Test func atextIsThatOfRFC5322() {
    let expected = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~".utf8)
    for octet in UInt8.min...UInt8.max { #expect(octet.isAtext == expected.contains(octet), "octet \(octet)") }
  }

  @Test(arguments: [("0", 0), ("10240000", 10_240_000), ("9223372036854775807", Int.max)])
  func decimalsAreRead(_ text: String, _ value: Int) { #expect(Array(text.utf8).decimalValue == value) }

  @Test(arguments: ["", "-1", "1x", "9223372036854775808", "99999999999999999999"])
  func otherTextIsNoDecimal(_ text: String) { #expect(Array(text.utf8).decimalValue == nil) }

  @Test func upperCaseIsASCIIOnly() { #expect("mail ä".asciiUppercased == "MAIL ä") }

  @Test func whatIsNotUTF8IsReplaced() {
    #expect([UInt8(ascii: "a"), 0xFF, UInt8(ascii: "b")].asciiUppercasedText == "A\u{FFFD}B")
    #expect([UInt8]().asciiUppercasedText.isEmpty)
  }
}
