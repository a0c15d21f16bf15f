// The process environment, without Foundation.

import Glibc

/// Environment variables.
package enum Environment {
  /// The value of a variable; nil when it is not set or empty.
  package static func value(_ name: String) -> String? {
    guard let pointer = getenv(name), pointer.pointee != 0 else { return nil }
    return String(cString: pointer)
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
