import Platform
import Testing

struct EnvironmentTests {
  @Test func variables() {
    #expect(Environment.value("PATH")?.isEmpty == false)
    #expect(!Environment.has("SMTPSCOPE_TEST_NOT_SET"))
    #expect(!Environment.hostname.isEmpty)
    #expect(Environment.now > 1_700_000_000)
  }
}
