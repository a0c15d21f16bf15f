// A password from the terminal, without echo.

import Synchronization

import Glibc

/// The signal that came while a password was asked for; 0: none.
private let signalSeen = Atomic<Int32>(0)

/// A question on the terminal whose answer is not shown.
package enum PasswordPrompt {
  /// Asks on /dev/tty; nil without a terminal or when nothing is typed. A signal ends the question: the terminal is as it
  /// was before, and then the signal does what it would have done.
  package static func ask(_ question: String) -> String? {
    ProcessMemory.keepPrivate()
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var saved = termios()
    guard tcgetattr(terminal, &saved) == 0 else { return nil }
    var silent = saved
    silent.c_lflag &= ~tcflag_t(ECHO)
    signalSeen.store(0, ordering: .relaxed)
    var earlier = signals.map { _ in sigaction() }
    var action = sigaction()
    // No SA_RESTART: read(2) has to return.
    action.__sigaction_handler.sa_handler = { signalSeen.store($0, ordering: .relaxed) }
    for index in signals.indices { sigaction(signals[index], &action, &earlier[index]) }
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer {
      tcsetattr(terminal, TCSAFLUSH, &saved)
      for index in signals.indices { sigaction(signals[index], &earlier[index], nil) }
      let seen = signalSeen.load(ordering: .relaxed)
      if seen != 0 { raise(seen) }
    }
    guard TextFile.write(question, to: terminal) else { return nil }
    var line: [UInt8] = []
    var octet: UInt8 = 0
    while line.count < 4096, read(terminal, &octet, 1) == 1, octet != 0x0A { line.append(octet) }
    _ = TextFile.write("\n", to: terminal)
    // Half a password is none.
    guard signalSeen.load(ordering: .relaxed) == 0 else { return nil }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
}
