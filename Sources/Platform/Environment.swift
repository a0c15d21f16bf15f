// The process environment, without Foundation.

import Glibc
import Synchronization

/// Environment variables.
package enum Environment {
  /// What was taken out of the environment.
  private static let taken = Mutex<[String: String]>([:])

  /// The value of a variable; nil when it is not set or empty.
  package static func value(_ name: String) -> String? {
    if let value = taken.withLock({ $0[name] }) { return value }
    return getenv(name).flatMap { text($0) }
  }

  /// The value of a variable that holds a secret; nil when it is not set or empty. It is taken out of the environment, so
  /// that no program that this one starts has it, and overwritten where it stood, which is what /proc/PID/environ shows.
  /// Who asks for it again still gets it.
  package static func secret(_ name: String) -> String? {
    taken.withLock { taken in
      if let value = taken[name] { return value }
      ProcessMemory.keepPrivate()
      guard let pointer = getenv(name), let value = text(pointer) else { return nil }
      taken[name] = value
      wipe(pointer)
      unsetenv(name)
      return value
    }
  }

  /// The text at an address; nil: there is none.
  static func text(_ pointer: UnsafePointer<CChar>) -> String? {
    pointer.pointee == 0 ? nil : String(cString: pointer)
  }

  /// Overwrites a text with zeros, up to its end.
  static func wipe(_ pointer: UnsafeMutablePointer<CChar>) {
    explicit_bzero(pointer, strlen(pointer))
  }

  /// Whether a variable is set to something; an empty one counts as not set.
  package static func has(_ name: String) -> Bool { value(name) != nil }

  /// This machine's name; `localhost` where it has none.
  package static var hostname: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return name.isEmpty ? "localhost" : name
  }

  /// Seconds since 1970.
  package static var now: Int64 { Int64(time(nil)) }
}
