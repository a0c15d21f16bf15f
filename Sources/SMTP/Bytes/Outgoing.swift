// Octets on their way to the server, and which of them nobody may see. Whoever makes octets of a secret says so here;
// what is shown and kept is made by `Shown`, and has never had them.

/// Octets for the wire.
package struct Outgoing: Sendable, Equatable {
  /// Octets that are a secret, and the variable that stands for it: `secret:auth-plain`.
  package struct Secret: Sendable, Equatable {
    /// In `octets`.
    package let range: Range<Int>
    /// Without `${` and `}`.
    package let variable: String

    package init(_ range: Range<Int>, variable: String) {
      self.range = range
      self.variable = variable
    }
  }

  /// What goes over the wire, secrets included.
  package private(set) var octets: [UInt8]
  /// In order, none of them empty, none over another.
  package private(set) var secrets: [Secret]

  /// Octets that are no secret.
  package init(_ octets: [UInt8] = []) {
    self.octets = octets
    secrets = []
  }

  /// A secret as a whole.
  package init(secret octets: [UInt8], variable: String) {
    self.octets = octets
    secrets = octets.isEmpty ? [] : [Secret(0..<octets.count, variable: variable)]
  }

  /// The octets of a text.
  package init(_ text: String) { self.init(Array(text.utf8)) }

  package var isEmpty: Bool { octets.isEmpty }

  /// Adds octets with their secrets, which move along.
  package mutating func append(_ other: Outgoing) {
    let start = octets.count
    octets += other.octets
    for secret in other.secrets {
      secrets.append(
        Secret(secret.range.lowerBound + start..<secret.range.upperBound + start, variable: secret.variable))
    }
  }

  /// Adds octets, none of them secret.
  package mutating func append(_ more: [UInt8]) { octets += more }

  /// Puts octets, none of them secret, in front.
  package mutating func prepend(_ more: [UInt8]) {
    var out = Outgoing(more)
    out.append(self)
    self = out
  }

  /// A part, with the secrets that lie in it or reach into it.
  package subscript(range: Range<Int>) -> Outgoing {
    var out = Outgoing(Array(octets[range]))
    for secret in secrets {
      let part = secret.range.clamped(to: range)
      guard !part.isEmpty else { continue }
      out.secrets.append(
        Secret(
          part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound, variable: secret.variable))
    }
    return out
  }
}
