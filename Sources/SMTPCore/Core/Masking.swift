// Secrets out of what is shown and kept. What goes over the wire is not touched. Of what we send, whoever made it says
// what is secret, and of what a person typed the logins tell. A secret that was met once is looked for in all that
// follows, on both sides: people type it again in the wrong place, and servers say it back.

import SMTP
import SMTPGuide

/// Finds the secrets of lines that are sent, and overwrites them wherever they are met again.
package struct Masking: Sendable {
  /// Secrets in all forms in which they may be met again: of six octets and more they are looked for everywhere.
  private var long = Forms()
  /// Shorter ones are words of any text: they are looked for as whole words, in lines that no command is known to
  /// begin, and in replies to lines that had a secret.
  private var short = Forms()
  /// What by rights is a user name, out of its Base64: it may stand in an envelope and in mail text.
  private var userNames = Forms()
  /// Secrets are shown; they are remembered all the same, for when they are not.
  package var isOff: Bool

  package init(isOff: Bool = false) { self.isOff = isOff }

  /// Octets from which on a secret is looked for everywhere.
  package static let longEnough = 6

  // MARK: What is sent

  /// Whether nothing secret was met yet.
  var isEmpty: Bool { long.isEmpty && short.isEmpty && userNames.isEmpty }

  /// Whether a secret that is known stands in octets: then they are not to be kept.
  package func knows(_ octets: [UInt8]) -> Bool {
    for forms in [long, userNames] {
      for form in forms.byLength where Self.stands(form, in: octets, asWord: false) { return true }
    }
    return short.byLength.contains { Self.stands($0, in: octets, asWord: true) }
  }

  /// A text of ours that quotes what may hold secrets, with their variables in their places.
  package func shown(_ text: String) -> String {
    let octets = Array(text.utf8)
    var secrets: [Outgoing.Secret] = []
    for forms in [long, userNames] {
      for form in forms.byLength { add(form, in: octets, to: &secrets) { _ in true } }
    }
    return secrets.isEmpty ? text : Shown(octets, hiding: secrets).octets.text
  }

  private static func stands(_ form: Forms.Form, in octets: [UInt8], asWord: Bool) -> Bool {
    var stands = false
    eachMatch(of: form.octets, in: octets, 0..<octets.count) { range in
      if !asWord || isWholeWord(octets, range, 0..<octets.count) { stands = true }
    }
    return stands
  }

  /// Whether a line of mail text needs no look: nothing in it can be known to be secret.
  func isPlain(_ outgoing: Outgoing) -> Bool { outgoing.secrets.isEmpty && (isOff || long.isEmpty) }

  /// The secrets of a line, which are remembered.
  ///
  /// - Parameters:
  ///   - octets: the line without its end, or what has been sent of it, with what is known to be secret in it.
  ///   - login: what of it a login makes secret.
  ///   - read: what the dialogue takes the line for.
  package mutating func secrets(
    of octets: Outgoing, _ login: LoginSecrets.Secret?, read: Dialogue.Line = .text([])
  )
    -> [Outgoing.Secret]
  {
    var secrets = octets.secrets
    let line = octets.octets
    // What is known already is found before what is new: its variable is the older one.
    if !isOff {
      for forms in Self.mayNameUsers(read) ? [long] : [long, userNames] {
        for form in forms.byLength { add(form, in: line, to: &secrets) { _ in true } }
      }
      if case .command(let command) = read, command.verb == .other {
        for form in short.byLength {
          add(form, in: line, to: &secrets) { Self.isWholeWord(line, $0, 0..<line.count) }
        }
      }
    }
    for secret in octets.secrets { remember(Array(line[secret.range]), called: secret.variable) }
    if let login {
      // A variable in a login has a name of its own, and what stands beside it is as secret.
      let inside = octets.secrets.first { login.range.overlaps($0.range) }
      let variable = inside?.variable ?? login.variable
      remember(Array(line[login.range]), called: variable, isUserName: login.isUserName)
      secrets.removeAll { login.range.clamped(to: $0.range) == $0.range }
      secrets.append(Outgoing.Secret(login.range, variable: variable))
    }
    return isOff ? [] : secrets
  }

  /// Whether names of users are at home in a line: in an envelope, and in mail text.
  private static func mayNameUsers(_ line: Dialogue.Line) -> Bool {
    switch line {
    case .text, .endOfText, .chunk: return true
    case .response: return false
    case .command(let command):
      return [.mail, .rcpt, .vrfy, .expn, .ehlo, .helo, .lhlo].contains(command.verb)
    }
  }

  private func add(
    _ form: Forms.Form, in line: [UInt8], to secrets: inout [Outgoing.Secret],
    where counts: (Range<Int>) -> Bool
  ) {
    Self.eachMatch(of: form.octets, in: line, 0..<line.count) { range in
      if counts(range), !secrets.contains(where: { $0.range.overlaps(range) }) {
        secrets.append(Outgoing.Secret(range, variable: form.variable))
      }
    }
  }

  /// Takes note of a variable's secret: it shows as `${secret:name}`.
  package mutating func remember(_ secret: [UInt8], name: String) { remember(secret, called: "secret:\(name)") }

  /// Takes note of a secret that must not show up anywhere: as it is, and in the forms that logins give it.
  ///
  /// - Parameters:
  ///   - variable: what stands for it where it is met again; a form of it has this name and its own, as
  ///     `secret:auth-plain-password`, for it is another value.
  ///   - isUserName: it is by rights a user name: an address among such is none to be hidden.
  package mutating func remember(_ secret: [UInt8], called variable: String, isUserName: Bool = false) {
    guard !secret.isEmpty else { return }
    keep(secret, variable)
    let words = secret.split(whereSeparator: { $0 == ASCII.space || $0 == ASCII.tab })
    if words.count > 1 {
      for (index, word) in words.enumerated() {
        keep(
          Array(word), "\(variable)-word-\(index + 1)", isUserName: isUserName || Self.isAddress(Array(word)))
      }
    }
    for word in words.count > 1 ? words : [secret[...]] {
      guard let decoded = Base64.decode(word) else { continue }
      keep(parts: decoded, variable, isUserName: isUserName)
    }
    keep(Base64.encode(secret), "\(variable)-base64")
  }

  /// What a response holds behind Base64: the password of PLAIN (RFC 4616 §2), the token of XOAUTH2 and OAUTHBEARER (RFC
  /// 7628 §3.1), the digest of CRAM-MD5 (RFC 2195 §2), the proof of SCRAM (RFC 5802 §5.1), else all of it.
  private mutating func keep(parts decoded: [UInt8], _ variable: String, isUserName: Bool) {
    func named(_ part: String) -> String { "\(variable)-\(part)" }
    if !isUserName || !Self.isAddress(decoded) { keep(decoded, named("decoded"), isUserName: isUserName) }
    let fields = decoded.split(omittingEmptySubsequences: false) { $0 == 0 || $0 == 1 }
    if decoded.contains(0), let password = fields.last {
      keep(both: password, named("password"))
    }
    for field in fields where field.prefix(5).asciiUppercasedText == "AUTH=" {
      let token = Array(field.dropFirst(5).drop { $0 != ASCII.space }.dropFirst())
      keep(both: token[...], named("token"))
      // A token of three parts is signed: each part by itself says something (RFC 7519 §3).
      for (index, part) in token.split(separator: ASCII.dot).enumerated() where part.count >= 16 {
        keep(Array(part), named("token-part-\(index + 1)"))
      }
    }
    if let space = decoded.lastIndex(of: ASCII.space), !decoded.contains(0), !decoded.contains(1) {
      keep(both: decoded[(space + 1)...], named("digest"))
    }
    if let proof = decoded.split(separator: ASCII.comma).last, proof.starts(with: Array("p=".utf8)) {
      keep(both: proof.dropFirst(2), named("proof"))
    }
  }

  /// Keeps a part of a response as it is and by itself in Base64.
  private mutating func keep(both part: ArraySlice<UInt8>, _ variable: String) {
    keep(Array(part), variable)
    keep(Base64.encode(Array(part)), "\(variable)-base64")
  }

  private mutating func keep(_ form: [UInt8], _ variable: String, isUserName: Bool = false) {
    guard !form.isEmpty else { return }
    let form = Forms.Form(octets: form, variable: variable)
    if form.octets.count < Self.longEnough {
      short.insert(form)
    } else if isUserName {
      userNames.insert(form)
    } else {
      long.insert(form)
    }
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
    !isOff && !(long.isEmpty && userNames.isEmpty && (short.isEmpty || !Self.mayEcho(exchange)))
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
    for forms in [long, userNames] {
      for form in forms.byLength {
        Self.eachMatch(of: form.octets, in: octets, text) { range in
          if !isOffer || !Self.isProtocol(octets[range], octets, range, text) { found.append(range) }
        }
      }
    }
    if Self.mayEcho(exchange), !short.isEmpty {
      let code = EnhancedStatusCode.parse(octets[text])?.length ?? 0
      let behind = text.lowerBound + code..<text.upperBound
      for form in short.byLength {
        Self.eachMatch(of: form.octets, in: octets, behind) { range in
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

  /// Calls `body` with each place of a secret, in whatever case: servers put back in lower case what they took for a
  /// command's.
  private static func eachMatch(
    of secret: [UInt8], in octets: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    guard let first = secret.first?.asciiUppercased else { return }
    var start = range.lowerBound
    while start + secret.count <= range.upperBound {
      // One that stands half over another is found, too.
      defer { start += 1 }
      guard octets[start].asciiUppercased == first else { continue }
      var length = 1
      while length < secret.count,
        octets[start + length].asciiUppercased == secret[length].asciiUppercased
      {
        length += 1
      }
      if length == secret.count { body(start..<start + length) }
    }
  }
}

/// Forms of secrets, each once, the newest of them; bounded in octets.
private struct Forms: Sendable {
  struct Form: Sendable {
    let octets: [UInt8]
    /// What stands for it.
    let variable: String
  }

  /// The longest first: one that contains another is found whole.
  private(set) var byLength: [Form] = []
  /// Their order of age, oldest first.
  private var ages: [[UInt8]] = []
  private var octets = 0
  /// Far more than the logins of a long session.
  private static let most = 256 * 1024

  var isEmpty: Bool { byLength.isEmpty }

  mutating func insert(_ form: Form) {
    guard !ages.contains(form.octets) else { return }
    ages.append(form.octets)
    octets += form.octets.count
    byLength.insert(
      form, at: byLength.firstIndex { $0.octets.count < form.octets.count } ?? byLength.count)
    while octets > Self.most, ages.count > 1 {
      let oldest = ages.removeFirst()
      octets -= oldest.count
      byLength.removeAll { $0.octets == oldest }
    }
  }
}
