// Which octets of a line that somebody typed are secret: what follows AUTH and its mechanism, the responses to
// challenges, and what is sent as a response where no challenge waits for one. Logins go wrong in many ways, and a
// password that is sent in the wrong place is one all the same: where a line can be a command or a response, and nothing
// tells, it counts as a response.

/// Follows the logins of a conversation.
package struct LoginSecrets: Sendable {
  /// Octets of a line that must not be shown, and what they are called.
  package struct Secret: Sendable, Equatable {
    package let range: Range<Int>
    /// The variable that stands for them: `secret:auth-plain`, `secret:auth-login-2`; `secret:auth` where the mechanism
    /// is not known.
    package let variable: String
    /// The first response of LOGIN: by rights a user name.
    package let isUserName: Bool
  }

  /// An AUTH command, read as leniently as it takes to find the secret in it.
  private struct Attempt {
    var mechanism: MechanismName?
    /// What the placeholder is called.
    var name: String
    /// Octets of the response; nil: there is none.
    var response: Range<Int>?
  }

  /// The mechanism of the last AUTH, in lower case behind `auth-`.
  private var name = "auth"
  private var mechanism: MechanismName?
  /// Responses since that AUTH, and lines with a secret, the AUTH itself included.
  private var step = 0
  private var sent = 0
  /// Between an AUTH and the next command that is certainly one.
  private var isOpen = false

  package init() {}

  /// The secret in a line, or in what has been sent of one.
  ///
  /// - Parameters:
  ///   - line: what the dialogue takes it for.
  ///   - octets: the line without its end.
  ///   - isWhole: false: more of the line may follow.
  /// - Returns: nil: there is nothing to hide.
  package func secret(in line: Dialogue.Line, octets: [UInt8], isWhole: Bool = true) -> Secret? {
    switch line {
    case .text, .endOfText, .chunk: return nil
    case .response: return response(octets)
    case .command(let command):
      // Most lines are commands that are known, and no AUTH.
      if command.verb != .other, command.verb != .auth { return nil }
      if let attempt = Self.attempt(octets, isWhole: isWhole) {
        return attempt.response.map {
          Secret(range: $0, variable: "secret:" + attempt.name, isUserName: attempt.mechanism == .login)
        }
      }
      guard command.verb == .other, !Verb.obsolete.contains(command.verbText) else { return nil }
      if isOpen { return Self.isMistypedCommand(octets) ? nil : response(octets) }
      return Self.isBase64Word(octets) ? response(octets) : nil
    }
  }

  private func response(_ octets: [UInt8]) -> Secret? {
    let range = Self.trimmed(octets, 0..<octets.count)
    if range.isEmpty || octets[range].elementsEqual([ASCII.asterisk]) { return nil }
    return Secret(
      range: range, variable: "secret:\(name)-\(step + 1)", isUserName: mechanism == .login && sent == 0)
  }

  /// Takes note that a whole line was sent.
  package mutating func note(_ line: Dialogue.Line, octets: [UInt8]) {
    switch line {
    case .text, .endOfText, .chunk: return
    case .response: count(octets)
    case .command(let command):
      if command.verb != .other, command.verb != .auth {
        isOpen = false
      } else if let attempt = Self.attempt(octets, isWhole: true) {
        (name, mechanism, step, isOpen) = (attempt.name, attempt.mechanism, 0, true)
        sent = attempt.response == nil ? 0 : 1
      } else if secret(in: line, octets: octets) != nil {
        count(octets)
      }
    }
  }

  private mutating func count(_ octets: [UInt8]) {
    guard response(octets) != nil else { return }
    step += 1
    sent += 1
  }

  /// Takes note of a reply: a login that has succeeded, with all that it needs, is over.
  package mutating func noteReply(code: UInt16?) {
    if code == 235, let wanted = mechanism?.responses, sent >= wanted { isOpen = false }
  }

  // MARK: Reading

  private static func isBlank(_ octet: UInt8) -> Bool { octet == ASCII.space || octet == ASCII.tab }

  /// What people put between AUTH and the mechanism, and behind it.
  private static func isSeparator(_ octet: UInt8) -> Bool {
    isBlank(octet) || octet == ASCII.equals || octet == ASCII.colon || octet == ASCII.comma || octet == 0x3B
  }

  private static func trimmed(_ octets: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(octets[start]) { start += 1 }
    while end > start, isBlank(octets[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Reads `AUTH PLAIN …`, and what was meant to be that: blanks in front, tabs, `AUTH=PLAIN`, `AUTHPLAIN`, `AUHT PLAIN`.
  private static func attempt(_ octets: [UInt8], isWhole: Bool) -> Attempt? {
    let line = trimmed(octets, 0..<octets.count)
    let wordEnd = octets[line].firstIndex { !$0.isLetDig } ?? line.upperBound
    let word = octets[line.lowerBound..<wordEnd]
    var start: Int
    if isAuth(word) {
      start = wordEnd
    } else if word.count > 4, word.prefix(4).asciiUppercasedText == "AUTH" {
      start = line.lowerBound + 4
    } else {
      return nil
    }
    while start < line.upperBound, isSeparator(octets[start]) { start += 1 }
    guard start < line.upperBound else { return Attempt(mechanism: nil, name: "auth", response: nil) }
    let end = octets[start..<line.upperBound].firstIndex(where: isBlank) ?? line.upperBound
    let headEnd = octets[start..<end].firstIndex(where: isSeparator) ?? end
    let head = octets[start..<headEnd]
    let known = MechanismName(head)
    guard known != nil || (headEnd == end && isName(head, isWhole: isWhole || end < octets.count)) else {
      return Attempt(mechanism: nil, name: "auth", response: start..<line.upperBound)
    }
    var place = headEnd
    while place < line.upperBound, isBlank(octets[place]) || (headEnd < end && isSeparator(octets[place])) {
      place += 1
    }
    let name = "auth-\(head.text.lowercased())"
    // An equals sign alone is the empty response (RFC 4954 §4).
    let hasResponse = place < line.upperBound && !octets[place..<line.upperBound].elementsEqual([ASCII.equals])
    return Attempt(mechanism: known, name: name, response: hasResponse ? place..<line.upperBound : nil)
  }

  /// Whether a word is AUTH, or AUTH with a letter too few, too many, wrong or in another place.
  private static func isAuth(_ word: ArraySlice<UInt8>) -> Bool {
    guard (3...5).contains(word.count) else { return false }
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

  /// Whether a line is nearly a known command, with something behind it: then it was meant as one.
  private static func isMistypedCommand(_ octets: [UInt8]) -> Bool {
    let line = trimmed(octets, 0..<octets.count)
    guard let end = octets[line].firstIndex(where: isBlank) else { return false }
    let word = octets[line.lowerBound..<end].map(\.asciiUppercased)
    guard word.count >= 4 else { return false }
    return Verb.table.contains { row in
      let verb = Array(row.verb.rawValue.utf8)
      return word.sorted() == verb.sorted() || EditDistance.between(word, verb) <= 1
    }
  }

  /// Whether a line is one word of Base64 that no command would be called: with padding, with digits or signs, or with
  /// capital and small letters.
  private static func isBase64Word(_ octets: [UInt8]) -> Bool {
    let word = octets[trimmed(octets, 0..<octets.count)]
    guard word.count >= 4, Base64.decode(word) != nil else { return false }
    let hasUpper = word.contains { $0.isASCIILetter && $0 < 0x60 }
    let hasLower = word.contains { $0.isASCIILetter && $0 > 0x60 }
    return hasUpper && hasLower || word.contains { !$0.isASCIILetter }
  }
}
