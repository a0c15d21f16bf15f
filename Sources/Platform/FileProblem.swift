// Why a file could not be used, in the words of the system.

import Glibc

/// Why a file of ours could not be used.
package struct FileProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// `cannot write FILE: Permission denied`.
  package let description: String

  /// Takes a verb, what it was done to, and an error number of the system; without one it is the newest.
  package init(_ doing: String, _ path: String, _ number: Int32 = errno) {
    description = "cannot \(doing) \(path): \(String(cString: strerror(number)))"
  }
}
