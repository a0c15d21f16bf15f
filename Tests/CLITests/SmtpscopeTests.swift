import Testing

@testable import CLI

struct SmtpscopeTests {
  @Test func anExitStatusComesOfEverything() {
    #expect(Smtpscope.run(["explain", "--format", "markdown", "550"]) == .use)
    #expect(Smtpscope.run(["explan"]) == .use)
    #expect(Smtpscope.run(["convert", "/nonexistent"]) == .file)
    #expect(Smtpscope.run(["--version"]) == .ok)
  }
}
