import NetworkFacts
import Testing

struct TLSOptionsTests {
  @Test func versionsAreOrdered() {
    #expect(TLSOptions.Version.allCases.map(\.rawValue) == ["1.0", "1.1", "1.2", "1.3"])
    #expect(TLSOptions().verify == .report, "a debugger looks, says so and goes on")
  }
}
