// What a secret can be read as: a response in Base64 holds a password, a proof or a token, and people write it in many
// ways. Whatever a server may say of it is a form to be looked for.

import SMTP

/// The forms of one secret.
struct SecretReadings {
  struct Reading {
    let octets: [UInt8]
    /// What stands for it.
    let variable: String
    /// By rights a user name, or what it looks like in Base64.
    let isUserName: Bool
    /// Octets of it from which on a piece of it is one, too; nil: what else is in it is no secret.
    let piece: Int?
  }

  private(set) var all: [Reading] = []
  /// The words of secrets that are several: by themselves they are any text's.
  private(set) var phrases: [[[UInt8]]] = []

  /// Octets that are told apart from any text.
  static let piece = 8
  /// Of a whole response: what its first octets encode is a user name.
  private static let pieceOfResponse = 12

  /// - Parameters:
  ///   - variable: what stands for it; a form of it has this name and its own, as `secret:auth-plain-password`, for it is
  ///     another value.
  ///   - isUserName: it is by rights a user name: an address among such is none to be hidden.
  ///   - isTyped: somebody wrote it in a line, and may have written more than the secret.
  init(of secret: [UInt8], called variable: String, isUserName: Bool, isTyped: Bool) {
    let words = secret.split(whereSeparator: { $0 <= ASCII.space })
    let whole = Self.decoded(secret[...])
    let isResponse = whole.map { Self.piece(ofDecoded: $0) == nil } ?? false
    let least = isUserName ? nil : isResponse ? Self.pieceOfResponse : Self.piece
    keep(secret, variable, piece: least)
    keep(bare: secret, variable, piece: least)
    if !isTyped {
      keep(phrase: secret[...])
      keep(otherCharactersOf: secret[...], variable)
    }
    if words.count > 1, isTyped {
      // Which of them is the password is not known.
      for (index, word) in words.enumerated() {
        let isName = isUserName || Self.isAddress(Array(word))
        keep(
          Array(word), "\(variable)-word-\(index + 1)", isUserName: isName, piece: isName ? nil : Self.piece)
      }
    }
    // Base64 with a stray blank in it.
    if words.count > 1, let whole { keep(parts: whole, variable, isUserName: isUserName) }
    for word in words.count > 1 ? words : [secret[...]] {
      if let decoded = Self.decoded(word) ?? Self.decoded(Self.unquoted(word)) {
        keep(parts: decoded, variable, isUserName: isUserName)
      } else if isTyped {
        keep(glued: word, variable)
        keep(valueOf: word, variable)
      }
    }
    keep(encoded: secret, variable, piece: least)
  }

  /// What may be meant by Base64 that is not written as it should be: what is text then.
  private static func decoded(_ word: ArraySlice<UInt8>) -> [UInt8]? {
    if let decoded = Base64.decode(word) { return decoded }
    // A few octets are read out of any word.
    return Base64.decodeLeniently(word).flatMap {
      $0.count < 4 || String(validating: $0, as: UTF8.self) == nil ? nil : $0
    }
  }

  // MARK: Responses

  /// What a response holds behind Base64: the password of PLAIN (RFC 4616 §2), the token of XOAUTH2 and OAUTHBEARER (RFC
  /// 7628 §3.1), the digest of CRAM-MD5 (RFC 2195 §2), the proof of SCRAM (RFC 5802 §5.1), else all of it.
  private mutating func keep(parts decoded: [UInt8], _ variable: String, isUserName: Bool) {
    func named(_ part: String) -> String { "\(variable)-\(part)" }
    let trimmed = Self.trimmed(decoded[...])
    let least = isUserName ? nil : Self.piece(ofDecoded: decoded)
    let leastEncoded = isUserName ? nil : least ?? Self.pieceOfResponse
    if !isUserName || !Self.isAddress(trimmed) {
      keep(decoded, named("decoded"), isUserName: isUserName, piece: least)
      if least != nil {
        keep(phrase: decoded[...])
        keep(otherCharactersOf: decoded[...], named("decoded"))
      }
      // `echo password | base64` encodes the end of the line, too.
      if trimmed.count != decoded.count {
        keep(encoded: trimmed, named("decoded"), isUserName: isUserName, piece: leastEncoded)
      }
    }
    // In the padding, or the alphabet, in which it was not sent.
    keep(encoded: decoded, named("decoded"), isUserName: isUserName, piece: leastEncoded)
    // A password may have such a spelling in it: then it is what it is, too.
    for meant in Set([decoded, Self.withControls(decoded)]) { keep(fields: meant, variable) }
    // As in a URL.
    if let colon = trimmed.firstIndex(of: ASCII.colon), colon > 0, !trimmed.contains(0), !trimmed.contains(1) {
      keep(both: trimmed[(colon + 1)...], named("password"))
    }
    if let space = trimmed.lastIndex(of: ASCII.space), !trimmed.contains(0), !trimmed.contains(1) {
      keep(both: trimmed[(space + 1)...], named("digest"))
    }
    if !isUserName { keep(attributes: trimmed, variable) }
  }

  /// Octets from which on a piece of what a response says is a secret; nil: it names its user, too.
  private static func piece(ofDecoded decoded: [UInt8]) -> Int? {
    let names = decoded.contains { $0 < 0x02 || $0 == ASCII.comma || $0 == ASCII.equals || $0 == ASCII.colon }
    let last = decoded.split(separator: ASCII.space).last ?? []
    let isDigest = last.count >= 32 && last.count < decoded.count && last.allSatisfy(\.isHexDigit)
    return names || isDigest || isAddress(decoded) ? nil : piece
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
        keep(Array(part), named("token-part-\(index + 1)"), piece: Self.piece)
      }
    }
  }

  /// Names of attributes that hold a secret: SCRAM's proof (RFC 5802 §5.1), DIGEST-MD5's response (RFC 2831 §2.1.2), and
  /// what people write instead.
  private static let secretNames: Set<String> = [
    "P", "PROOF", "RESPONSE", "PASS", "PASSWORD", "PASSWD", "PWD", "PW", "TOKEN", "SECRET", "BEARER",
  ]

  /// Keeps the secret ones of a response's attributes, whatever is written between them.
  private mutating func keep(attributes response: [UInt8], _ variable: String) {
    let separators: [UInt8] = [ASCII.comma, 0x3B, 0x26, 0x7C]
    let fields = response.split { $0 <= ASCII.space || separators.contains($0) }
    // In front of all others `p=` names a channel binding (RFC 5801 §4).
    for (index, field) in fields.enumerated() where fields.count > 1 || field.count >= 16 {
      if Self.isProof(field) {
        keep(both: field, "\(variable)-proof")
      } else if field.first.map({ $0 | 0x20 }) == UInt8(ascii: "p"), Self.isProof(field.dropFirst()) {
        keep(both: field.dropFirst(), "\(variable)-proof")
      }
      guard let sign = field.firstIndex(where: { $0 == ASCII.equals || $0 == ASCII.colon }),
        Self.secretNames.contains(field[..<sign].asciiUppercasedText)
      else { continue }
      let value = Self.unquoted(field[(sign + 1)...], isDigit: { $0 != ASCII.quote && $0 != 0x27 })
      if index > 0 || Self.isProof(value) { keep(both: value, "\(variable)-proof") }
    }
  }

  /// Whether octets are what a hash looks like in Base64.
  private static func isProof(_ octets: ArraySlice<UInt8>) -> Bool {
    octets.count >= 16 && Base64.decode(octets) != nil
  }

  // MARK: What people write

  /// Keeps what Base64 says that something else stands in front of, with nothing between: `PLAIN/AGFsaWNl…`.
  private mutating func keep(glued word: ArraySlice<UInt8>, _ variable: String) {
    for run in word.split(whereSeparator: { Base64.digit($0) == nil }) where run.count >= 12 {
      let digits = run.compactMap(Base64.digit)
      for skipped in 0..<4 {
        let decoded = Base64.decode(digits: digits[skipped...])
        if let first = decoded.firstIndex(of: 0), decoded[first...].contains(where: { $0 != 0 }) {
          let response = Array(decoded[first...])
          keep(encoded: response, "\(variable)-decoded", piece: Self.pieceOfResponse)
          keep(fields: response, variable)
        }
        if decoded.contains(1) {
          keep(encoded: decoded, "\(variable)-decoded", piece: Self.pieceOfResponse)
          keep(fields: decoded, variable)
        }
        let start = decoded.lastIndex { $0 < ASCII.space || $0 >= ASCII.del }.map { $0 + 1 } ?? 0
        let text = decoded[start...]
        if text.count >= 6, start <= 12 { keep(both: text, "\(variable)-decoded") }
      }
    }
  }

  /// Keeps what stands behind a name: `alice:wonderland`, `pass=wonderland`, and a word without its quotation marks.
  private mutating func keep(valueOf word: ArraySlice<UInt8>, _ variable: String) {
    func isNoMark(_ octet: UInt8) -> Bool {
      ![ASCII.quote, 0x27, UInt8(ascii: "<"), ASCII.greater].contains(octet)
    }
    let bare = Self.unquoted(word, isDigit: isNoMark)
    let names: Set<String> = ["USER", "USERNAME", "U", "NAME"]
    var values = bare.count < word.count ? [bare] : []
    if let sign = bare.firstIndex(where: { $0 == ASCII.equals || $0 == ASCII.colon }),
      !names.contains(bare[..<sign].asciiUppercasedText)
    {
      values.append(Self.unquoted(bare[(sign + 1)...], isDigit: isNoMark))
    }
    for value in values where value.count >= 3 && !Self.isAddress(Array(value)) {
      keep(both: value, "\(variable)-value")
    }
  }

  /// A word without what stands around it that is no digit.
  private static func unquoted(
    _ word: ArraySlice<UInt8>,
    isDigit: (UInt8) -> Bool = { Base64.digit($0) != nil || $0 == ASCII.equals }
  ) -> ArraySlice<UInt8> {
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

  /// `alice@client.example`.
  private static func isAddress(_ octets: [UInt8]) -> Bool {
    let parts = octets.split(separator: ASCII.at, omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy { $0.isAtext || $0 == ASCII.dot }
      && parts[1].contains(ASCII.dot)
      && parts[1].allSatisfy { $0.isLetDig || $0 == ASCII.dot || $0 == ASCII.hyphen }
  }

  /// Whether a response in Base64 says what a user is called, and not what a password would be: an address, or a word
  /// without signs and with no capital inside.
  static func isName(_ response: [UInt8]) -> Bool {
    guard let decoded = decoded(response[...]) else { return false }
    let name = trimmed(decoded[...])
    guard !isAddress(name) else { return true }
    return name.count <= 32 && name.first?.isASCIILetter == true
      && name.allSatisfy { $0.isLetDig || [ASCII.dot, ASCII.hyphen, 0x5F].contains($0) }
      && !name.dropFirst().contains { $0.isASCIILetter && $0 < 0x60 }
  }

  // MARK: Keeping

  /// Keeps a part of a response as it is and by itself in Base64.
  private mutating func keep(both part: ArraySlice<UInt8>, _ variable: String) {
    keep(Array(part), variable, piece: Self.piece)
    keep(phrase: part)
    keep(otherCharactersOf: part, variable)
    for form in Set([Array(part), Self.trimmed(part)]) { keep(encoded: form, variable, piece: Self.piece) }
  }

  /// Keeps a secret beyond ASCII in the encodings of characters in which servers may read and write it, and in the cases
  /// that are not ASCII's.
  private mutating func keep(otherCharactersOf secret: ArraySlice<UInt8>, _ variable: String) {
    guard secret.count <= 1024, secret.contains(where: { $0 >= 0x80 }) else { return }
    /// As Latin-1, each octet is a character.
    func utf8(_ latin1: some Sequence<UInt8>) -> [UInt8] {
      latin1.flatMap { Array(String(Unicode.Scalar($0)).utf8) }
    }
    // UTF-8 that is taken for Latin-1, and Latin-1 that is not.
    var forms = [utf8(secret)]
    var encoded: [[UInt8]] = []
    if let text = String(validating: secret, as: UTF8.self) {
      forms += [Array(text.uppercased().utf8), Array(text.lowercased().utf8)]
      let latin1 = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
      if latin1.count == text.unicodeScalars.count { encoded.append(latin1) }
      let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
      let big = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
      encoded += [little, big]
    }
    for form in forms + encoded { keep(form, "\(variable)-characters", piece: Self.piece) }
    for form in encoded { keep(encoded: form, "\(variable)-characters", piece: Self.piece) }
  }

  private mutating func keep(phrase secret: ArraySlice<UInt8>) {
    let words = secret.split { !$0.isLetDig && $0 < 0x80 }.filter { $0.count >= 4 }.map(Array.init)
    if words.count > 1, secret.contains(ASCII.space) { phrases.append(words) }
  }

  /// Keeps the Base64 of a secret: with and without padding, in both alphabets.
  private mutating func keep(
    encoded secret: [UInt8], _ variable: String, isUserName: Bool = false, piece: Int?
  ) {
    let encoded = Base64.encode(secret)
    for (form, name) in [(encoded, "base64"), (Base64.urlSafe(encoded), "base64url")] {
      keep(form, "\(variable)-\(name)", isUserName: isUserName, piece: piece)
      keep(bare: form, "\(variable)-\(name)", isUserName: isUserName, piece: piece)
    }
  }

  /// Keeps a form in Base64 without its padding.
  private mutating func keep(bare form: [UInt8], _ variable: String, isUserName: Bool = false, piece: Int?) {
    guard form.last == ASCII.equals, let end = form.lastIndex(where: { $0 != ASCII.equals }) else { return }
    keep(Array(form[...end]), "\(variable)-bare", isUserName: isUserName, piece: piece)
  }

  /// Keeps a form as it is, and without what stands around it.
  private mutating func keep(_ form: [UInt8], _ variable: String, isUserName: Bool = false, piece: Int?) {
    let trimmed = Self.trimmed(form[...])
    guard !trimmed.isEmpty else { return }
    for octets in trimmed.count == form.count ? [form] : [form, trimmed] {
      all.append(Reading(octets: octets, variable: variable, isUserName: isUserName, piece: piece))
    }
  }
}
