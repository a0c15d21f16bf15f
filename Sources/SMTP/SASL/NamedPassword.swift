// Passwords behind a word that says so: of other protocols, of configurations, of the command line of another program.
// People paste those, too.

/// Finds a password by the word in front of it.
enum NamedPassword {
  /// Words behind which other protocols and configurations have a password: `PASS` of POP3, `LOGIN` of IMAP (RFC 9051
  /// §6.2.3), which stands behind a tag.
  private static let words: Set<String> = names.union([
    "LOGIN", "XLOGIN", "APOP", "TOKEN", "SECRET", "BEARER", "BASIC", "AUTHINFO",
  ])

  /// Words that mean a password wherever they stand.
  private static let names: Set<String> = [
    "PASS", "PASSW", "PASSWD", "PASSWORD", "PASSPHRASE", "PASSCODE", "PWD", "PW", "APIKEY", "API_KEY",
    "API-KEY",
    "ACCESS_TOKEN", "KENNWORT", "PASSWORT",
  ]

  /// Options of swaks, curl and others behind which a password stands; of `-u` and `--user` behind a colon.
  private static let options: Set<String> = [
    "-AP", "-P", "-PW", "--PASS", "--PASSWORD", "--AUTH-PASSWORD", "-U", "--USER",
  ]

  /// Whether a word is one of those, or nearly POP's PASS in the place of a command.
  static func isLoginWord(_ word: ArraySlice<UInt8>, isFirst: Bool) -> Bool {
    let text = word.asciiUppercasedText
    if words.contains(text) { return true }
    guard isFirst, (3...5).contains(word.count), Verb(name: text) == .other else { return false }
    let letters = Array(text.utf8)
    return letters.sorted() == Array("APSS".utf8)
      || letters.first == UInt8(ascii: "P") && EditDistance.between(letters, Array("PASS".utf8)) <= 1
  }

  /// A password behind its name and a sign, `password=…`, `"pass": …`, behind PASS, or behind an option.
  static func find(_ octets: [UInt8], _ line: Range<Int>) -> LoginAttempt? {
    if let value = behindAddress(octets, line) { return LoginAttempt(response: value) }
    var place = line.lowerBound
    while place < line.upperBound {
      let start = place
      while place < line.upperBound, isPart(octets[place]) { place += 1 }
      let word = octets[start..<place].asciiUppercasedText
      if names.contains(word), let value = value(octets, behind: place, line, isPass: word == "PASS") {
        return LoginAttempt(response: value..<line.upperBound)
      }
      if options.contains(word), start == line.lowerBound || octets[start - 1] == ASCII.space {
        var value = octets[place..<line.upperBound].drop { $0 == ASCII.space || $0 == ASCII.equals }
        value = value.prefix { $0 != ASCII.space }
        if word.hasSuffix("-U") || word == "--USER" {
          value = value.firstIndex(of: ASCII.colon).map { value[($0 + 1)...] } ?? []
        }
        if !value.isEmpty { return LoginAttempt(response: value.startIndex..<value.endIndex) }
      }
      place = max(place, start + 1)
    }
    return nil
  }

  /// `alice@client.example:wonderland` alone on a line.
  private static func behindAddress(_ octets: [UInt8], _ line: Range<Int>) -> Range<Int>? {
    guard let at = octets[line].firstIndex(of: ASCII.at), at > line.lowerBound,
      let colon = octets[at..<line.upperBound].firstIndex(of: ASCII.colon), colon + 1 < line.upperBound
    else { return nil }
    let isAlone = octets[line.lowerBound..<colon].allSatisfy { $0.isAtext || $0 == ASCII.dot || $0 == ASCII.at }
    return isAlone ? colon + 1..<line.upperBound : nil
  }

  private static func isPart(_ octet: UInt8) -> Bool {
    octet.isLetDig || octet == ASCII.hyphen || octet == 0x5F
  }

  /// Where a value begins; nil: none stands there.
  private static func value(_ octets: [UInt8], behind place: Int, _ line: Range<Int>, isPass: Bool) -> Int? {
    func isBlank(_ octet: UInt8) -> Bool { octet == ASCII.space || octet == ASCII.quote || octet == 0x27 }
    let signs = octets[place..<line.upperBound].prefix {
      isBlank($0) || $0 == ASCII.equals || $0 == ASCII.colon
    }
    guard signs.endIndex < line.upperBound, !signs.isEmpty else { return nil }
    return isPass || signs.contains { !isBlank($0) } ? signs.endIndex : nil
  }
}
