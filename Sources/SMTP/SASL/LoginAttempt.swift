// One line, read as leniently as it takes to find a login in it. People paste what they have: a line with the `C:` of a
// transcript, one for a POP or an IMAP server, AUTH behind another command, a mechanism alone.

/// A line that tries to log in.
package struct LoginAttempt: Sendable {
  /// Nil: none that is known.
  let mechanism: MechanismName?
  /// What the placeholder is called: `auth-plain`, or `auth` where no mechanism can be named.
  let name: String
  /// Octets of the line that are the response, or whatever stands in its place; nil: there is none.
  let response: Range<Int>?

  init(_ name: String = "auth", _ mechanism: MechanismName? = nil, response: Range<Int>?) {
    (self.name, self.mechanism, self.response) = (name, mechanism, response)
  }

  /// Nil: nothing in the line says that it is a login.
  ///
  /// - Parameters:
  ///   - octets: without the line's end.
  ///   - isKnownCommand: the verb is one of SMTP's other than AUTH: then only what is certainly a login counts.
  ///   - isWhole: false: more of the line may follow.
  init?(_ octets: [UInt8], isKnownCommand: Bool, isWhole: Bool) {
    let line = 0..<octets.count
    let body = isKnownCommand ? line : Self.body(octets)
    let found =
      Self.inURL(octets, line) ?? (isKnownCommand ? nil : Self.atStart(octets, body, isWhole: isWhole))
      ?? Self.inside(octets, line, isWhole: isWhole)
      ?? (isKnownCommand ? nil : Self.ofAnotherProtocol(octets, body) ?? NamedPassword.find(octets, body))
      ?? Self.byItsForm(octets, line)
    guard let found else { return nil }
    self = found
  }

  // MARK: Words

  static func isBlank(_ octet: UInt8) -> Bool { octet == ASCII.space || octet == ASCII.tab }

  /// What people put between AUTH and the mechanism, and behind it.
  private static func isSeparator(_ octet: UInt8) -> Bool {
    isBlank(octet) || octet == ASCII.equals || octet == ASCII.colon || octet == ASCII.comma || octet == 0x3B
  }

  static func trimmed(_ octets: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(octets[start]) { start += 1 }
    while end > start, isBlank(octets[end - 1]) { end -= 1 }
    return start..<end
  }

  /// A line without blanks around it, and without what transcripts put in front: `C:`, `>`, `->`, a quotation mark.
  static func body(_ octets: [UInt8]) -> Range<Int> {
    var line = trimmed(octets, 0..<octets.count)
    while let first = octets[line].first {
      var start = line.lowerBound
      if first.asciiUppercased == UInt8(ascii: "C") || first.asciiUppercased == UInt8(ascii: "S") {
        guard line.count > 1, octets[start + 1] == ASCII.colon || octets[start + 1] == UInt8(ascii: ">") else {
          break
        }
        start += 2
      } else if marks.contains(first) {
        start += 1
      } else {
        break
      }
      line = trimmed(octets, start..<line.upperBound)
    }
    return line
  }

  /// Signs in front of a line; none of Base64's, as a response may begin with one, and no asterisk, which cancels.
  private static let marks = Array("<>-~|:#%\"'`([".utf8)

  // MARK: AUTH

  /// `AUTH PLAIN …`, and what was meant to be that: tabs, `AUTH=PLAIN`, `AUTHPLAIN`, `AUHT PLAIN`.
  private static func atStart(_ octets: [UInt8], _ line: Range<Int>, isWhole: Bool) -> LoginAttempt? {
    let wordEnd = octets[line].firstIndex { !$0.isLetDig } ?? line.upperBound
    let word = octets[line.lowerBound..<wordEnd]
    if isAuth(word) { return behind(octets, wordEnd..<line.upperBound, isWhole: isWhole) }
    guard word.count > 4, word.prefix(4).asciiUppercasedText == "AUTH" else { return nil }
    return behind(octets, line.lowerBound + 4..<line.upperBound, isWhole: isWhole)
  }

  /// What stands behind AUTH.
  private static func behind(_ octets: [UInt8], _ range: Range<Int>, isWhole: Bool) -> LoginAttempt {
    var start = range.lowerBound
    while start < range.upperBound, isSeparator(octets[start]) { start += 1 }
    guard start < range.upperBound else { return LoginAttempt(response: nil) }
    let end = octets[start..<range.upperBound].firstIndex(where: isBlank) ?? range.upperBound
    let headEnd = octets[start..<end].firstIndex(where: isSeparator) ?? end
    let head = octets[start..<headEnd]
    let known = MechanismName(head)
    guard known != nil || (headEnd == end && isName(head, isWhole: isWhole || end < octets.count)) else {
      return LoginAttempt(response: start..<range.upperBound)
    }
    var place = headEnd
    while place < range.upperBound, isBlank(octets[place]) || (headEnd < end && isSeparator(octets[place])) {
      place += 1
    }
    // An equals sign alone is the empty response (RFC 4954 §4).
    let rest = octets[place..<range.upperBound]
    let hasResponse = !rest.isEmpty && !rest.elementsEqual([ASCII.equals])
    return LoginAttempt(
      "auth-\(head.text.lowercased())", known, response: hasResponse ? place..<range.upperBound : nil)
  }

  /// AUTH with a known mechanism and a response anywhere in a line; and AUTH= with what is no mailbox, where MAIL wants
  /// one (RFC 4954 §5).
  private static func inside(_ octets: [UInt8], _ line: Range<Int>, isWhole: Bool) -> LoginAttempt? {
    var place = line.lowerBound
    while place + 4 < line.upperBound {
      defer { place += 1 }
      guard octets[place] | 0x20 == UInt8(ascii: "a"), octets[place..<place + 4].asciiUppercasedText == "AUTH",
        place == line.lowerBound || !octets[place - 1].isLetDig
      else { continue }
      var end = place + 4
      if octets[end...].prefix(8).asciiUppercasedText == "ENTICATE" { end += 8 }
      guard end < line.upperBound, isSeparator(octets[end]) else { continue }
      let rest = trimmed(octets, end..<line.upperBound)
      let found = behind(octets, rest, isWhole: isWhole)
      if found.mechanism != nil, found.response != nil { return found }
      guard octets[end] == ASCII.equals else { continue }
      let value = octets[(end + 1)..<line.upperBound].prefix { !isBlank($0) }
      if !value.isEmpty, !value.elementsEqual(Array("<>".utf8)), !value.contains(ASCII.at),
        !value.text.contains("+40")
      {
        return LoginAttempt(response: value.startIndex..<value.endIndex)
      }
    }
    return nil
  }

  /// The response of a login that a line of another program's log quotes, behind AUTH and a known mechanism; nil: none.
  ///
  /// What stands there is one only where it looks like Base64: logs have sentences behind AUTH.
  package static func quoted(in line: [UInt8]) -> Range<Int>? {
    guard line.withUnsafeBytes(hasAuth), let found = inside(line, 0..<line.count, isWhole: true)?.response
    else { return nil }
    let word = line[found].prefix {
      $0.isLetDig || $0 == 0x2B || $0 == 0x2F || $0 == ASCII.equals || $0 == 0x2D || $0 == 0x5F
    }
    guard word.count >= 8, LoginSecrets.isBase64Word(word) else { return nil }
    return word.startIndex..<word.endIndex
  }

  /// Whether a line of a log speaks of AUTH: what follows may be a login.
  package static func isMentioned(in line: [UInt8]) -> Bool { line.withUnsafeBytes(hasAuth) }

  /// Where the last word of a line of a log looks like a response in Base64: it stands alone behind what the program puts
  /// in front of every line. A challenge is none.
  package static func response(endingLine line: [UInt8]) -> Range<Int>? {
    func isPart(_ octet: UInt8) -> Bool { Base64.digit(octet) != nil || octet == ASCII.equals }
    var end = line.count
    // `\\r\\n'` of Python. Most lines end in something else, and are not looked at any further.
    if let last = line.last, last == ASCII.quote || last == UInt8(ascii: "'") {
      end -= 1
      for letter in [UInt8(ascii: "n"), UInt8(ascii: "r")]
      where end > 1 && line[end - 1] == letter && line[end - 2] == ASCII.backslash {
        end -= 2
      }
    }
    var start = end
    while start > 0, isPart(line[start - 1]) { start -= 1 }
    guard end - start >= 8, Base64.decode(line[start..<end]) != nil else { return nil }
    let word = line[start..<end]
    let hasCapitalInside = zip(word, word.dropFirst()).contains {
      $0.isASCIILetter && $0 > 0x60 && $1.isASCIILetter && $1 < 0x60
    }
    guard word.last == ASCII.equals || hasCapitalInside else { return nil }
    let before = line[..<start]
    let marks = ["", ": ", "> ", "< ", "- ", "* ", "'", "\"", "\t", "C: "]
    let isChallenge = before.reversed().starts(with: " 433".utf8)
    guard !isChallenge else { return nil }
    let isMarked = marks.contains {
      $0.isEmpty ? start == 0 : before.reversed().starts(with: $0.utf8.reversed())
    }
    return isMarked ? start..<end : nil
  }

  /// Whether a word is the Base64 of a response, and not a name, a number or a word of any text: what it says can be read,
  /// but for the NULs and ^As of a response, or it is long and of all kinds of characters.
  package static func isResponse(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 8, let decoded = Base64.decodeLeniently(word) else { return false }
    let hasLower = word.contains { $0.isASCIILetter && $0 > 0x60 }
    // Words of a text have their capital in front.
    let hasCapitalInside = zip(word, word.dropFirst()).contains {
      $0.isASCIILetter && $0 > 0x60 && $1.isASCIILetter && $1 < 0x60
    }
    guard hasLower, hasCapitalInside || word.contains(where: { !$0.isASCIILetter }) else { return false }
    return isText(decoded) || word.count >= 24 && hasCapitalInside
  }

  /// Whether a response says something that can be read, but for its NULs and ^As.
  private static func isText(_ response: [UInt8]) -> Bool {
    response.allSatisfy { $0 >= ASCII.space && $0 != ASCII.del || $0 < 2 || $0 == ASCII.cr || $0 == ASCII.lf }
      && String(validating: response, as: UTF8.self) != nil
  }

  /// Where in a line of a log Base64 stands that says something: logs write more behind a response. A challenge is none.
  package static func response(within line: [UInt8]) -> Range<Int>? {
    var place = 0
    while place < line.count {
      let start = place
      // Most words are of small letters alone, and no response.
      var hasLower = false
      var hasOther = false
      while place < line.count {
        let octet = line[place]
        if octet >= 0x61, octet <= 0x7A {
          hasLower = true
        } else if Base64.digit(octet) != nil {
          hasOther = true
        } else {
          break
        }
        place += 1
      }
      while place < line.count, line[place] == ASCII.equals {
        hasOther = true
        place += 1
      }
      let length = place - start
      if length >= 8, length.isMultiple(of: 4), hasLower, hasOther {
        let word = line[start..<place]
        if let decoded = Base64.decode(word), isText(decoded), isResponse(word),
          !line[..<start].reversed().starts(with: " 433".utf8)
        {
          return start..<place
        }
      }
      place = max(place, start + 1)
    }
    return nil
  }

  /// Whether AUTH stands in a line, whatever its case. Few octets are a U, and only beside one it is worth a look.
  private static func hasAuth(_ line: UnsafeRawBufferPointer) -> Bool {
    var place = 1
    while let found = ASCII.first(UInt8(ascii: "u"), fold: 0x20, line, from: place, to: line.count - 2) {
      if line[found - 1] | 0x20 == UInt8(ascii: "a"), line[found + 1] | 0x20 == UInt8(ascii: "t"),
        line[found + 2] | 0x20 == UInt8(ascii: "h")
      {
        return true
      }
      place = found + 1
    }
    return false
  }

  /// Whether a word is AUTH, or AUTH with a letter too few, too many, wrong or in another place.
  private static func isAuth(_ word: ArraySlice<UInt8>) -> Bool {
    guard (3...5).contains(word.count) else { return word.asciiUppercasedText == "AUTHENTICATE" }
    let letters = word.map(\.asciiUppercased)
    let auth = Array("AUTH".utf8)
    if letters == auth { return true }
    guard Verb(name: word.text) == .other else { return false }
    return letters.sorted() == auth.sorted() || EditDistance.between(letters, auth) <= 1
  }

  /// Whether a word that is no known mechanism's is shown as a name: one that is nearly a known one's, or capital letters
  /// and digits that cannot be Base64. What is typed in the place of a mechanism can be the secret itself.
  private static func isName(_ word: ArraySlice<UInt8>, isWhole: Bool) -> Bool {
    guard isWhole else { return MechanismName.isPrefix(word) }
    guard word.count <= 20, word.allSatisfy({ $0.isLetDig || $0 == ASCII.hyphen || $0 == 0x5F }) else {
      return false
    }
    let letters = word.map(\.asciiUppercased)
    if word.count >= 5,
      MechanismName.allCases.contains(where: { EditDistance.between(letters, Array($0.rawValue.utf8)) <= 1 })
    {
      return true
    }
    let isUpper = word.elementsEqual(letters) && letters.contains { $0.isASCIILetter }
    return isUpper && (Base64.decode(word) == nil || word.count < 4)
  }

  // MARK: Other logins

  /// A login word or a mechanism as the first or second word of a line, with something behind it.
  private static func ofAnotherProtocol(_ octets: [UInt8], _ line: Range<Int>) -> LoginAttempt? {
    var place = line.lowerBound
    for _ in 0..<2 {
      let end = octets[place..<line.upperBound].firstIndex(where: isSeparator) ?? line.upperBound
      let word = octets[place..<end]
      var next = end
      while next < line.upperBound, isSeparator(octets[next]) { next += 1 }
      guard next < line.upperBound else { return nil }
      let mechanism = MechanismName(word)
      if mechanism != nil || NamedPassword.isLoginWord(word, isFirst: place == line.lowerBound) {
        // Which of several words is the password is not known, so it is none that is by rights a user name.
        return LoginAttempt("auth-\(word.text.lowercased())", response: next..<line.upperBound)
      }
      place = next
    }
    return nil
  }

  /// Base64 that decodes to a response of PLAIN (RFC 4616 §2), XOAUTH2 or OAUTHBEARER (RFC 7628 §3.1), whatever stands
  /// around it.
  private static func byItsForm(_ octets: [UInt8], _ line: Range<Int>) -> LoginAttempt? {
    var place = line.lowerBound
    while place < line.upperBound {
      let start = place
      while place < line.upperBound, Base64.digit(octets[place]) != nil { place += 1 }
      let end = place
      while place < line.upperBound, octets[place] == ASCII.equals { place += 1 }
      // A few octets at least stand in a login.
      if end - start >= 7, let decoded = Base64.decodeLeniently(octets[start..<end]) {
        let fields = decoded.split(omittingEmptySubsequences: false) { $0 == 0 }
        let isPlain = fields.count == 3 && !fields[1].isEmpty && !fields[2].isEmpty
        let isBearer = decoded.split { $0 == 1 }.contains { $0.prefix(5).asciiUppercasedText == "AUTH=" }
        if isPlain || isBearer { return LoginAttempt(response: start..<place) }
      }
      place = max(place, start + 1)
    }
    return nil
  }

  /// The password of `smtp://user:password@host` (RFC 3986 §3.2.1).
  private static func inURL(_ octets: [UInt8], _ line: Range<Int>) -> LoginAttempt? {
    guard let mark = octets[line].firstRange(of: Array("://".utf8)) else { return nil }
    let authority = octets[mark.upperBound..<line.upperBound].prefix { !isBlank($0) }
    guard let at = authority.lastIndex(of: ASCII.at), let colon = authority.firstIndex(of: ASCII.colon),
      colon + 1 < at
    else { return nil }
    return LoginAttempt(response: colon + 1..<at)
  }
}
