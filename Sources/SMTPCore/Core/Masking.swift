// Secrets out of what is shown and kept. What goes over the wire is not touched. Of what we send, whoever made it says
// what is secret, and of what a person typed the logins tell. A secret that was met once is looked for in all that
// follows, on both sides: people type it again in the wrong place, and servers say it back.

import SMTP
import SMTPGuide

/// Finds the secrets of lines that are sent, and overwrites them wherever they are met again.
package struct Masking: Sendable {
  /// Secrets in all forms in which they may be met again: of six octets and more they are looked for everywhere.
  private var long = SecretForms()
  /// Shorter ones are words of any text: they are looked for as whole words, in lines that no command is known to
  /// begin, and in replies to lines that had a secret.
  private var short = SecretForms()
  /// What by rights is a user name, out of its Base64: it may stand in an envelope and in mail text.
  private var userNames = SecretForms()
  /// Secrets are shown; they are remembered all the same, for when they are not.
  package var isOff: Bool

  /// Knows no secret yet.
  package init(isOff: Bool = false) { self.isOff = isOff }

  /// Octets from which on a secret is looked for everywhere.
  package static let longEnough = 6

  // MARK: What is sent

  /// Whether nothing secret was met yet.
  package var isEmpty: Bool { long.isEmpty && short.isEmpty && userNames.isEmpty }

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

  private static func stands(_ form: SecretForms.Form, in octets: [UInt8], asWord: Bool) -> Bool {
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
    _ form: SecretForms.Form, in line: [UInt8], to secrets: inout [Outgoing.Secret],
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
    keep(bare: secret, variable)
    let words = secret.split(whereSeparator: { $0 == ASCII.space || $0 == ASCII.tab })
    if words.count > 1 {
      for (index, word) in words.enumerated() {
        keep(
          Array(word), "\(variable)-word-\(index + 1)", isUserName: isUserName || Self.isAddress(Array(word)))
      }
      // Base64 with a stray blank in it.
      if let decoded = Self.decoded(secret[...]) { keep(parts: decoded, variable, isUserName: isUserName) }
    }
    for word in words.count > 1 ? words : [secret[...]] {
      guard let decoded = Self.decoded(word) ?? Self.decoded(Self.unquoted(word)) else { continue }
      keep(parts: decoded, variable, isUserName: isUserName)
    }
    keep(encoded: secret, variable)
  }

  /// What may be meant by Base64 that is not written as it should be: what is text then.
  private static func decoded(_ word: ArraySlice<UInt8>) -> [UInt8]? {
    if let decoded = Base64.decode(word) { return decoded }
    // A few octets are read out of any word.
    return Base64.decodeLeniently(word).flatMap {
      $0.count < 4 || String(validating: $0, as: UTF8.self) == nil ? nil : $0
    }
  }

  /// What a response holds behind Base64: the password of PLAIN (RFC 4616 §2), the token of XOAUTH2 and OAUTHBEARER (RFC
  /// 7628 §3.1), the digest of CRAM-MD5 (RFC 2195 §2), the proof of SCRAM (RFC 5802 §5.1), else all of it.
  private mutating func keep(parts decoded: [UInt8], _ variable: String, isUserName: Bool) {
    func named(_ part: String) -> String { "\(variable)-\(part)" }
    let trimmed = Self.trimmed(decoded[...])
    if !isUserName || !Self.isAddress(trimmed) {
      keep(decoded, named("decoded"), isUserName: isUserName)
      // `echo password | base64` encodes the end of the line, too.
      if trimmed.count != decoded.count { keep(encoded: trimmed, named("decoded"), isUserName: isUserName) }
    }
    // In the padding, or the alphabet, in which it was not sent.
    keep(encoded: decoded, named("decoded"), isUserName: isUserName)
    // A password may have such a spelling in it: then it is what it is, too.
    for meant in Set([decoded, Self.withControls(decoded)]) { keep(fields: meant, variable) }
    // As in a URL.
    if let colon = trimmed.firstIndex(of: ASCII.colon), colon > 0, !trimmed.contains(0), !trimmed.contains(1) {
      keep(both: trimmed[(colon + 1)...], named("password"))
    }
    if let space = trimmed.lastIndex(of: ASCII.space), !trimmed.contains(0), !trimmed.contains(1) {
      keep(both: trimmed[(space + 1)...], named("digest"))
    }
    // Extensions may stand behind it. In front of all others it names a channel binding.
    let attributes = trimmed.split(separator: ASCII.comma, omittingEmptySubsequences: false).dropFirst()
    if let proof = attributes.first(where: { $0.starts(with: Array("p=".utf8)) }) {
      keep(both: proof.dropFirst(2), named("proof"))
    }
  }

  /// Keeps what stands between the NULs and the ^As of a response.
  private mutating func keep(fields response: [UInt8], _ variable: String) {
    func named(_ part: String) -> String { "\(variable)-\(part)" }
    let fields = response.split(omittingEmptySubsequences: false) { $0 == 0 || $0 == 1 }
    if response.contains(0), let password = fields.last(where: { !Self.trimmed($0).isEmpty }) {
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
  }

  /// A word without quotation marks, brackets and the like around it.
  private static func unquoted(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isDigit(_ octet: UInt8) -> Bool { Base64.digit(octet) != nil || octet == ASCII.equals }
    guard let first = word.firstIndex(where: isDigit), let last = word.lastIndex(where: isDigit) else {
      return []
    }
    return word[first...last]
  }

  /// A response in which NUL and ^A stand for what somebody wrote for them: `\\0`, `\\x01`, `^A`.
  private static func withControls(_ response: [UInt8]) -> [UInt8] {
    let spellings: [(text: [UInt8], octet: UInt8)] = [
      ("\\000", 0), ("\\x00", 0), ("\\0", 0), ("^@", 0), ("%00", 0), ("\\001", 1), ("\\x01", 1), ("\\1", 1),
      ("^A", 1),
      ("%01", 1),
    ].map { (Array($0.0.utf8), $0.1) }
    var out: [UInt8] = []
    var rest = response[...]
    while let octet = rest.first {
      if let found = spellings.first(where: { rest.starts(with: $0.text) }) {
        out.append(found.octet)
        rest = rest.dropFirst(found.text.count)
      } else {
        out.append(octet)
        rest = rest.dropFirst()
      }
    }
    return out
  }

  /// Octets without what is often encoded with a secret and is no part of it: the end of the line, blanks, NUL.
  private static func trimmed(_ octets: ArraySlice<UInt8>) -> [UInt8] {
    func isStray(_ octet: UInt8) -> Bool { octet <= ASCII.space }
    let end = octets.lastIndex { !isStray($0) }.map { $0 + 1 } ?? octets.startIndex
    return Array(octets[..<end].drop(while: isStray))
  }

  /// Keeps a part of a response as it is and by itself in Base64.
  private mutating func keep(both part: ArraySlice<UInt8>, _ variable: String) {
    keep(Array(part), variable)
    for form in Set([Array(part), Self.trimmed(part)]) { keep(encoded: form, variable) }
  }

  /// Keeps the Base64 of a secret: with and without padding, in both alphabets.
  private mutating func keep(encoded secret: [UInt8], _ variable: String, isUserName: Bool = false) {
    let encoded = Base64.encode(secret)
    for (form, name) in [(encoded, "base64"), (Base64.urlSafe(encoded), "base64url")] {
      keep(form, "\(variable)-\(name)", isUserName: isUserName)
      keep(bare: form, "\(variable)-\(name)", isUserName: isUserName)
    }
  }

  /// Keeps a form in Base64 without its padding.
  private mutating func keep(bare form: [UInt8], _ variable: String, isUserName: Bool = false) {
    guard form.last == ASCII.equals, let end = form.lastIndex(where: { $0 != ASCII.equals }) else { return }
    keep(Array(form[...end]), "\(variable)-bare", isUserName: isUserName)
  }

  /// Keeps a form as it is, and without what stands around it.
  private mutating func keep(_ form: [UInt8], _ variable: String, isUserName: Bool = false) {
    let trimmed = Self.trimmed(form[...])
    guard !trimmed.isEmpty else { return }
    for octets in trimmed.count == form.count ? [form] : [form, trimmed] {
      let form = SecretForms.Form(octets: octets, variable: variable)
      if octets.count < Self.longEnough {
        short.insert(form)
      } else if isUserName {
        userNames.insert(form)
      } else {
        long.insert(form)
      }
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
    if reply.lines.count > 1 { changed = scrubAcrossLines(&octets, reply) || changed }
    guard changed else { return reply }
    return Reply(
      octets: octets, lines: reply.lines, code: reply.code, enhanced: reply.enhanced, findings: reply.findings)
  }

  /// Overwrites long secrets that stand across the lines of a reply: servers break what is long.
  private func scrubAcrossLines(_ octets: inout [UInt8], _ reply: Reply) -> Bool {
    var joined: [UInt8] = []
    var places: [Int] = []
    for line in reply.lines {
      let text = Int(line.start) + Int(line.prefix)..<Int(line.end)
      let code = EnhancedStatusCode.parse(octets[text]).map { $0.length + 1 } ?? 0
      for place in text.dropFirst(code) {
        joined.append(octets[place])
        places.append(place)
      }
    }
    var found: [Range<Int>] = []
    for forms in [long, userNames] {
      forms.eachMatch(in: joined, joined.indices) { range in
        // What stands within a line was judged there.
        if places[range.upperBound - 1] - places[range.lowerBound] >= range.count { found.append(range) }
      }
    }
    for range in found { for index in range { octets[places[index]] = ASCII.asterisk } }
    return !found.isEmpty
  }

  /// The same of a line of a reply that is still coming.
  package func scrub(_ line: [UInt8], _ exchange: DialogueState.Exchange?) -> [UInt8] {
    guard mustLook(exchange) else { return line }
    var out = line
    let hasCode = line.count > 3 && line.prefix(3).allSatisfy(\.isASCIIDigit)
    _ = scrub(&out, (hasCode ? 4 : 0)..<line.count, exchange)
    return out
  }

  /// The same of lines of a reply that is still coming, as far as they may be shown: a secret that is broken over lines may
  /// have begun in the last ones, and these wait for what comes behind them.
  ///
  /// - Parameters:
  ///   - lines: without their ends, behind those that were shown before.
  func scrub(pending lines: [[UInt8]], _ exchange: DialogueState.Exchange?) -> [[UInt8]] {
    guard mustLook(exchange) else { return lines }
    var shown = lines[...]
    while !shown.isEmpty, mayBreakSecret(behind: shown) { shown.removeLast() }
    var parser = ReplyParser()
    parser.feed(Array(shown.joined(separator: [ASCII.lf])) + [ASCII.lf])
    guard shown.count > 1, parser.next() == nil, let reply = parser.finish() else {
      return shown.map { scrub($0, exchange) }
    }
    let clean = scrub(reply, exchange)
    return clean.lines.indices.map { Array(clean.lineOctets($0)) }
  }

  /// Whether what lines say, one behind the other, ends with the beginning of a secret.
  private func mayBreakSecret(behind lines: ArraySlice<[UInt8]>) -> Bool {
    let said = lines.flatMap { line in
      let text = line[min(4, line.count)...]
      return text.dropFirst(EnhancedStatusCode.parse(text).map { $0.length + 1 } ?? 0)
    }
    return long.isBegun(atEndOf: said) || userNames.isBegun(atEndOf: said)
  }

  /// The same of a text of ours that quotes replies, or what was expected of one.
  package func scrub(_ text: String) -> String {
    guard mustLook(nil) else { return text }
    var octets = Array(text.utf8)
    return scrub(&octets, octets.indices, nil) ? octets.text : text
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
      forms.eachMatch(in: octets, text) { range in
        if !isOffer || !Self.isProtocol(octets[range], octets, range, text) { found.append(range) }
      }
    }
    if Self.mayEcho(exchange), !short.isEmpty {
      let code = EnhancedStatusCode.parse(octets[text])?.length ?? 0
      let behind = text.lowerBound + code..<text.upperBound
      short.eachMatch(in: octets, behind) { range in
        if Self.isWholeWord(octets, range, behind) { found.append(range) }
      }
    }
    Disguise.each(in: octets[text]) { disguise in
      for range in places(in: disguise, mayEcho: Self.mayEcho(exchange), depth: 2) { found.append(range) }
    }
    for range in found { for index in range { octets[index] = ASCII.asterisk } }
    return !found.isEmpty
  }

  /// Where in a text another reading of it holds a secret, itself or in one more encoding.
  private func places(in disguise: Disguise, mayEcho: Bool, depth: Int) -> [Range<Int>] {
    let octets = disguise.octets
    let all = octets.indices
    var found: [Range<Int>] = []
    for forms in [long, userNames] { forms.eachMatch(in: octets, all) { found.append($0) } }
    // A short one stands by chance in what is no text.
    if mayEcho, !short.isEmpty, octets.allSatisfy({ $0 >= ASCII.space && $0 != ASCII.del }) {
      short.eachMatch(in: octets, all) { range in
        if Self.isWholeWord(octets, range, all) { found.append(range) }
      }
    }
    if depth > 1 {
      Disguise.each(in: octets[...]) { found += places(in: $0, mayEcho: mayEcho, depth: depth - 1) }
    }
    // What is not encoded stands in the text, too, and was judged there.
    return found.compactMap { range in
      let source = disguise.source(of: range)
      return source.count > range.count ? source : nil
    }
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
