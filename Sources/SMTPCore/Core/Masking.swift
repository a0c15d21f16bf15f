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
  /// The letters and digits of long ones: servers put signs between.
  private var spelled = SecretForms()
  /// Pieces of secrets.
  private var pieces = SecretPieces()
  /// The words of secrets that are several.
  private var phrases: [[[UInt8]]] = []
  private static let mostPhrases = 16
  /// The forms of what may be a password in the place of a user name, until the password is there.
  private var userName: [[UInt8]] = []
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
      if !login.isUserName { forgetUserName() }
      remember(
        Array(line[login.range]), called: variable, isUserName: login.isUserName, isTyped: inside == nil)
      secrets.removeAll { login.range.clamped(to: $0.range) == $0.range }
      secrets.append(Outgoing.Secret(login.range, variable: variable))
    }
    return isOff ? [] : secrets
  }

  /// The password has come: what was in front of it is a user name, which servers say for good reasons.
  private mutating func forgetUserName() {
    for form in userName {
      userNames.remove(form)
      short.remove(form)
    }
    userName = []
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
    remember(secret, called: variable, isUserName: isUserName, isTyped: false)
  }

  private mutating func remember(
    _ secret: [UInt8], called variable: String, isUserName: Bool, isTyped: Bool
  ) {
    guard !secret.isEmpty else { return }
    let readings = SecretReadings(of: secret, called: variable, isUserName: isUserName, isTyped: isTyped)
    for phrase in readings.phrases where !phrases.contains(phrase) { phrases.append(phrase) }
    phrases.removeFirst(max(0, phrases.count - Self.mostPhrases))
    for reading in readings.all {
      let form = SecretForms.Form(octets: reading.octets, variable: reading.variable)
      if reading.octets.count < Self.longEnough {
        short.insert(form)
      } else if reading.isUserName {
        userNames.insert(form)
      } else {
        long.insert(form)
        let letters = reading.octets.filter(\.isLetDig)
        if reading.piece != nil, letters.count >= SecretReadings.piece, letters.count * 2 > reading.octets.count
        {
          spelled.insert(.init(octets: letters, variable: reading.variable))
        }
      }
      if let piece = reading.piece { pieces.insert(reading.octets, least: piece) }
    }
    if isUserName { userName = SecretReadings.isName(secret) ? readings.all.map(\.octets) : [] }
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
    let texts = reply.lines.map { Int($0.start) + Int($0.prefix)..<Int($0.end) }
    let words = phrasePlaces(in: octets, texts, exchange)
    for text in texts { changed = scrub(&octets, text, exchange) || changed }
    for place in words.joined() { octets[place] = ASCII.asterisk }
    changed = changed || !words.isEmpty
    if reply.lines.count > 1 { changed = scrubAcrossLines(&octets, reply, exchange) || changed }
    guard changed else { return reply }
    return Reply(
      octets: octets, lines: reply.lines, code: reply.code, enhanced: reply.enhanced, findings: reply.findings)
  }

  /// The words of a secret where two of them at least stand in what may be about a login.
  private func phrasePlaces(
    in octets: [UInt8], _ texts: [Range<Int>], _ exchange: DialogueState.Exchange?
  ) -> [Range<Int>] {
    guard !phrases.isEmpty, Self.mayEcho(exchange) else { return [] }
    return phrases.flatMap { phrase in
      let places = phrase.map { word in
        texts.flatMap { text in
          var found: [Range<Int>] = []
          Self.eachMatch(of: word, in: octets, text) { range in
            if Self.isWholeWord(octets, range, text) { found.append(range) }
          }
          return found
        }
      }
      return places.count(where: { !$0.isEmpty }) > 1 ? Array(places.joined()) : []
    }
  }

  /// Overwrites long secrets that stand across the lines of a reply: servers break what is long.
  private func scrubAcrossLines(
    _ octets: inout [UInt8], _ reply: Reply, _ exchange: DialogueState.Exchange?
  ) -> Bool {
    var joined: [UInt8] = []
    var places: [Int] = []
    for line in reply.lines {
      let text = Int(line.start) + Int(line.prefix)..<Int(line.end)
      let code = EnhancedStatusCode.parse(octets[text]).map { $0.length + 1 } ?? 0
      for place in text.dropFirst(code) {
        joined.append(reply.octets[place])
        places.append(place)
      }
    }
    var found: [Range<Int>] = []
    // What stands within a line was judged there.
    func add(_ range: Range<Int>) {
      if places[range.upperBound - 1] - places[range.lowerBound] >= range.count { found.append(range) }
    }
    for forms in [long, userNames] { forms.eachMatch(in: joined, joined.indices, add) }
    if !Self.isOffer(exchange), joined.count <= Self.longestQuote {
      eachPiece(in: joined, joined.indices, mayEcho: Self.mayEcho(exchange), add)
      Disguise.each(in: joined[...]) { disguise in
        for range in self.places(in: disguise, mayEcho: false, depth: 2) {
          // What was found within one line seems to go on in the next where that begins with a word.
          let isKnown = range.contains { octets[places[$0]] != joined[$0] }
          let endsLine =
            range.upperBound == joined.count || places[range.upperBound] > places[range.upperBound - 1] + 1
          if !isKnown || endsLine { add(range) }
        }
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
    let text = (hasCode ? 4 : 0)..<line.count
    _ = scrub(&out, text, exchange)
    for place in phrasePlaces(in: line, [text], exchange).joined() { out[place] = ASCII.asterisk }
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
    let isOffer = Self.isOffer(exchange)
    if !isOffer { eachPiece(in: octets, text, mayEcho: Self.mayEcho(exchange)) { found.append($0) } }
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

  private static func isOffer(_ exchange: DialogueState.Exchange?) -> Bool {
    exchange?.awaited == .command(.ehlo) || exchange?.awaited == .command(.lhlo)
  }

  /// Octets of a reply that are looked at as a whole: what is longer quotes no login.
  private static let longestQuote = 1 << 16

  /// Calls `body` with each place of a piece of a secret, and with each where signs stand between its letters.
  private func eachPiece(in octets: [UInt8], _ range: Range<Int>, mayEcho: Bool, _ body: (Range<Int>) -> Void) {
    pieces.eachMatch(in: octets, range) { piece in
      if !SecretPieces.isOrdinary(octets[piece]) || mayEcho && piece.count >= 12 { body(piece) }
    }
    spelled.eachSpelledMatch(in: octets, range, body)
  }

  /// Where in a text another reading of it holds a secret, itself or in one more encoding.
  private func places(in disguise: Disguise, mayEcho: Bool, depth: Int) -> [Range<Int>] {
    let octets = disguise.octets
    let all = octets.indices
    var found: [Range<Int>] = []
    for forms in [long, userNames] { forms.eachMatch(in: octets, all) { found.append($0) } }
    eachPiece(in: octets, all, mayEcho: mayEcho) { found.append($0) }
    // A short one stands by chance in what is no text.
    if mayEcho, !short.isEmpty, octets.allSatisfy({ $0 >= ASCII.space && $0 != ASCII.del }) {
      short.eachMatch(in: octets, all) { range in
        if Self.isWholeWord(octets, range, all) { found.append(range) }
      }
    }
    if depth > 1, disguise.isText {
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
