// A password from the terminal, without echo.

import Glibc

/// A question on the terminal whose answer is not shown.
package enum PasswordPrompt {
  /// Asks on /dev/tty; nil without a terminal or when nothing is typed.
  package static func ask(_ question: String) -> String? {
    ProcessMemory.keepPrivate()
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var saved = termios()
    guard tcgetattr(terminal, &saved) == 0 else { return nil }
    var silent = saved
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { tcsetattr(terminal, TCSAFLUSH, &saved) }
    guard TextFile.write(question, to: terminal) else { return nil }
    var line: [UInt8] = []
    var octet: UInt8 = 0
    while line.count < 4096, read(terminal, &octet, 1) == 1, octet != 0x0A { line.append(octet) }
    _ = TextFile.write("\n", to: terminal)
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
