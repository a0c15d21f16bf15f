// The memory of this process, once there is a secret in it.

import CProcess

import Glibc

/// Who may see this process's memory.
package enum ProcessMemory {
  /// Keeps the memory out of core files, and from other processes of the same user: to be called before a secret is read.
  /// It holds until the process ends; calling it again changes nothing.
  ///
  /// The limit alone does not do it: the kernel does not ask it where cores go to a program (core(5)).
  package static func keepPrivate() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    // Both only take rights away, which the kernel grants to everybody.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    _ = process_set_private()
  }

  /// Whether `keepPrivate` holds.
  package static var isPrivate: Bool {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 && limit.rlim_cur == 0
      && process_is_private() == 1
  }
}
