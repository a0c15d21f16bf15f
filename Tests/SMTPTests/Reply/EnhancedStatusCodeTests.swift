import SMTP
import Testing

struct EnhancedStatusCodeTests {
  @Test(arguments: [("2.1.0 Ok", "2.1.0", 5), ("5.7.26", "5.7.26", 6), ("4.123.999 x", "4.123.999", 9)])
  func codesAreRead(_ text: String, _ code: String, _ length: Int) {
    let parsed = EnhancedStatusCode.parse(Array(text.utf8))
    #expect(parsed?.code.description == code && parsed?.length == length)
  }

  @Test(arguments: ["3.1.0 x", "25.1.0", "2.1", "2.1.", "2..1", "2.1.0x", "2.1234.0", "2.1.0.1", "Ok", ""])
  func otherTextIsNoCode(_ text: String) { #expect(EnhancedStatusCode.parse(Array(text.utf8)) == nil) }

  @Test func aCodeStandsAlone() {
    #expect(EnhancedStatusCode("5.7.1") == EnhancedStatusCode(5, 7, 1))
    #expect(EnhancedStatusCode("5.7.1 x") == nil)
  }
}
