// Ctrl-C as something to be asked for, instead of something that ends the program.

import Synchronization

import Glibc

private let interruptSeen = Atomic<Bool>(false)

/// Counts SIGINT from its making on.
struct InterruptWatch {
  init() {
    var action = sigaction()
    // No SA_RESTART: poll(2) has to return.
    action.__sigaction_handler.sa_handler = { _ in interruptSeen.store(true, ordering: .relaxed) }
    sigaction(SIGINT, &action, nil)
    // Whoever started us may have blocked it.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigprocmask(SIG_UNBLOCK, &set, nil)
  }

  /// Whether SIGINT came since the last call.
  func drain() -> Bool { interruptSeen.exchange(false, ordering: .relaxed) }
}
