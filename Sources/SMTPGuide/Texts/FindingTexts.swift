// The sentence of each rule, with what was expected and what came. A finding names places; what stands there is quoted
// from the line or the reply as it is shown.

import SMTP

/// What a finding is about, as it is shown.
package enum FindingSubject: Sendable {
  /// A line that was sent, or is being typed.
  case line([UInt8])
  case reply(Reply)
  /// Nothing is at hand: nothing is quoted.
  case none

  /// The octets at a place; nil: they are not at hand.
  func octets(at place: Finding.Place?) -> ArraySlice<UInt8>? {
    let (octets, range): ([UInt8], Range<Int>)
    switch (self, place) {
    case (.line(let line), .line(let place)?): (octets, range) = (line, place)
    case (.reply(let reply), .reply(let place)?): (octets, range) = (reply.octets, place)
    default: return nil
    }
    return octets[range.clamped(to: octets.indices)]
  }
}

/// Sentences by rule.
package enum FindingTexts {
  /// The sentence of a rule.
  package static func english(_ rule: Rule) -> String? { Texts.text("finding.\(rule.rawValue)") }

  /// The sentence with what was expected and what came: `rule text [got; expected: …]`. It holds what a person typed or
  /// a server said, as that is: whoever prints it escapes it.
  ///
  /// - Parameters:
  ///   - subject: what is quoted.
  package static func sentence(_ finding: Finding, in subject: FindingSubject) -> String {
    let text = english(finding.rule) ?? finding.id
    let (got, expected) = words(finding, subject)
    var details = [got, expected.map { Texts.say("finding-detail.expected", ("what", $0)) }].compactMap { $0 }
    if case .text(let line, let count)? = finding.place {
      let key = count == 1 ? "finding-detail.line" : "finding-detail.lines"
      details.append(Texts.say(key, ("line", String(line)), ("count", String(count))))
    }
    return details.isEmpty ? text : "\(text) [\(details.joined(separator: "; "))]"
  }

  /// What came, and what was expected instead.
  private static func words(_ finding: Finding, _ subject: FindingSubject) -> (got: String?, expected: String?)
  {
    func quoted() -> String? { subject.octets(at: finding.place).flatMap { $0.isEmpty ? nil : $0.text } }
    switch finding.detail {
    case nil: return (nil, nil)
    case .quote: return (quoted(), nil)
    case .quoteExpecting(let token): return (quoted(), say(token))
    case .expected(let token): return (nil, say(token))
    case .limit(let limit, let found, let unit):
      return (String(found), Texts.say("finding-detail.limit.\(unit.rawValue)", ("limit", String(limit))))
    case .codes(let codes): return (codes.map(digits).joined(separator: ", "), nil)
    case .code(let code, let expected):
      return (digits(code), expected.isEmpty ? nil : either(expected.map(String.init)))
    case .enhanced(let code, let expectedClass): return (code.description, "\(expectedClass).x.x")
    case .after(let answers): return (answers.name, nil)
    case .before(let answers): return (Texts.say("finding-detail.before", ("answers", answers.name)), nil)
    case .octets(let count): return (Texts.say("finding-detail.octets", ("count", String(count))), nil)
    case .otherProtocol(let other): return (other.rawValue, nil)
    case .verb(let verb): return (verb.rawValue, nil)
    case .keyword(let verb, let afterHello):
      return (verb.row?.keyword, afterHello ? Texts.say("finding-detail.after-hello") : nil)
    case .mechanisms(let names): return (names.isEmpty ? nil : list(names), nil)
    case .quoteMechanisms(let names): return (quoted(), names.isEmpty ? nil : list(names))
    case .emptyLine: return (Texts.say("finding-detail.empty-line"), nil)
    }
  }

  private static func say(_ token: Finding.Token) -> String? {
    switch token {
    case .word(let word): return Texts.say("finding-detail.word.\(word.rawValue)")
    case .syntax(let verb): return verb.row?.syntax
    case .value(let row): return form(Parameter.table[row].value)
    case .keyword(let row): return Parameter.table[row].offeredBy
    }
  }

  /// How a parameter's value is written.
  package static func form(_ value: Parameter.Value) -> String {
    switch value {
    case .none: return Texts.say("finding-detail.value.none")
    case .number: return Texts.say("finding-detail.value.number")
    case .oneOf(let words): return either(words)
    case .listOf(let words): return words.joined(separator: ", ")
    case .text: return Texts.say("finding-detail.value.text")
    }
  }

  /// Words of which each would do.
  private static func either(_ words: [String]) -> String {
    words.dropFirst().reduce(words.first ?? "") {
      Texts.say("finding-detail.or", ("first", $0), ("second", $1))
    }
  }

  private static func list(_ names: [MechanismName]) -> String {
    names.map(\.rawValue).joined(separator: ", ")
  }

  private static func digits(_ code: UInt16) -> String {
    let text = String(code)
    return String(repeating: "0", count: max(0, 3 - text.utf8.count)) + text
  }
}
