import NetworkFacts
import Testing

struct TLSOptionsTests {
  @Test func versionsAreOrdered() {
    #expect(TLSOptions.Version.allCases.map(\.rawValue) == ["1.0", "1.1", "1.2", "1.3"])
    #expect(TLSOptions().verify == .report, "a debugger looks, says so and goes on")
  }

  @Test(
    arguments: [
      ("1.2", .tls1_2), ("TLSv1.2", .tls1_2), ("tls1.2", .tls1_2), ("TLS 1.3", .tls1_3), ("tls-1.1", .tls1_1),
      ("TLSv1", .tls1_0), ("TLSv1.0", .tls1_0), ("1", nil), ("SSLv3", nil), ("TLS", nil), ("TLSv1.4", nil),
      ("", nil),
    ] as [(String, TLSOptions.Version?)])
  func versionsAreReadInAnySpelling(_ text: String, _ version: TLSOptions.Version?) {
    #expect(TLSOptions.Version(spelling: text) == version)
  }
}
