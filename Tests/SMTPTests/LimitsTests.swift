import SMTP
import Testing

struct LimitsTests {
  @Test func extensionsRaiseTheCommandLine() {
    let offered = Capabilities(
      domain: "mx.example", entries: ["SIZE", "8BITMIME", "DSN"].map { .init(keyword: $0, parameters: []) })
    #expect(Limits.commandLine(for: .mail, offered: nil) == 512)
    #expect(Limits.commandLine(for: .mail, offered: offered) == 512 + 26 + 17 + 107)
    #expect(Limits.commandLine(for: .rcpt, offered: offered) == 512 + 500)
    #expect(Limits.commandLine(for: .noop, offered: offered) == 512)
  }
}
