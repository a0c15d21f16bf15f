import Foundation
import Platform
import Testing

struct EnvironmentTests {
  /// A variable of the test's own, so that nothing else reads it.
  @Test func aVariableThatIsEmptyIsNotSet() {
    let name = "SMTPSCOPE_TEST_ENVIRONMENT"
    #expect(Environment.value(name) == nil && !Environment.has(name))
    setenv(name, "", 1)
    #expect(Environment.value(name) == nil && !Environment.has(name))
    setenv(name, "a b ä", 1)
    #expect(Environment.value(name) == "a b ä" && Environment.has(name))
    unsetenv(name)
    #expect(!Environment.has(name))
  }

  @Test func theHostNameIsTheSystems() throws {
    let name = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
    #expect(Environment.hostname == name.trimmingCharacters(in: .newlines))
  }

  @Test func nowIsNow() {
    // time(2) may be a tick behind the clock that Date reads.
    let before = Int64(Date().timeIntervalSince1970) - 1
    let now = Environment.now
    #expect((before...Int64(Date().timeIntervalSince1970)).contains(now))
  }
}
