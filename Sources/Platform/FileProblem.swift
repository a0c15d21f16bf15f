// Why a file could not be used, in the words of the system.

import Glibc

/// Why a file of ours could not be used.
package struct FileProblem: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ doing: String, _ path: String, _ number: Int32 = errno) {
    description = "cannot \(doing) \(path): \(String(cString: strerror(number)))"
  }
}
