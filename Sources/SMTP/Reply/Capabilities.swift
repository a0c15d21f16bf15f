// What a server offered in its last EHLO or LHLO reply (RFC 5321 §4.1.1.1), read once.

/// The service extensions of one EHLO reply.
package struct Capabilities: Sendable, Equatable {
  /// One line of the reply.
  package struct Entry: Sendable, Equatable {
    /// The keyword in upper case.
    package let keyword: String
    package let parameters: [String]

    package init(keyword: String, parameters: [String]) {
      self.keyword = keyword
      self.parameters = parameters
    }
  }

  /// The name the server gave itself in the first line.
  package let domain: String
  package let entries: [Entry]

  /// Reads the lines of a positive EHLO reply; nil for another reply.
  package init?(_ reply: Reply) {
    guard reply.code == 250 else { return nil }
    let words = reply.lines.indices.map { Self.words(reply.text($0)) }
    domain = words.first?.first ?? ""
    entries = words.dropFirst().compactMap { line in
      guard let first = line.first else { return nil }
      // "AUTH=LOGIN PLAIN" is an old way to say "AUTH LOGIN PLAIN".
      if first.asciiUppercased.hasPrefix("AUTH=") {
        return Entry(keyword: "AUTH", parameters: [String(first.dropFirst(5))] + line.dropFirst())
      }
      return Entry(keyword: first.asciiUppercased, parameters: Array(line.dropFirst()))
    }
  }

  package init(domain: String, entries: [Entry]) {
    self.domain = domain
    self.entries = entries
  }

  private static func words(_ text: ArraySlice<UInt8>) -> [String] {
    text.split { $0 == ASCII.space || $0 == ASCII.tab }.map { $0.text }
  }

  package func has(_ keyword: String) -> Bool { entries.contains { $0.keyword == keyword } }

  /// The parameters of a keyword, all its lines together; nil when it was not offered.
  package func parameters(_ keyword: String) -> [String]? {
    guard has(keyword) else { return nil }
    return entries.filter { $0.keyword == keyword }.flatMap(\.parameters)
  }

  /// SASL mechanisms in upper case, without repetition (RFC 4954 §3).
  package var mechanisms: [String] {
    var out: [String] = []
    for name in (parameters("AUTH") ?? []).map(\.asciiUppercased) where !out.contains(name) { out.append(name) }
    return out
  }

  /// The largest message in octets; nil where none was named or the number is 0, which means no fixed
  /// limit (RFC 1870 §4).
  package var sizeLimit: Int? {
    guard let value = parameters("SIZE")?.first.flatMap({ Array($0.utf8).decimalValue }), value > 0 else {
      return nil
    }
    return value
  }

  /// What breaks the grammar of RFC 5321 §4.1.1.1 in a reply to EHLO.
  package static func findings(in reply: Reply) -> [Finding] {
    var out: [Finding] = []
    for index in reply.lines.indices.dropFirst() {
      let words = reply.text(index).split { $0 == ASCII.space || $0 == ASCII.tab }
      guard let keyword = words.first else {
        out.append(Finding(.ehloKeywordSyntax, got: "an empty line"))
        continue
      }
      if keyword.count > 4, keyword.asciiUppercasedText.hasPrefix("AUTH=") {
        out.append(Finding(.ehloAuthEquals, got: keyword.text))
        continue
      }
      if !keyword[keyword.startIndex].isLetDig || !keyword.allSatisfy({ $0.isLetDig || $0 == ASCII.hyphen })
        || words.dropFirst().contains(where: { $0.contains { $0 < 0x21 || $0 > 0x7E } })
      {
        out.append(Finding(.ehloKeywordSyntax, got: keyword.text))
      }
    }
    return out
  }
}
