// Which octets of a line that somebody typed are secret: what follows AUTH and its mechanism, the responses to
// challenges, and what is sent as a response where no challenge waits for one. Logins go wrong in many ways, and a
// password that is sent in the wrong place is one all the same: where a line can be a command or a response, and nothing
// tells, it counts as a response.

/// Follows the logins of a conversation.
package struct LoginSecrets: Sendable {
  /// Octets of a line that must not be shown, and what they are called.
  package struct Secret: Sendable, Equatable {
    /// Octets of the line, its end not among them.
    package let range: Range<Int>
    /// The variable that stands for them: `secret:auth-plain`, `secret:auth-login-2`; `secret:auth` where the mechanism
    /// is not known.
    package let variable: String
    /// The first response of LOGIN, and that of EXTERNAL: by rights a user name.
    package let isUserName: Bool

    package init(range: Range<Int>, variable: String, isUserName: Bool) {
      (self.range, self.variable, self.isUserName) = (range, variable, isUserName)
    }
  }

  /// The mechanism of the last AUTH, in lower case behind `auth-`.
  private var name = "auth"
  private var mechanism: MechanismName?
  /// Responses since that AUTH, and lines with a secret, the AUTH itself included.
  private var step = 0
  private var sent = 0
  /// Between an AUTH and what ends the login: success, or a command after all its responses.
  private var isOpen = false

  /// Nobody has begun to log in.
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
    case .response: return response(octets, LoginAttempt.trimmed(octets, 0..<octets.count))
    case .command(let command):
      let isKnown = command.verb != .other && command.verb != .auth
      if let attempt = LoginAttempt(octets, isKnownCommand: isKnown, isWhole: isWhole) {
        return attempt.response.map {
          Secret(range: $0, variable: "secret:" + attempt.name, isUserName: Self.isUserName(attempt.mechanism))
        }
      }
      guard command.verb == .other, !Verb.obsolete.contains(command.verbText) else { return nil }
      // A line that was pasted with its `C:` is one all the same.
      let line = LoginAttempt.body(octets)
      if isOpen { return Self.isMistypedCommand(octets[line]) ? nil : response(octets, line) }
      return Self.isBase64Word(octets[line]) ? response(octets, line) : nil
    }
  }

  /// A line that belongs to no conversation, as it may be shown: what a login would hide is hidden.
  package static func shown(_ line: String) -> String {
    let octets = Array(line.utf8)
    guard let secret = LoginSecrets().secret(in: .command(Command(octets)), octets: octets) else { return line }
    return Shown(octets, hiding: [.init(secret.range, variable: secret.variable)]).octets.text
  }

  private func response(_ octets: [UInt8], _ range: Range<Int>) -> Secret? {
    if range.isEmpty || octets[range].elementsEqual([ASCII.asterisk]) { return nil }
    return Secret(
      range: range, variable: "secret:\(name)-\(step + 1)", isUserName: sent == 0 && Self.isUserName(mechanism))
  }

  /// Takes note that a whole line was sent.
  package mutating func note(_ line: Dialogue.Line, octets: [UInt8]) {
    switch line {
    case .text, .endOfText, .chunk: return
    case .response: count(secret(in: line, octets: octets))
    case .command(let command):
      if command.verb != .other, command.verb != .auth {
        // A login that has not got all it needs goes on, whatever stands between: a script does not look at refusals.
        if sent >= mechanism.flatMap(Self.responses) ?? 1 { isOpen = false }
      } else if command.verbText == "USER" {
        // Of POP, as PASS is, which the next line is without its verb.
        (name, mechanism, step, sent, isOpen) = ("auth", nil, 0, 0, true)
      } else if let attempt = LoginAttempt(octets, isKnownCommand: false, isWhole: true) {
        (name, mechanism, step, isOpen) = (attempt.name, attempt.mechanism, 0, true)
        sent = attempt.response == nil ? 0 : 1
      } else {
        count(secret(in: line, octets: octets))
      }
    }
  }

  /// How many responses a login has; nil: that is not known.
  private static func responses(_ mechanism: MechanismName) -> Int? {
    MechanismFacts.row(mechanism)?.responses.count
  }

  /// Whether the first response is a user name alone, or what stands for one.
  private static func isUserName(_ mechanism: MechanismName?) -> Bool {
    switch mechanism.flatMap(MechanismFacts.row)?.responses.first {
    case .user, .identity: true
    case .password, .userAndPassword, .digest, .token, nil: false
    }
  }

  private mutating func count(_ secret: Secret?) {
    guard secret != nil else { return }
    step += 1
    sent += 1
  }

  /// Takes note of a reply: a login that has succeeded, with all that it needs, is over.
  package mutating func noteReply(code: UInt16?) {
    if code == 235, let wanted = mechanism.flatMap(Self.responses), sent >= wanted { isOpen = false }
  }

  // MARK: Reading

  /// Whether a line is nearly a known command, with something behind it: then it was meant as one.
  private static func isMistypedCommand(_ line: ArraySlice<UInt8>) -> Bool {
    guard let end = line.firstIndex(where: LoginAttempt.isBlank) else { return false }
    let word = line[..<end].map(\.asciiUppercased)
    guard word.count >= 4 else { return false }
    return Verb.table.contains { row in
      let verb = Array(row.verb.rawValue.utf8)
      return word.sorted() == verb.sorted() || EditDistance.between(word, verb) <= 1
    }
  }

  /// Whether a line is one word of Base64 that no command would be called: with padding, with digits or signs, or with
  /// capital and small letters. Without its padding, or in the URL-safe alphabet, it has to look like nothing else.
  static func isBase64Word(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 4 else { return false }
    let hasUpper = word.contains { $0.isASCIILetter && $0 < 0x60 }
    let hasLower = word.contains { $0.isASCIILetter && $0 > 0x60 }
    guard Base64.decode(word) == nil else { return hasUpper && hasLower || word.contains { !$0.isASCIILetter } }
    guard word.count >= 8, hasUpper, hasLower, !word.contains(where: LoginAttempt.isBlank),
      Base64.decodeLeniently(word) != nil
    else { return false }
    let hasCapitalInside = zip(word, word.dropFirst()).contains {
      $0.isASCIILetter && $0 > 0x60 && $1.isASCIILetter && $1 < 0x60
    }
    return hasCapitalInside || word.contains(where: \.isASCIIDigit)
  }
}
