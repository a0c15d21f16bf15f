// Why a file could not be used, in the words of the system.

import Glibc

/// Why a file of ours could not be used.
package struct FileProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// `cannot write FILE: Permission denied`.
  package let description: String
  /// The system's error number; 0 where the system had nothing against it.
  package let number: Int32

  /// Takes a verb, what it was done to, and an error number of the system; without one it is the newest.
  package init(_ doing: String, _ path: String, _ number: Int32 = errno) {
    description = "cannot \(doing) \(path): \(String(cString: strerror(number)))"
    self.number = number
  }

  /// Takes a reason in words, where the system had nothing against it.
  package init(_ doing: String, _ path: String, because reason: String) {
    description = "cannot \(doing) \(path): \(reason)"
    number = 0
  }

  /// Whether the place was there and took no more: a full disk, a quota, a limit, a broken device, a closed pipe.
  package var isOfOutput: Bool { [ENOSPC, EDQUOT, EFBIG, EIO, EPIPE].contains(number) }
}
