import SMTP
import Testing

struct SASLMechanismTests {
  @Test func namesAreReadInAnyCase() {
    #expect(SASLMechanism(named: "cram-md5") == .cramMD5 && SASLMechanism(named: "PLAIN") == .plain)
    #expect(SASLMechanism(named: "SCRAM-SHA-256") == nil && SASLMechanism(named: "") == nil)
    #expect(SASLMechanism.plain != .login)
  }

  @Test func everyNameStandsOnce() {
    let names = SASLMechanism.table.map(\.name)
    #expect(Set(names).count == names.count && names.contains(.plain))
  }

  /// RFC 4954 §9: what shows the password is for TLS.
  @Test func withoutTLSThePasswordIsKeptBackWhereItCanBe() {
    let all = SASLMechanism.table.map(\.name.rawValue)
    #expect(SASLMechanism.preferred(of: all, isTLS: false) == .cramMD5)
    #expect(SASLMechanism.preferred(of: all, isTLS: true) == .plain)
    #expect(SASLMechanism.preferred(of: ["LOGIN", "PLAIN"], isTLS: false) == .plain)
    #expect(SASLMechanism.preferred(of: ["LOGIN", "CRAM-MD5"], isTLS: true) == .login)
    #expect(SASLMechanism.preferred(of: ["GSSAPI"], isTLS: true) == nil)
    #expect(SASLMechanism.preferred(of: [], isTLS: false) == nil)
  }

  @Test func namesMakeASentence() {
    #expect(SASLMechanism.names() == "PLAIN, LOGIN and CRAM-MD5")
    #expect(SASLMechanism.names("or") == "PLAIN, LOGIN or CRAM-MD5")
  }
}
