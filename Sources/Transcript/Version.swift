// The program's version, which recordings name.

/// The program's version.
package enum Version {
  /// As recordings name it, without the program's name.
  package static let text = "0.1.0"
}
