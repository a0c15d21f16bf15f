// What a server offered in its last EHLO or LHLO reply (RFC 5321 §4.1.1.1), read once.

/// The service extensions of one EHLO reply.
package struct Capabilities: Sendable, Equatable {
  /// One line of the reply.
  package struct Entry: Sendable, Equatable {
    /// The keyword in upper case.
    package let keyword: String
    /// The words behind the keyword, as the server wrote them.
    package let parameters: [String]

    package init(keyword: String, parameters: [String]) {
      self.keyword = keyword
      self.parameters = parameters
    }
  }

  /// The name the server gave itself in the first line.
  package let domain: String
  /// In the order of the reply, without its first line; a keyword may stand there twice.
  package let entries: [Entry]

  /// Reads the lines of a positive EHLO reply; nil for another reply.
  package init?(_ reply: Reply) {
    guard reply.code == 250 else { return nil }
    var domain = ""
    var entries: [Entry] = []
    entries.reserveCapacity(reply.lines.count)
    for index in reply.lines.indices {
      var words = ReplyWords(reply.text(index))
      guard let first = words.next() else { continue }
      if index == 0 {
        domain = first.text
        continue
      }
      var keyword = first.asciiUppercasedText
      var parameters: [String] = []
      // "AUTH=LOGIN PLAIN" is an old way to say "AUTH LOGIN PLAIN".
      if first.isAuthEquals {
        keyword = "AUTH"
        parameters.append(first.dropFirst(5).text)
      }
      while let word = words.next() { parameters.append(word.text) }
      entries.append(Entry(keyword: keyword, parameters: parameters))
    }
    self.domain = domain
    self.entries = entries
  }

  /// An offer by hand; keywords have to be in upper case.
  package init(domain: String, entries: [Entry]) {
    self.domain = domain
    self.entries = entries
  }

  /// Whether a keyword was offered. It has to be given in upper case.
  package func has(_ keyword: String) -> Bool {
    let length = keyword.utf8.count
    return entries.contains { $0.keyword.utf8.count == length && $0.keyword == keyword }
  }

  /// The parameters of a keyword, all its lines together; nil when it was not offered.
  package func parameters(_ keyword: String) -> [String]? {
    guard has(keyword) else { return nil }
    return entries.filter { $0.keyword == keyword }.flatMap(\.parameters)
  }

  /// SASL mechanisms in upper case, without repetition (RFC 4954 §3).
  package var mechanisms: [String] {
    var out: [String] = []
    for index in entries.indices where entries[index].keyword == "AUTH" {
      for parameter in entries[index].parameters {
        let name = parameter.asciiUppercased
        if !out.contains(name) { out.append(name) }
      }
    }
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
      var words = ReplyWords(reply.text(index))
      guard let keyword = words.next() else {
        out.append(Finding(.ehloKeywordSyntax, nil, .emptyLine))
        continue
      }
      if keyword.isAuthEquals {
        out.append(Finding(.ehloAuthEquals, .reply(keyword.indices), .quote))
        continue
      }
      var isSound =
        keyword[keyword.startIndex].isLetDig && keyword.allSatisfy { $0.isLetDig || $0 == ASCII.hyphen }
      while isSound, let parameter = words.next() {
        isSound = parameter.allSatisfy { $0 >= 0x21 && $0 <= 0x7E }
      }
      if !isSound { out.append(Finding(.ehloKeywordSyntax, .reply(keyword.indices), .quote)) }
    }
    return out
  }
}
