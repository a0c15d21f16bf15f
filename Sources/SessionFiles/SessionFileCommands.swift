// The `:commands` of session files. What the console's own command table has is read there; here are those that
// only a file needs. One row each, for the parser, the messages and the reference.

import SMTP
import SMTPSession
import Transcript

/// The table of commands that only session files have.
package enum SessionFileCommands {
  package struct Row: Sendable {
    package let name: String
    package let usage: String
    package let help: String
    let make: @Sendable (Words) -> Result<SessionFileCommand, CommandProblem>
  }

  package static let rows: [Row] = [
    Row(
      name: "session", usage: ":session 1", help: "the version of the format; the first line of a recording",
      make: { words in
        words.only.flatMap { Int($0) }.map { .success(.session(version: $0)) } ?? words.wrong("a version: 1")
      }),
    Row(
      name: "match", usage: ":match code|enhanced|text|off",
      help: "how strictly S: lines are compared from here on",
      make: { words in
        words.only.flatMap { MatchLevel(rawValue: $0) }.map { .success(.match($0)) }
          ?? words.wrong("code, enhanced, text or off")
      }),
    Row(
      name: "allow", usage: ":allow ID…", help: "findings that do not fail the run from here on",
      make: { words in
        var rules: [Rule] = []
        for name in words.list {
          guard let rule = Rule(rawValue: name) else {
            let near = Nearest.of(name, in: Rule.allCases.map(\.rawValue)).map { "did you mean \($0)?" }
            return words.wrong("the id of a finding", at: name, near)
          }
          rules.append(rule)
        }
        return rules.isEmpty ? words.wrong("the ids of findings") : .success(.allow(rules))
      }),
    Row(
      name: "expect", usage: ":expect [!]SUBJECT [OPERATOR VALUE]",
      help:
        "asserts a fact: tls.version, tls.verified, tls.cipher, tls.days, capability KEYWORD, time, finding ID",
      make: condition),
    Row(
      name: "capture", usage: ":capture NAME /REGEX/",
      help: "keeps what the first group, or the whole pattern, matches in the last reply",
      make: capture),
    Row(
      name: "pause", usage: ":pause 2s", help: "waits",
      make: { words in
        words.only.flatMap(milliseconds).map { .success(.pause($0)) } ?? words.wrong("a time: 2s, 500ms, 5min")
      }),
    Row(
      name: "timeout", usage: ":timeout 30s|rfc", help: "how long a reply may take from here on",
      make: { words in
        if words.only == "rfc" { return .success(.timeout(nil)) }
        return words.only.flatMap(milliseconds).flatMap { $0 >= 1000 ? $0 / 1000 : nil }
          .map { .success(.timeout($0)) } ?? words.wrong("a time of a second or more, or rfc")
      }),
    Row(
      name: "pipeline", usage: ":pipeline … :end", help: "sends the C: lines up to :end in one write",
      make: { words in words.none.map { .success(.pipeline) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "repeat", usage: ":repeat N … :end", help: "carries out what stands up to :end N times",
      make: { words in
        words.only.flatMap { Int($0) }.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
          .map { .success(.repeatTimes($0)) } ?? words.wrong("a number from 1 to 1000000")
      }),
    Row(
      name: "end", usage: ":end", help: "ends :pipeline or :repeat",
      make: { words in words.none.map { .success(.end) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "include", usage: ":include FILE", help: "carries out another file, named from this one's folder",
      make: { words in words.text.isEmpty ? words.wrong("a file") : .success(.include(words.text)) }),
    Row(
      name: "split", usage: ":split N", help: "sends the next line in writes of N octets, 20 ms apart",
      make: { words in
        words.only.flatMap { Int($0) }.flatMap { (1...100_000).contains($0) ? $0 : nil }
          .map { .success(.split($0)) } ?? words.wrong("a number of octets from 1 to 100000")
      }),
    Row(
      name: "nowait", usage: ":nowait",
      help: "sends the next line without waiting for what the server owes, the greeting included",
      make: { words in words.none.map { .success(.noWait) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "drop", usage: ":drop", help: "closes the connection at once, in the middle of everything",
      make: { words in words.none.map { .success(.drop) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "reset", usage: ":reset", help: "breaks the connection off with a TCP reset",
      make: { words in words.none.map { .success(.reset) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "data", usage: ":data FILE [size=N sha256=HEX]",
      help: "streams a message, and checks that it is the one that was recorded", make: data),
  ]

  /// The words behind a command's name.
  struct Words {
    /// Everything behind the name.
    let text: String
    /// Characters in front of `text`.
    let offset: Int
    let usage: String

    var list: [String] { text.split(separator: " ").map(String.init) }
    var only: String? { list.count == 1 ? list[0] : nil }
    var none: Void? { text.isEmpty ? () : nil }

    func wrong(_ expected: String, at word: String? = nil, _ advice: String? = nil) -> Result<
      SessionFileCommand, CommandProblem
    > {
      let within = word.flatMap { text[...].firstRange(ofText: $0) }.map {
        text.distance(from: text.startIndex, to: $0)
      }
      return .failure(
        CommandProblem(
          text: text.isEmpty ? "\(expected) is missing" : "this is not \(expected)",
          offset: offset + (within ?? 0),
          advice: advice ?? "write \(usage)"))
    }
  }

  /// Reads what stands behind the colon.
  package static func parse(_ text: String) -> Result<SessionFileCommand, CommandProblem> {
    let name = text.prefix { $0 != " " }
    let gap = text.dropFirst(name.count).prefix { $0 == " " }
    var rest = String(text.dropFirst(name.count + gap.count))
    while rest.last == " " { rest.removeLast() }
    if name == "set", let assignment = assignment(rest, name.count + gap.count) { return assignment }
    if let row = rows.first(where: { $0.name == name }) {
      return row.make(Words(text: rest, offset: name.count + gap.count, usage: row.usage))
    }
    switch CommandTable.parse(text) {
    case .success(.run), .success(.compare):
      return .failure(
        CommandProblem(
          text: ":\(name) is for the console", offset: 0,
          advice: "a file carries out another one with :include FILE"))
    case .success(let command): return .success(.console(command))
    case .failure(let problem):
      if problem.offset == 0, let near = Nearest.of(String(name), in: rows.map(\.name)) {
        return .failure(CommandProblem(text: problem.text, offset: 0, advice: "did you mean :\(near)?"))
      }
      return .failure(problem)
    }
  }

  /// `:set` of a name that is no setting: a variable. Nil: the console's own `:set` reads it.
  private static func assignment(_ text: String, _ offset: Int) -> Result<SessionFileCommand, CommandProblem>? {
    let name = text.prefix { $0 != " " }
    guard !name.isEmpty, Setting.row(String(name)) == nil else { return nil }
    guard Variables.isName(name), !name.contains(":") else {
      return .failure(
        CommandProblem(
          text: "this is no name of a variable", offset: offset, advice: "letters, digits, dots and hyphens"))
    }
    let value = text.dropFirst(name.count).drop { $0 == " " }
    do throws(CommandProblem) {
      return .success(.assign(name: String(name), value: try Template(parsing: value)))
    } catch {
      return .failure(
        CommandProblem(
          text: error.text, offset: offset + text.count - value.count + error.offset, advice: error.advice))
    }
  }

  // MARK: Times

  /// `2s`, `1.5s`, `500ms`, `5min`; a bare number is seconds.
  static func milliseconds(_ text: String) -> Int? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number >= 0 else { return nil }
    let factor: Double
    switch text.dropFirst(digits.count) {
    case "ms": factor = 1
    case "", "s": factor = 1000
    case "min", "m": factor = 60_000
    default: return nil
    }
    let value = number * factor
    return value <= 86_400_000 ? Int(value) : nil
  }

  // MARK: Commands of several words

  private static func capture(_ words: Words) -> Result<SessionFileCommand, CommandProblem> {
    let name = words.text.prefix { $0 != " " }
    guard Variables.isName(name), !name.contains(":") else { return words.wrong("a name and a /regex/") }
    let rest = words.text.dropFirst(name.count).drop { $0 == " " }
    guard rest.count >= 2, rest.first == "/", rest.last == "/" else {
      return words.wrong("a name and a /regex/", at: String(rest))
    }
    do {
      return .success(.capture(name: String(name), try Pattern(String(rest.dropFirst().dropLast()))))
    } catch {
      return .failure(
        CommandProblem(
          text: error.text, offset: words.offset + words.text.count - rest.count + 1 + error.offset,
          advice: "a / needs no \\ in front of it"))
    }
  }

  private static func data(_ words: Words) -> Result<SessionFileCommand, CommandProblem> {
    var list = words.list
    var size: Int?
    var digest: String?
    while let last = list.last, list.count > 1 {
      if last.hasPrefix("size="), let number = Int(last.dropFirst(5)) {
        size = number
      } else if last.hasPrefix("sha256="), last.count == 71 {
        digest = String(last.dropFirst(7))
      } else {
        break
      }
      list.removeLast()
    }
    if list.isEmpty { return .success(.console(.data(file: nil))) }
    return .success(.data(file: list.joined(separator: " "), size: size, sha256: digest))
  }

  private static let subjects: [(String, Condition.Subject)] = [
    ("tls.version", .tlsVersion), ("tls.verified", .tlsVerified), ("tls.cipher", .tlsCipher),
    ("tls.days", .tlsDays), ("capability", .capability), ("time", .time), ("finding", .finding),
  ]

  private static func condition(_ words: Words) -> Result<SessionFileCommand, CommandProblem> {
    var list = words.list
    guard let first = list.first else { return words.wrong("a fact to expect") }
    let isNegated = first.hasPrefix("!")
    let name = isNegated ? String(first.dropFirst()) : first
    guard let subject = subjects.first(where: { $0.0 == name })?.1 else {
      let near = Nearest.of(name, in: subjects.map(\.0)).map { "did you mean \($0)?" }
      return words.wrong(
        "a fact that can be expected", near ?? "write \(subjects.map(\.0).joined(separator: ", "))")
    }
    list.removeFirst()
    var comparison: Condition.Comparison?
    if let sign = list.first, let found = Condition.Comparison(rawValue: sign == "==" ? "=" : sign) {
      comparison = found
      list.removeFirst()
    }
    let value = list.joined(separator: " ")
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
      isRight = comparison != nil && SessionFacts.rank(value) > 0
      usage = "tls.version >= TLSv1.2"
    case .tlsCipher:
      isRight = (comparison == .equal || comparison == .unequal) && !value.isEmpty
      usage = "tls.cipher = NAME"
    }
    guard isRight else {
      return words.wrong("an expectation of \(name)", at: value.isEmpty ? nil : value, "write :expect \(usage)")
    }
    return .success(.expect(Condition(subject, isNegated: isNegated, comparison, value)))
  }

}

extension SessionFileCommands.Words {
  func wrong(_ expected: String, _ advice: String) -> Result<SessionFileCommand, CommandProblem> {
    wrong(expected, at: nil, advice)
  }
}
