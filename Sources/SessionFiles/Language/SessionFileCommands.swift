// The `:commands` of session files. What the console's own command table has is read there; here are those that
// only a file needs. One row each, for the parser, the messages and the reference. Arguments are read here, too: they
// know the escapes and the variables of `C:` lines, and what a variable cannot stand for is refused.

import NetworkFacts
import SMTP
import SMTPCore
import Transcript

/// The table of commands that only session files have.
package enum SessionFileCommands {
  /// A command that only session files have.
  package struct Row: Sendable {
    /// As it stands behind the colon.
    package let name: String
    /// How the command is written, with its colon; what advice quotes.
    package let usage: String
    /// What it does, for the manual: a few words without a full stop.
    package let help: String
    /// What is put in the place of an argument with a variable while a file is read, so that the rest of the line is
    /// checked before anything is sent; nil: no variable can stand there.
    var standIn: @Sendable (_ index: Int, _ words: [String]) -> String? = { _, _ in nil }
    let make: @Sendable (Words) -> Result<SessionFileCommand, CommandProblem>
  }

  /// In the order in which the manual shows them.
  package static let rows: [Row] = [
    Row(
      name: "session", usage: ":session 2", help: "the version of the format; the first line of a recording",
      make: { words in
        words.only.flatMap { Int($0) }.map { .success(.session(version: $0)) } ?? words.wrong("a version: 1")
      }),
    Row(
      name: "match", usage: ":match code|enhanced|text|off",
      help: "how strictly S: lines are compared from here on", standIn: { _, _ in "code" },
      make: { words in
        words.only.flatMap { MatchLevel(rawValue: $0) }.map { .success(.match($0)) }
          ?? words.wrong("code, enhanced, text or off")
      }),
    Row(
      name: "allow", usage: ":allow ID…", help: "findings that do not fail the run from here on",
      standIn: { _, _ in Rule.allCases.first?.rawValue },
      make: { words in
        var rules: [Rule] = []
        for word in words.list {
          guard let rule = Rule(rawValue: word.text) else {
            let near = Nearest.of(word.text, in: Rule.allCases.map(\.rawValue)).map { "did you mean \($0)?" }
            return words.wrong("the id of a finding", at: word, near)
          }
          rules.append(rule)
        }
        return rules.isEmpty ? words.wrong("the ids of findings") : .success(.allow(rules))
      }),
    Row(
      name: "expect", usage: ":expect [!]SUBJECT [OPERATOR VALUE]",
      help:
        "asserts a fact: tls.version, tls.verified, tls.cipher, tls.days, capability KEYWORD, time, finding ID",
      standIn: valueOfCondition, make: condition),
    Row(
      name: "capture", usage: ":capture NAME /REGEX/",
      help: "keeps what the first group, or the whole pattern, matches in the last reply",
      make: capture),
    Row(
      name: "pause", usage: ":pause 2s", help: "waits", standIn: { _, _ in "1s" },
      make: { words in
        words.only.flatMap(milliseconds).map { .success(.pause($0)) } ?? words.wrong("a time: 2s, 500ms, 5min")
      }),
    Row(
      name: "timeout", usage: ":timeout 30s|rfc", help: "how long a reply may take from here on",
      standIn: { _, _ in "1s" },
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
      standIn: { _, _ in "1" },
      make: { words in
        words.only.flatMap { Int($0) }.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
          .map { .success(.repeatTimes($0)) } ?? words.wrong("a number from 1 to 1000000")
      }),
    Row(
      name: "end", usage: ":end", help: "ends :pipeline or :repeat",
      make: { words in words.none.map { .success(.end) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "include", usage: ":include FILE", help: "carries out another file, named from this one's folder",
      standIn: { _, _ in "x" },
      make: { words in words.text.isEmpty ? words.wrong("a file") : .success(.include(words.text)) }),
    Row(
      name: "split", usage: ":split N",
      help: "sends the next line, or :pipeline, in writes of N octets, 20 ms apart", standIn: { _, _ in "1" },
      make: { words in
        words.only.flatMap { Int($0) }.flatMap { (1...100_000).contains($0) ? $0 : nil }
          .map { .success(.split($0)) } ?? words.wrong("a number of octets from 1 to 100000")
      }),
    Row(
      name: "nowait", usage: ":nowait",
      help:
        "sends the next line, or :pipeline, without waiting for what the server owes, the greeting included",
      make: { words in words.none.map { .success(.noWait) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "drop", usage: ":drop", help: "closes the connection at once, in the middle of everything",
      make: { words in words.none.map { .success(.drop) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "reset", usage: ":reset", help: "breaks the connection off with a TCP reset",
      make: { words in words.none.map { .success(.reset) } ?? words.wrong("nothing behind it") }),
    Row(
      name: "data", usage: ":data FILE [size=N sha256=HEX]",
      help: "streams a message, and checks that it is the one that was recorded",
      standIn: { _, _ in "x" }, make: data),
  ]

  /// The words behind a command's name.
  struct Words {
    let list: [CommandTable.Word]
    /// Everything behind the name.
    let text: String
    /// Characters in front of `text`.
    let offset: Int
    let usage: String

    /// Words of a line.
    init(text: String, offset: Int, usage: String) {
      var list: [CommandTable.Word] = []
      var rest = text[...]
      while let start = rest.firstIndex(where: { $0 != " " }) {
        let word = rest[start...].prefix { $0 != " " }
        list.append(.init(String(word), at: offset + text.distance(from: text.startIndex, to: start)))
        rest = rest[word.endIndex...]
      }
      self.list = list
      self.text = text
      self.offset = offset
      self.usage = usage
    }

    /// Words that have their values already; one with a space in it stays one.
    init(_ words: [CommandTable.Word], usage: String) {
      list = words
      text = words.map(\.text).joined(separator: " ")
      offset = words.first?.offset ?? 0
      self.usage = usage
    }

    var only: String? { list.count == 1 ? list[0].text : nil }
    var none: Void? { text.isEmpty ? () : nil }

    func wrong(_ expected: String, at word: CommandTable.Word? = nil, _ advice: String? = nil) -> Result<
      SessionFileCommand, CommandProblem
    > {
      .failure(
        CommandProblem(
          text: text.isEmpty ? "\(expected) is missing" : "this is not \(expected)",
          offset: word?.offset ?? offset, advice: advice ?? "write \(usage)"))
    }
  }

  /// Reads what stands behind the colon.
  package static func parse(_ text: String) -> Result<SessionFileCommand, CommandProblem> {
    let name = text.prefix { $0 != " " }
    let gap = text.dropFirst(name.count).prefix { $0 == " " }
    let offset = name.count + gap.count
    var rest = String(text.dropFirst(offset))
    if let row = rows.first(where: { $0.name == name }) {
      while rest.last == " " { rest.removeLast() }
      let words = Words(text: rest, offset: offset, usage: row.usage)
      // In a pattern a backslash and a $ have a meaning of their own.
      if row.name == "capture" { return row.make(words) }
      return arguments(row.name, words.list, row.standIn).flatMap { arguments in
        switch arguments {
        case .none: row.make(words)
        case .literal(let list): row.make(Words(list, usage: row.usage))
        case .late(let templates, let shape):
          row.make(Words(shape, usage: row.usage)).map {
            .late(LateCommand(name: row.name, words: templates, shape: $0))
          }
        }
      }
    }
    if let special = special(String(name), rest, offset) { return special }
    return CommandTable.words(text).mapError { problem in
      guard problem.offset == 0, let near = Nearest.of(String(name), in: rows.map(\.name)) else {
        return problem
      }
      return CommandProblem(text: problem.text, offset: 0, advice: "did you mean :\(near)?")
    }.flatMap { row, words in console(row, words) }
  }

  /// Makes a command whose variables have their values.
  ///
  /// - Parameters:
  ///   - name: the name of its row.
  static func make(_ name: String, _ words: [String]) -> Result<SessionFileCommand, CommandProblem> {
    if let row = rows.first(where: { $0.name == name }) {
      return row.make(Words(words.map { .init($0, at: 0) }, usage: row.usage))
    }
    guard let row = CommandTable.row(name) else {
      return .failure(CommandProblem(text: "there is no command :\(name)", offset: 0, advice: ""))
    }
    return make(row, words.map { .init($0, at: 0) })
  }

  // MARK: Commands of the console

  /// What a file says to its own way: a variable's `:set`, and `:send`, whose text is a line's.
  static func special(_ name: String, _ text: String, _ offset: Int) -> Result<
    SessionFileCommand, CommandProblem
  >? {
    if name == "set" { return assignment(text, offset) }
    guard CommandTable.matching(name)?.name == "send", !text.isEmpty else { return nil }
    do throws(CommandProblem) { return .success(.send(try Template(parsing: text[...]))) } catch {
      return .failure(
        CommandProblem(text: error.text, offset: offset + error.offset, advice: error.advice))
    }
  }

  static func console(_ row: CommandRow, _ words: [CommandTable.Word]) -> Result<
    SessionFileCommand, CommandProblem
  > {
    arguments(row.name, words) { index, texts in
      switch row.parameters[index] {
      case .target, .file, .user, .domain, .topic, .command: return "x"
      case .mechanism: return SASLMechanism.plain.name.rawValue
      case .value: return texts.first.flatMap(Setting.row)?.values.first ?? "x"
      case .setting, .octets: return nil
      }
    }.flatMap { arguments in
      switch arguments {
      case .none: make(row, words)
      case .literal(let list): make(row, list)
      case .late(let templates, let shape):
        make(row, shape).map { .late(LateCommand(name: row.name, words: templates, shape: $0)) }
      }
    }
  }

  /// Why a file cannot have a command of the console: there is nobody to show something to.
  static let forPeople: [String: String] = [
    "run": "a file carries out another one with :include FILE",
    "compare": "a file carries out another one with :include FILE; smtpscope compare puts two side by side",
    "tls": "write :expect tls.version >= TLSv1.2, or run it with --verbose",
    "caps": "write :expect capability KEYWORD, or run it with --verbose",
    "timing": "write :expect time < 2s, or --report html=FILE",
    "explain": "run it with --verbose", "help": "leave it out",
    "save": "write :record FILE, or run it with --record FILE",
    "save-screen": "write :record FILE, or run it with --record FILE",
  ]

  static func make(_ row: CommandRow, _ words: [CommandTable.Word]) -> Result<
    SessionFileCommand, CommandProblem
  > {
    func problem(_ text: String, _ word: Int?, _ advice: String) -> Result<SessionFileCommand, CommandProblem> {
      let offset = word.flatMap { words.indices.contains($0) ? words[$0].offset : nil } ?? 0
      return .failure(CommandProblem(text: text, offset: offset, advice: advice))
    }
    if let advice = forPeople[row.name] { return problem(":\(row.name) is for the console", nil, advice) }
    switch row.make(words.map(\.text)) {
    case .failure(let found): return .failure(found)
    case .success(let command):
      switch command {
      case .set(let name?, let value?):
        var options = SessionOptions()
        guard let expected = Setting.row(name)?.set(&options, value) else { return .success(.console(command)) }
        return problem("\(name) cannot be this", 1, "write \(expected)")
      case .set: return problem(":set without a value shows settings", nil, "write :set NAME VALUE")
      case .auth(_, nil), .auth(_, ""): return problem("the user is missing", nil, "write :auth MECHANISM USER")
      default: return .success(.console(command))
      }
    }
  }

  // MARK: Times

  /// `2s`, `1.5s`, `500ms`, `5min`; a bare number is seconds.
  package static func milliseconds(_ text: String) -> Int? {
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
}

extension Pattern {
  /// Octets of a pattern in a session file.
  private static let longest = 16 * 1024

  static let variable = "a variable in a pattern"
  static let insteadOfVariable =
    "a pattern is read before anything runs, and $ is the end of the line there: compare a value with S: and :match text; the signs ${ are written \\$\\{"

  /// Reads a pattern of a session file: `${name}` in it is no variable, and no pattern either.
  init(of text: some StringProtocol) throws(Problem) {
    let text = String(text)
    guard text.utf8.count <= Self.longest else {
      throw Problem(offset: 0, text: "a pattern of more than \(Self.longest) octets")
    }
    var isEscaped = false
    for (index, octet) in text.utf8.enumerated() {
      if !isEscaped, octet == UInt8(ascii: "$"), text.utf8.dropFirst(index + 1).first == UInt8(ascii: "{") {
        let name = text.utf8.dropFirst(index + 2).prefix { $0 != UInt8(ascii: "}") }
        // `${2,3}` repeats an anchor: of no use, but a pattern.
        if name.contains(where: { !$0.isASCIIDigit && $0 != UInt8(ascii: ",") }) {
          throw Problem(offset: index, text: Self.variable)
        }
      }
      isEscaped = !isEscaped && octet == ASCII.backslash
    }
    try self.init(text)
  }
}
