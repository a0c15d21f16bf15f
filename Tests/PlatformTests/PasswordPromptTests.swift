import Foundation
import Platform
import Testing

struct PasswordPromptTests {
  /// Tests run without a terminal of their own, and then nobody is asked.
  @Test(.disabled(if: hasTerminal)) func withoutATerminalNobodyIsAsked() {
    #expect(PasswordPrompt.ask("password: ") == nil)
  }

  private static var hasTerminal: Bool {
    let descriptor = open("/dev/tty", O_RDWR)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }
}
