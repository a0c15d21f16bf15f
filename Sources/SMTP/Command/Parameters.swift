// The ESMTP parameters of MAIL and RCPT: which extension each belongs to, what its value looks like. One row
// a parameter; the dialogue checks that the extension was offered.

/// `keyword[=value]` behind a path (RFC 5321 §4.1.2).
package struct Parameter: Sendable, Equatable {
  /// In upper case.
  package let keyword: String
  /// As typed; nil without an `=`.
  package let value: String?
  /// Where it stands in the command line, in octets.
  package let range: Range<Int>
  /// Where its keyword stands.
  package var keywordRange: Range<Int> {
    range.lowerBound..<min(range.upperBound, range.lowerBound + keyword.utf8.count)
  }

  /// What the table says of a parameter.
  package struct Row: Sendable {
    /// MAIL or RCPT.
    package let verb: Verb
    /// In upper case.
    package let keyword: String
    /// The EHLO keyword that offers it.
    package let offeredBy: String
    /// What has to stand behind the `=`.
    package let value: Value
    /// The document that defines the parameter.
    package let source: Citation
  }

  /// The form of a parameter's value.
  package enum Value: Sendable {
    case none
    case number
    case oneOf([String])
    /// A list with commas out of these; the first may only stand alone.
    case listOf([String])
    /// xtext (RFC 3461 §4) or another value that is not looked into.
    case text

    func accepts(_ value: String?) -> Bool {
      switch (self, value) {
      case (.none, let value): return value == nil
      case (_, nil): return false
      case (.number, let value?): return Array(value.utf8).decimalValue != nil
      case (.oneOf(let words), let value?): return words.contains(value.asciiUppercased)
      case (.listOf(let words), let value?):
        let given = value.asciiUppercased.split(separator: ",", omittingEmptySubsequences: false).map(
          String.init)
        return given.allSatisfy(words.contains) && (given.count == 1 || !given.contains(words[0]))
      case (.text, _?): return true
      }
    }
  }

  /// Parameters by command. An unknown one is checked for form only.
  package static let table: [Row] = [
    .init(verb: .mail, keyword: "SIZE", offeredBy: "SIZE", value: .number, source: .rfc(1870, "6")),
    .init(
      verb: .mail, keyword: "BODY", offeredBy: "8BITMIME", value: .oneOf(["7BIT", "8BITMIME", "BINARYMIME"]),
      source: .rfc(6152, "2")),
    .init(verb: .mail, keyword: "SMTPUTF8", offeredBy: "SMTPUTF8", value: .none, source: .rfc(6531, "3.4")),
    .init(verb: .mail, keyword: "AUTH", offeredBy: "AUTH", value: .text, source: .rfc(4954, "5")),
    .init(
      verb: .mail, keyword: "RET", offeredBy: "DSN", value: .oneOf(["FULL", "HDRS"]), source: .rfc(3461, "4.3")),
    .init(verb: .mail, keyword: "ENVID", offeredBy: "DSN", value: .text, source: .rfc(3461, "4.4")),
    .init(verb: .mail, keyword: "REQUIRETLS", offeredBy: "REQUIRETLS", value: .none, source: .rfc(8689, "2")),
    .init(verb: .mail, keyword: "BY", offeredBy: "DELIVERBY", value: .text, source: .rfc(2852, "4")),
    .init(verb: .mail, keyword: "MT-PRIORITY", offeredBy: "MT-PRIORITY", value: .text, source: .rfc(6710, "3")),
    .init(
      verb: .mail, keyword: "HOLDFOR", offeredBy: "FUTURERELEASE", value: .number, source: .rfc(4865, "4")),
    .init(
      verb: .mail, keyword: "HOLDUNTIL", offeredBy: "FUTURERELEASE", value: .text, source: .rfc(4865, "4")),
    .init(
      verb: .rcpt, keyword: "NOTIFY", offeredBy: "DSN",
      value: .listOf(["NEVER", "SUCCESS", "FAILURE", "DELAY"]),
      source: .rfc(3461, "4.1")),
    .init(verb: .rcpt, keyword: "ORCPT", offeredBy: "DSN", value: .text, source: .rfc(3461, "4.2")),
    .init(verb: .rcpt, keyword: "RRVS", offeredBy: "RRVS", value: .text, source: .rfc(7293, "3")),
  ]

  /// The row of a parameter of `verb`; nil for one that the table does not know.
  package static func row(_ keyword: String, of verb: Verb) -> Row? {
    index(keyword, of: verb).map { table[$0] }
  }

  /// The place of a parameter's row in `table`.
  static func index(_ keyword: String, of verb: Verb) -> Int? {
    table.firstIndex { $0.verb == verb && $0.keyword == keyword }
  }

  /// Reads parameters from `start` to the end of the line.
  static func parse(_ octets: [UInt8], from start: Int, of verb: Verb) -> (
    list: [Parameter], findings: [Finding]
  ) {
    var list: [Parameter] = []
    var findings: [Finding] = []
    var index = start
    while index < octets.count {
      guard octets[index] == ASCII.space else {
        findings.append(Finding(.parameterSyntax, at: index, .expected(.word(.space))))
        while index < octets.count, octets[index] != ASCII.space { index += 1 }
        continue
      }
      let wordStart = index + 1
      index = wordStart
      while index < octets.count, octets[index] != ASCII.space { index += 1 }
      let word = octets[wordStart..<index]
      guard !word.isEmpty else {
        if octets[wordStart...].allSatisfy({ $0 == ASCII.space }) {
          findings.append(Finding(.trailingSpace, at: wordStart - 1))
          break
        }
        findings.append(Finding(.parameterSyntax, at: wordStart, .expected(.word(.oneSpace))))
        continue
      }
      let equals = word.firstIndex(of: ASCII.equals)
      let name = word[word.startIndex..<(equals ?? word.endIndex)]
      let value = equals.map { word[($0 + 1)...] }
      let parameter = Parameter(
        keyword: name.asciiUppercasedText, value: value.map { $0.text }, range: word.indices)
      if name.first?.isLetDig != true || !name.allSatisfy({ $0.isLetDig || $0 == ASCII.hyphen }) {
        findings.append(Finding(.parameterSyntax, at: wordStart))
      } else if let value,
        value.isEmpty || value.contains(where: { $0 == ASCII.equals || $0 < 0x21 || $0 == ASCII.del })
      {
        findings.append(Finding(.parameterSyntax, at: value.startIndex))
      } else if let row = Self.index(parameter.keyword, of: verb), !table[row].value.accepts(parameter.value) {
        findings.append(Finding(.parameterValue, at: word.indices, .quoteExpecting(.value(row: row))))
      }
      if list.contains(where: { $0.keyword == parameter.keyword }) {
        findings.append(Finding(.parameterTwice, at: parameter.keywordRange, .quote))
      }
      list.append(parameter)
    }
    return (list, findings)
  }
}
