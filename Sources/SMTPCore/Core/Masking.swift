// Secrets out of what is shown and kept. What goes over the wire is not touched. Of what we send, whoever made it says
// what is secret, and of what a person typed the logins tell; only what a server says back has to be searched.

import SMTP
import SMTPGuide

/// Finds the secrets of lines that are sent, and overwrites them wherever a server says them back.
package struct Masking: Sendable {
  /// Secrets in all forms in which a server may say them back: of six octets and more they are looked for everywhere.
  private var long = Forms()
  /// Shorter ones are words of any text: they are looked for as whole words, in replies to lines that had a secret.
  private var short = Forms()
  /// Secrets of variables of six octets and more, with their names, the longest first: people type them as well.
  private var named: [(octets: [UInt8], name: String)] = []
  /// Secrets are shown; they are remembered all the same, for when they are not.
  package var isOff: Bool

  package init(isOff: Bool = false) { self.isOff = isOff }

  /// Octets from which on a secret is looked for everywhere.
  private static let longEnough = 6

  // MARK: What is sent

  /// Whether a line of mail text needs no look: nothing in it can be known to be secret.
  func isPlain(_ outgoing: Outgoing) -> Bool { outgoing.secrets.isEmpty && (isOff || named.isEmpty) }

  /// The secrets of a line, which are remembered.
  ///
  /// - Parameters:
  ///   - octets: the line without its end, or what has been sent of it, with what is known to be secret in it.
  ///   - login: what of it a login makes secret.
  package mutating func secrets(of octets: Outgoing, _ login: LoginSecrets.Secret?) -> [Outgoing.Secret] {
    var secrets = octets.secrets
    for secret in secrets { remember(Array(octets.octets[secret.range])) }
    if let login {
      remember(Array(octets.octets[login.range]), isUserName: login.isUserName)
      // A variable in a login has a name of its own, and what stands beside it is as secret.
      let inside = secrets.first { login.range.overlaps($0.range) }
      secrets.append(Outgoing.Secret(login.range, variable: inside?.variable ?? login.variable))
    }
    for (secret, name) in named {
      Self.eachMatch(of: secret, in: octets.octets, 0..<octets.octets.count) { range in
        if !secrets.contains(where: { $0.range.overlaps(range) }) {
          secrets.append(Outgoing.Secret(range, variable: "secret:\(name)"))
        }
      }
    }
    return isOff ? [] : secrets
  }

  /// Takes note of a variable's secret: it shows as `${secret:name}`.
  package mutating func remember(_ secret: [UInt8], name: String) {
    guard !secret.isEmpty, !named.contains(where: { $0.octets == secret }) else { return }
    if secret.count >= Self.longEnough {
      named.append((secret, name))
      named.sort { $0.octets.count > $1.octets.count }
    }
    remember(secret)
  }

  /// Takes note of a secret that must not show up anywhere: as it is, and in the forms that logins give it.
  ///
  /// - Parameters:
  ///   - isUserName: it is by rights a user name: an address among such is none to be hidden.
  package mutating func remember(_ secret: [UInt8], isUserName: Bool = false) {
    keep(secret)
    let words = secret.split(whereSeparator: { $0 == ASCII.space || $0 == ASCII.tab })
    if words.count > 1 { for word in words { keep(Array(word)) } }
    for word in words.count > 1 ? words : [secret[...]] {
      guard let decoded = Base64.decode(word) else { continue }
      keep(parts: decoded, isUserName: isUserName)
    }
    if Base64.decode(secret) == nil { keep(Base64.encode(secret)) }
  }

  /// What a response holds behind Base64: the password of PLAIN (RFC 4616 §2), the token of XOAUTH2 and OAUTHBEARER (RFC
  /// 7628 §3.1), the digest of CRAM-MD5 (RFC 2195 §2), the proof of SCRAM (RFC 5802 §5.1), else all of it.
  private mutating func keep(parts decoded: [UInt8], isUserName: Bool) {
    if !isUserName || !Self.isAddress(decoded) { keep(decoded) }
    let fields = decoded.split(omittingEmptySubsequences: false) { $0 == 0 || $0 == 1 }
    if decoded.contains(0), let password = fields.last {
      keep(Array(password))
      keep(Base64.encode(Array(password)))
    }
    for field in fields where field.prefix(5).asciiUppercasedText == "AUTH=" {
      let token = Array(field.dropFirst(5).drop { $0 != ASCII.space }.dropFirst())
      keep(token)
      keep(Base64.encode(token))
      // A token of three parts is signed: each part by itself says something (RFC 7519 §3).
      for part in token.split(separator: ASCII.dot) where part.count >= 16 { keep(Array(part)) }
    }
    if let space = decoded.lastIndex(of: ASCII.space), !decoded.contains(0), !decoded.contains(1) {
      keep(Array(decoded[(space + 1)...]))
    }
    if let proof = decoded.split(separator: ASCII.comma).last, proof.starts(with: Array("p=".utf8)) {
      keep(Array(proof.dropFirst(2)))
    }
  }

  private mutating func keep(_ form: [UInt8]) {
    if form.count >= Self.longEnough { long.insert(form) } else if !form.isEmpty { short.insert(form) }
  }

  /// `alice@client.example`.
  private static func isAddress(_ octets: [UInt8]) -> Bool {
    let parts = octets.split(separator: ASCII.at, omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy { $0.isAtext || $0 == ASCII.dot }
      && parts[1].contains(ASCII.dot)
      && parts[1].allSatisfy { $0.isLetDig || $0 == ASCII.dot || $0 == ASCII.hyphen }
  }

  // MARK: What comes back

  /// A reply in which every secret that is known is overwritten with asterisks, octet for octet. Codes stay as they are.
  ///
  /// - Parameters:
  ///   - exchange: what it answers; nil: nothing.
  package func scrub(_ reply: Reply, _ exchange: DialogueState.Exchange?) -> Reply {
    guard mustLook(exchange) else { return reply }
    var octets = reply.octets
    var changed = false
    for line in reply.lines {
      let text = Int(line.start) + Int(line.prefix)..<Int(line.end)
      changed = scrub(&octets, text, exchange) || changed
    }
    guard changed else { return reply }
    return Reply(
      octets: octets, lines: reply.lines, code: reply.code, enhanced: reply.enhanced, findings: reply.findings)
  }

  /// The same of a line of a reply that is still coming.
  package func scrub(_ line: [UInt8], _ exchange: DialogueState.Exchange?) -> [UInt8] {
    guard mustLook(exchange) else { return line }
    var out = line
    let hasCode = line.count > 3 && line.prefix(3).allSatisfy(\.isASCIIDigit)
    _ = scrub(&out, (hasCode ? 4 : 0)..<line.count, exchange)
    return out
  }

  private func mustLook(_ exchange: DialogueState.Exchange?) -> Bool {
    !isOff && !(long.isEmpty && (short.isEmpty || !Self.mayEcho(exchange)))
  }

  /// Whether a reply may be about a login: to it, to what was taken for a command, or to nothing.
  private static func mayEcho(_ exchange: DialogueState.Exchange?) -> Bool {
    guard let exchange else { return true }
    switch exchange.awaited {
    case .command(.auth), .command(.other), .authResponse, .nothing: return true
    default: return exchange.carriesSecret
    }
  }

  private func scrub(_ octets: inout [UInt8], _ text: Range<Int>, _ exchange: DialogueState.Exchange?) -> Bool {
    var found: [Range<Int>] = []
    let isOffer = exchange?.awaited == .command(.ehlo) || exchange?.awaited == .command(.lhlo)
    for secret in long.all {
      Self.eachMatch(of: secret, in: octets, text) { range in
        if !isOffer || !Self.isProtocol(octets[range], octets, range, text) { found.append(range) }
      }
    }
    if Self.mayEcho(exchange), !short.isEmpty {
      let code = EnhancedStatusCode.parse(octets[text])?.length ?? 0
      let behind = text.lowerBound + code..<text.upperBound
      for secret in short.all {
        Self.eachMatch(of: secret, in: octets, behind) { range in
          if Self.isWholeWord(octets, range, behind) { found.append(range) }
        }
      }
    }
    for range in found { for index in range { octets[index] = ASCII.asterisk } }
    return !found.isEmpty
  }

  /// Whether what stands in an offer is the protocol's own: then the position decides, and it is no secret.
  private static func isProtocol(
    _ match: ArraySlice<UInt8>, _ octets: [UInt8], _ range: Range<Int>, _ text: Range<Int>
  ) -> Bool {
    guard isWholeWord(octets, range, text) else { return false }
    return match.split(separator: ASCII.space).allSatisfy { word in
      MechanismName(word) != nil || word.allSatisfy(\.isASCIIDigit)
        || ExtensionTable.row(word.asciiUppercasedText) != nil
    }
  }

  /// Whether nothing of a word stands beside a range.
  private static func isWholeWord(_ octets: [UInt8], _ range: Range<Int>, _ text: Range<Int>) -> Bool {
    let before = range.lowerBound > text.lowerBound ? octets[range.lowerBound - 1] : ASCII.space
    let after = range.upperBound < text.upperBound ? octets[range.upperBound] : ASCII.space
    return !(before.isLetDig && octets[range.lowerBound].isLetDig)
      && !(after.isLetDig && octets[range.upperBound - 1].isLetDig)
  }

  private static func eachMatch(
    of secret: [UInt8], in octets: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    guard let first = secret.first else { return }
    var start = range.lowerBound
    while start + secret.count <= range.upperBound {
      guard octets[start] == first, octets[start..<(start + secret.count)].elementsEqual(secret) else {
        start += 1
        continue
      }
      body(start..<(start + secret.count))
      // One that stands half over another is found, too.
      start += 1
    }
  }
}

/// Forms of secrets, each once, the newest of them; bounded in octets.
private struct Forms: Sendable {
  private(set) var all: [[UInt8]] = []
  private var octets = 0
  /// Far more than the logins of a long session.
  private static let most = 256 * 1024

  var isEmpty: Bool { all.isEmpty }

  mutating func insert(_ form: [UInt8]) {
    guard !all.contains(form) else { return }
    all.append(form)
    octets += form.count
    while octets > Self.most, all.count > 1 { octets -= all.removeFirst().count }
  }
}
