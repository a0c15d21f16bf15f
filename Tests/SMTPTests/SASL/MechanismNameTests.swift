import SMTP
import Testing

struct MechanismNameTests {
  @Test func namesAreReadInAnyCase() {
    #expect(MechanismName("cram-md5".utf8) == .cramMD5 && MechanismName("PLAIN".utf8) == .plain)
    #expect(MechanismName("".utf8) == nil && MechanismName("PLAI".utf8) == nil)
    #expect(MechanismName(String(repeating: "A", count: 1_000).utf8) == nil)
  }

  /// RFC 4422 §3.1: 1 to 20 characters of capital letters, digits, hyphens and underscores. IANA's registry has longer
  /// ones.
  @Test func namesAreNames() {
    for name in MechanismName.allCases {
      #expect(name.rawValue.utf8.allSatisfy { $0.isLetDig || $0 == ASCII.hyphen || $0 == 0x5F })
      #expect(name.rawValue == name.rawValue.asciiUppercased && name.rawValue.utf8.count <= 30)
    }
  }

  @Test func beginnings() {
    #expect(MechanismName.isPrefix("".utf8) && MechanismName.isPrefix("scram".utf8))
    #expect(!MechanismName.isPrefix("AGFs".utf8))
  }
}
