// Secrets out of what is shown and kept. What goes over the wire is not touched.

import SMTP

/// Replaces secrets in lines that are sent, and wherever a server says them back.
package struct Masking: Sendable {
  /// Secrets seen so far, as they went over the wire and as they were typed. Short ones are left out:
  /// replacing three letters everywhere would hide more than a secret.
  private var seen: [[UInt8]] = []
  /// Secrets of variables, with their names; the longest first.
  private var named: [(octets: [UInt8], name: String)] = []
  private var mechanism = ""
  private var step = 0
  /// Secrets are shown; they are remembered all the same, for when they are not.
  package var isOff: Bool

  package init(isOff: Bool = false) { self.isOff = isOff }

  /// Whether there are secrets to be looked for in lines of any kind.
  var hasNamed: Bool { !isOff && !named.isEmpty }

  /// The line as it may be shown.
  package mutating func mask(_ line: Dialogue.Line, octets: [UInt8]) -> (octets: [UInt8], isMasked: Bool) {
    let masked = maskLogin(line, octets: octets)
    guard !masked.isMasked, hasNamed else { return masked }
    var out = octets
    for (secret, name) in named {
      var start = 0
      while start + secret.count <= out.count {
        guard out[start] == secret[0], out[start..<(start + secret.count)].elementsEqual(secret) else {
          start += 1
          continue
        }
        let placeholder = Array("${secret:\(name)}".utf8)
        out.replaceSubrange(start..<(start + secret.count), with: placeholder)
        start += placeholder.count
      }
    }
    return (out, out != octets)
  }

  private mutating func maskLogin(_ line: Dialogue.Line, octets: [UInt8]) -> (octets: [UInt8], isMasked: Bool) {
    switch line {
    case .command(let command):
      guard case .mechanism(let name, let hasResponse) = command.argument else { return (octets, false) }
      mechanism = name.lowercased()
      step = 0
      guard hasResponse else { return (octets, false) }
      // Everything behind the mechanism's name.
      let start = octets.firstIndex(of: ASCII.space).map { octets[($0 + 1)...].drop { $0 == ASCII.space } }
      guard let words = start, let end = words.firstIndex(of: ASCII.space) else { return (octets, false) }
      let secret = octets[(end + 1)...].drop { $0 == ASCII.space }
      if secret.elementsEqual([ASCII.equals]) { return (octets, false) }
      remember(Array(secret))
      if isOff { return (octets, false) }
      return (Array(octets[...end]) + placeholder(mechanism), true)
    case .response:
      if octets == [ASCII.asterisk] { return (octets, false) }
      step += 1
      remember(octets)
      if isOff { return (octets, false) }
      return (placeholder("\(mechanism)-\(step)"), true)
    case .text, .endOfText, .chunk: return (octets, false)
    }
  }

  /// Takes note of a variable's secret: it shows as `${secret:name}`.
  package mutating func remember(_ secret: [UInt8], name: String) {
    guard !secret.isEmpty, !named.contains(where: { $0.octets == secret }) else { return }
    named.append((secret, name))
    named.sort { $0.octets.count > $1.octets.count }
    remember(secret)
  }

  /// Takes note of a secret that must not show up anywhere.
  package mutating func remember(_ secret: [UInt8]) {
    for form in [secret, Base64.decode(secret) ?? []] where form.count >= 6 && !seen.contains(form) {
      seen.append(form)
    }
    // PLAIN holds the password behind a NUL.
    if let decoded = Base64.decode(secret), let nul = decoded.lastIndex(of: 0), decoded.count - nul > 6 {
      seen.append(Array(decoded[(nul + 1)...]))
    }
    if seen.count > 64 { seen.removeFirst(seen.count - 64) }
  }

  /// A reply in which every secret that is known is overwritten with asterisks, length for length.
  package func scrub(_ reply: Reply) -> Reply {
    guard !isOff, !seen.isEmpty else { return reply }
    var octets = reply.octets
    var changed = false
    for secret in seen {
      var start = 0
      while start + secret.count <= octets.count {
        if octets[start] == secret[0], octets[start..<(start + secret.count)].elementsEqual(secret) {
          for index in start..<(start + secret.count) { octets[index] = ASCII.asterisk }
          changed = true
          start += secret.count
        } else {
          start += 1
        }
      }
    }
    guard changed else { return reply }
    return Reply(
      octets: octets, lines: reply.lines, code: reply.code, enhanced: reply.enhanced, findings: reply.findings)
  }

  private func placeholder(_ name: String) -> [UInt8] { Array("${secret:auth-\(name)}".utf8) }
}
