// `${name}`: what a session file fills in when it runs.

import NetworkFacts
import Platform
import SMTP
import SMTPCore
import Transcript

/// The values of variables.
package struct Variables: Sendable {
  /// Why a variable has no value that could be filled in.
  package struct Missing: Error, Equatable, Sendable {
    /// As it stands between the braces, `env:` and `secret:` included.
    package let name: String
    /// What is wrong with it, behind its name.
    package var what = "has no value"
    /// How to give it a value, or why it has none.
    package let advice: String
  }

  /// Octets of a value that `:set` makes, at most: one that doubles is soon as large as the memory.
  package static let longestValue = 64 * 1024
  /// Octets of all of them.
  private static let largest = 64 * 1024 * 1024
  /// Octets of all values.
  private var size = 0

  /// A value may be made of a secret, and is one then.
  private var values: [String: Outgoing] = [:]
  /// By their names without `secret:`.
  package private(set) var secrets: [String: [UInt8]] = [:]
  /// The same, in all forms in which they may be met.
  private var masking = Masking()

  package init() {}

  /// Names that the command line has given a value, which a file does not take back.
  private var fixed: Set<String> = []

  /// Sets a value, which may hold secrets; one that the command line has fixed stays.
  package mutating func set(_ name: String, _ value: Outgoing) {
    guard !fixed.contains(name) else { return }
    size += value.octets.count - (values[name]?.octets.count ?? 0)
    values[name] = value
  }

  /// Sets a value to what a template makes now.
  package mutating func set(_ name: String, to template: Template) throws(Missing) {
    let value = try fill(template)
    guard value.octets.count <= Self.longestValue else {
      throw Missing(
        name: name, what: "would be longer than \(Self.longestValue) octets",
        advice: "a large message is named by :data FILE")
    }
    guard size + value.octets.count <= Self.largest else {
      throw Missing(
        name: name, what: "is one too many: all values are more than \(Self.largest / 1024 / 1024) MB",
        advice: "use fewer variables, or shorter values")
    }
    set(name, value)
  }

  /// The first name in a list whose value is a secret, or was made of one.
  package func secret(in names: [String]) -> String? {
    names.first { $0.hasPrefix("secret:") || values[$0]?.secrets.isEmpty == false }
  }

  /// Whether a value is known before a run begins, and does not change while it goes on.
  package func isKnownBefore(_ name: String) -> Bool {
    fixed.contains(name) || name == "hostname" || name.hasPrefix("env:")
  }

  /// A text of ours, such as a failure or a line of the file, with each secret in it replaced by its name.
  package func shown(_ text: String) -> String {
    guard !secrets.isEmpty else { return text }
    var text = masking.shown(text)
    for (name, value) in secrets where !value.isEmpty && value.count < Masking.longEnough {
      text = text.replacing(Escaping.escape(value), with: "${secret:\(name)}")
    }
    return text
  }

  /// Sets a value for good.
  package mutating func fix(_ name: String, _ value: [UInt8]) {
    values[name] = Outgoing(value)
    fixed.insert(name)
  }

  /// Sets the value of `${secret:name}`, which is masked from here on, as it is and in its escaped form.
  package mutating func set(secret name: String, _ value: [UInt8]) {
    secrets[name] = value
    masking.remember(value, name: name)
    // A text of ours has it with its escapes.
    masking.remember(Array(Escaping.escape(value).utf8), name: name)
  }

  /// Letters, digits, `.`, `-` and `_`; `env:` and `secret:` in front.
  package static func isName(_ text: some StringProtocol) -> Bool {
    var rest = text[...]
    for space in ["env:", "secret:"] where rest.hasPrefix(space) { rest = rest.dropFirst(space.count) }
    return !rest.isEmpty && rest.utf8.count <= 100
      && rest.utf8.allSatisfy {
        $0.isLetDig || $0 == ASCII.hyphen || $0 == ASCII.dot || $0 == UInt8(ascii: "_")
      }
  }

  /// The name a secret has in the environment: `auth-plain` is `SMTPSCOPE_SECRET_AUTH_PLAIN`.
  package static func environmentName(secret: String) -> String {
    "SMTPSCOPE_SECRET_" + secret.utf8.map { $0.isLetDig ? $0.asciiUppercased : UInt8(ascii: "_") }.text
  }

  /// The octets of a template, with what is secret in them.
  package func fill(_ template: Template) throws(Missing) -> Outgoing {
    var out = Outgoing()
    for piece in template.pieces {
      switch piece {
      case .octets(let octets): out.append(octets)
      case .variable(let name):
        out.append(try value(name))
        guard out.octets.count <= Limits.sentLine else {
          throw Missing(
            name: name, what: "makes the line longer than \(Limits.sentLine) octets",
            advice: "a large message is named by :data FILE")
        }
      }
    }
    return out
  }

  private func value(_ name: String) throws(Missing) -> Outgoing {
    if name.hasPrefix("secret:") {
      let secret = String(name.dropFirst(7))
      if let value = secrets[secret] { return Outgoing(secret: value, variable: name) }
      throw Missing(name: name, advice: "set \(Self.environmentName(secret: secret)), or run it on a terminal")
    }
    if name.hasPrefix("env:") {
      let variable = String(name.dropFirst(4))
      if let value = Environment.value(variable) { return Outgoing(value) }
      throw Missing(name: name, advice: "the environment has no \(variable)")
    }
    if let value = values[name] { return value }
    switch name {
    case "hostname": return Outgoing(Environment.hostname)
    case "date": return Outgoing(CivilTime.mailDate(Environment.now))
    case "uuid": return Outgoing(Self.uuid())
    default:
      throw Missing(name: name, advice: "give it a value with :set \(name) VALUE, or with --set \(name)=VALUE")
    }
  }

  /// A random UUID (RFC 9562 §5.4).
  static func uuid() -> String {
    var octets = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    for (index, octet) in octets.enumerated() {
      if [4, 6, 8, 10].contains(index) { out.append(ASCII.hyphen) }
      out += [digits[Int(octet >> 4)], digits[Int(octet & 15)]]
    }
    return out.text
  }
}
