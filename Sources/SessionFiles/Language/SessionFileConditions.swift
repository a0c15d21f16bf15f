// The commands of session files that are more than a row of words: conditions, captures, messages out of files.

import NetworkFacts
import SMTP
import SMTPCore
import Transcript

extension SessionFileCommands {
  // MARK: Commands of several words

  static func capture(_ words: Words) -> Result<SessionFileCommand, CommandProblem> {
    let name = words.text.prefix { $0 != " " }
    guard Variables.isName(name), !name.contains(":") else { return words.wrong("a name and a /regex/") }
    let rest = words.text.dropFirst(name.count).drop { $0 == " " }
    let offset = words.offset + words.text.count - rest.count
    guard rest.count >= 2, rest.first == "/", rest.last == "/" else {
      return words.wrong("a name and a /regex/", at: rest.isEmpty ? nil : .init(String(rest), at: offset))
    }
    do {
      return .success(.capture(name: String(name), try Pattern(of: rest.dropFirst().dropLast())))
    } catch {
      return .failure(
        CommandProblem(
          text: error.text, offset: offset + 1 + error.offset,
          advice: error.text == Pattern.variable ? Pattern.insteadOfVariable : "a / needs no \\ in front of it")
      )
    }
  }

  static func data(_ words: Words) -> Result<SessionFileCommand, CommandProblem> {
    var list = words.list[...]
    var size: Int?
    var digest: String?
    while let last = list.last?.text, list.count > 1 {
      if last.hasPrefix("size="), let number = Int(last.dropFirst(5)) {
        size = number
      } else if last.hasPrefix("sha256="), last.count == 71 {
        digest = String(last.dropFirst(7))
      } else {
        break
      }
      list.removeLast()
    }
    guard let first = list.first, let last = list.last else { return .success(.console(.data(file: nil))) }
    guard list.count < words.list.count, list.count > 1 else {
      return .success(.data(file: list.count == 1 ? first.text : words.text, size: size, sha256: digest))
    }
    // The spaces between its words are part of the name.
    let file = words.text.prefix(last.offset - first.offset) + last.text
    return .success(.data(file: String(file), size: size, sha256: digest))
  }

  static let subjects: [(String, Condition.Subject)] = [
    ("tls.version", .tlsVersion), ("tls.verified", .tlsVerified), ("tls.cipher", .tlsCipher),
    ("tls.days", .tlsDays), ("capability", .capability), ("time", .time), ("finding", .finding),
  ]

  /// A value that a fact may have; the fact itself and the sign are no variables.
  static func valueOfCondition(_ index: Int, _ words: [String]) -> String? {
    guard index > 0, let first = words.first else { return nil }
    let name = first.hasPrefix("!") ? String(first.dropFirst()) : first
    switch subjects.first(where: { $0.0 == name })?.1 {
    case .capability: return "X"
    case .finding: return Rule.allCases.first?.rawValue
    case .tlsVersion: return index > 1 ? "TLSv1.2" : nil
    case .tlsCipher: return index > 1 ? "X" : nil
    case .tlsDays: return index > 1 ? "1" : nil
    case .time: return index > 1 ? "1s" : nil
    case .tlsVerified, nil: return nil
    }
  }

  static func condition(_ words: Words) -> Result<SessionFileCommand, CommandProblem> {
    var list = words.list[...]
    guard let first = list.popFirst() else { return words.wrong("a fact to expect") }
    let isNegated = first.text.hasPrefix("!")
    let name = isNegated ? String(first.text.dropFirst()) : first.text
    guard let subject = subjects.first(where: { $0.0 == name })?.1 else {
      let near = Nearest.of(name, in: subjects.map(\.0)).map { "did you mean \($0)?" }
      return words.wrong(
        "a fact that can be expected", at: first,
        near ?? "write \(subjects.map(\.0).joined(separator: ", "))")
    }
    var comparison: Condition.Comparison?
    if let sign = list.first?.text, let found = Condition.Comparison(rawValue: sign == "==" ? "=" : sign) {
      comparison = found
      list.removeFirst()
    }
    let value = list.map(\.text).joined(separator: " ")
    let isRight: Bool
    let usage: String
    switch subject {
    case .tlsVerified:
      isRight = comparison == nil && value.isEmpty
      usage = "tls.verified, with nothing behind it"
    case .capability:
      isRight = comparison == nil && !value.isEmpty
      usage = "capability KEYWORD, and a parameter if one is meant"
    case .finding:
      isRight = comparison == nil && Rule(rawValue: value) != nil
      usage = "finding ID; :explain ID says what one is"
    case .time:
      isRight = comparison != nil && milliseconds(value) != nil
      usage = "time < 2s"
    case .tlsDays:
      isRight = comparison != nil && Int(value) != nil
      usage = "tls.days >= 14"
    case .tlsVersion:
      isRight = comparison != nil && TLSOptions.Version(spelling: value) != nil
      usage = "tls.version >= TLSv1.2"
    case .tlsCipher:
      isRight = (comparison == .equal || comparison == .unequal) && !value.isEmpty
      usage = "tls.cipher = NAME"
    }
    guard isRight else {
      return words.wrong("an expectation of \(name)", at: list.first, "write :expect \(usage)")
    }
    return .success(.expect(Condition(subject, isNegated: isNegated, comparison, value)))
  }
}
