// A line as it may be shown and kept: placeholders stand where its secrets were, and places in the line can be found
// again.

/// A line without its secrets.
package struct Shown: Sendable, Equatable {
  /// The line, `${variable}` in place of each secret.
  package let octets: [UInt8]
  /// Where the placeholders stand in it, in order.
  package let placeholders: [Range<Int>]
  /// Where the secrets stood in the line.
  private let secrets: [Range<Int>]

  /// - Parameters:
  ///   - octets: the line.
  ///   - secrets: in any order; those that overlap become one, under the variable of the first.
  package init(_ octets: [UInt8], hiding secrets: [Outgoing.Secret]) {
    guard !secrets.isEmpty else {
      self.octets = octets
      placeholders = []
      self.secrets = []
      return
    }
    var joined: [Outgoing.Secret] = []
    for secret in secrets.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) where !secret.range.isEmpty
    {
      if let last = joined.last, secret.range.lowerBound < last.range.upperBound {
        let end = max(last.range.upperBound, secret.range.upperBound)
        joined[joined.count - 1] = .init(last.range.lowerBound..<end, variable: last.variable)
      } else {
        joined.append(secret)
      }
    }
    var out: [UInt8] = []
    var placeholders: [Range<Int>] = []
    var place = 0
    for secret in joined {
      out += octets[place..<secret.range.lowerBound]
      let start = out.count
      out += Array("${\(secret.variable)}".utf8)
      placeholders.append(start..<out.count)
      place = secret.range.upperBound
    }
    self.octets = out + octets[place...]
    self.placeholders = placeholders
    self.secrets = joined.map(\.range)
  }

  /// Whether a secret was replaced.
  package var isMasked: Bool { !placeholders.isEmpty }

  /// Where a range of the line stands in what is shown; one that touches a secret takes in its whole placeholder.
  package func range(_ range: Range<Int>) -> Range<Int> {
    place(range.lowerBound, isEnd: false)..<place(range.upperBound, isEnd: !range.isEmpty)
  }

  private func place(_ offset: Int, isEnd: Bool) -> Int {
    var shift = 0
    for (secret, placeholder) in zip(secrets, placeholders) {
      if offset < secret.lowerBound || offset == secret.lowerBound && isEnd { break }
      if offset < secret.upperBound { return isEnd ? placeholder.upperBound : placeholder.lowerBound }
      shift = placeholder.upperBound - secret.upperBound
    }
    return max(0, min(octets.count, offset + shift))
  }
}
