// Ctrl-C as something to be asked for, instead of something that ends the program.

import Synchronization

import Glibc

private let interruptSeen = Atomic<Bool>(false)
/// The next one ends the process at once.
private let isLast = Atomic<Bool>(false)
/// When the newest one came, in milliseconds of the monotonic clock; it begins long before the program.
private let interruptTime = Atomic<Int>(-1_000_000)

/// Counts SIGINT from its making on. One that comes before the one in front of it was seen, or within two seconds, ends the
/// process at once, whatever it is waiting for.
struct InterruptWatch {
  init() {
    var action = sigaction()
    // No SA_RESTART: poll(2) has to return.
    action.__sigaction_handler.sa_handler = { _ in
      var clock = timespec()
      clock_gettime(CLOCK_MONOTONIC, &clock)
      let now = clock.tv_sec * 1_000 + clock.tv_nsec / 1_000_000
      let isQuick = now - interruptTime.exchange(now, ordering: .relaxed) < 2_000
      let isSecond = interruptSeen.exchange(true, ordering: .relaxed) || isQuick
      if isSecond || isLast.load(ordering: .relaxed) { _exit(ExitStatus.interrupted.rawValue) }
    }
    sigaction(SIGINT, &action, nil)
    // Whoever started us may have blocked it.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigprocmask(SIG_UNBLOCK, &set, nil)
  }

  /// Whether SIGINT came since the last call.
  func drain() -> Bool { interruptSeen.exchange(false, ordering: .relaxed) }

  /// The program ends because of one: whoever sends another does not want to wait for that.
  func leave() { isLast.store(true, ordering: .relaxed) }
}
