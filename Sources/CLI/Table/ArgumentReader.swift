// Reads the words of a command line by the rows of a subcommand.

import NetworkFacts
import SMTPCore
import Transcript

/// What the words of a command line ask for.
enum Request: Sendable {
  case run(Parsed)
  case help(Subcommand)
  case version
}

/// Reads words, one after the other.
struct ArgumentReader {
  private let subcommand: Subcommand
  private let flags: [Flag]
  private var rest: ArraySlice<String>
  private var parsed: Parsed
  /// The first word that stands alone, and may be a subcommand that was meant.
  private var candidate: String?

  /// Reads what stands behind a subcommand's name.
  ///
  /// A value follows its option, or stands behind `=`; behind a letter it may stand at once. `--` ends the options.
  /// `--help` and `--version` count before any mistake that stands behind them.
  static func read(_ words: some Sequence<String>, for subcommand: Subcommand) throws(UseProblem) -> Request {
    var reader = ArgumentReader(subcommand: subcommand, words: Array(words))
    return try reader.read()
  }

  private init(subcommand: Subcommand, words: [String]) {
    self.subcommand = subcommand
    flags = subcommand.allFlags
    rest = words[...]
    parsed = Parsed(subcommand: subcommand)
  }

  private mutating func read() throws(UseProblem) -> Request {
    var isPastOptions = false
    while let word = rest.popFirst() {
      switch word {
      case _ where isPastOptions || !word.hasPrefix("-") || word == "-":
        try readOperand(word, isLiteral: isPastOptions)
      case "--": isPastOptions = true
      case "--help", "-h": return .help(subcommand)
      case "--version": return .version
      default: try readOption(word)
      }
    }
    if let operands = subcommand.operands, parsed.operands.count < operands.count.lowerBound {
      throw subcommand.problem(operands.missing, subcommand.usage)
    }
    return .run(parsed)
  }

  // MARK: Words that stand alone

  private mutating func readOperand(_ word: String, isLiteral: Bool) throws(UseProblem) {
    if !isLiteral, parsed.operands.isEmpty {
      if let problem = subcommand.mistake(of: word) { throw problem }
      candidate = Subcommand.mayBeMeant(by: word) ? word : nil
    }
    guard let operands = subcommand.operands, parsed.operands.count < operands.count.upperBound else {
      throw surplus(word)
    }
    parsed.operands.append(try value(word, of: operands.kind, label: operands.name))
  }

  /// Nothing takes this word. Behind a server it may be a port, or the server was meant as a subcommand.
  private func surplus(_ word: String) -> UseProblem {
    if subcommand.name.isEmpty, case .server(let server) = parsed.operands.first, let host = server.host {
      if let port = Int(word), let target = try? Target(parsing: "\(host):\(port)") {
        return subcommand.problem("what is \"\(port)\"?", "did you mean \(subcommand.title) \(target)?")
      }
      if let candidate {
        return subcommand.problem(
          "there is no subcommand \(Escaping.escape(candidate))",
          "there are \(ValueKind.list(Subcommand.rows.map(\.name), "and")); a server stands alone")
      }
    }
    // The word itself is not shown: it may be a password that was meant for an option.
    let number = parsed.operands.count + 1
    return subcommand.problem(
      number == 1 ? "a word stands alone" : "\(number) words stand alone",
      number == 1
        ? "\(subcommand.usage) takes none" : "\(subcommand.usage) takes \(number - 1)")
  }

  // MARK: Options

  private mutating func readOption(_ word: String) throws(UseProblem) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    var given = parts.count == 2 ? String(parts[1]) : nil
    var found: Flag?
    var isNegated = false
    if word.hasPrefix("--") {
      let name = written.dropFirst(2)
      found = flags.first { $0.long == name || $0.aliases.contains(String(name)) }
      if found == nil {
        found = flags.first { $0.negation?.long ?? "" == name }
        isNegated = found != nil
      }
    } else if let letter = word.dropFirst().first, let flag = flags.first(where: { $0.short == letter }) {
      let behind = word.dropFirst(2)
      // Letters are not put together, so that a value needs no space.
      if behind.isEmpty || flag.value.placeholder != nil {
        found = flag
        given = behind.isEmpty ? nil : String(behind.first == "=" ? behind.dropFirst() : behind)
      }
    }
    guard let flag = found else { throw unknown(written) }
    let label = word.hasPrefix("--") ? written : String(word.prefix(2))
    guard let placeholder = flag.value.placeholder, !isNegated else {
      guard given == nil else { throw subcommand.problem("\(label) takes no value", switchAdvice(flag, label)) }
      return try use(flag, .none, isNegated)
    }
    if given == nil, let next = rest.popFirst() {
      if next.hasPrefix("--") {
        throw subcommand.problem(
          "\(label) needs a value",
          "\(Escaping.escape(next)) is an option; \(label)=\(placeholder) takes any text")
      }
      given = next
    }
    guard let given else {
      throw subcommand.problem("\(label) needs a value", "write \(label) \(placeholder): \(flag.help)")
    }
    try use(flag, try value(given, of: flag.value, label: label, isSecret: flag.takesSecret), isNegated)
  }

  private mutating func use(_ flag: Flag, _ value: Parsed.Value, _ isNegated: Bool) throws(UseProblem) {
    if let negation = flag.negation,
      parsed.uses.contains(where: { $0.flag.long == flag.long && $0.isNegated != isNegated })
    {
      throw UseProblem(
        text: "--\(flag.long) and --\(negation.long) contradict each other", advice: "leave one of them out")
    }
    parsed.uses.append(.init(flag: flag, value: value, isNegated: isNegated))
  }

  /// Somebody gave a switch a value that the setting behind it has.
  private func switchAdvice(_ flag: Flag, _ label: String) -> String? {
    flag.setting == nil ? nil : "write \(label) alone, or leave it out"
  }

  /// The nearest name, or the subcommands that have this one.
  private func unknown(_ written: String) -> UseProblem {
    let name = String(written.drop { $0 == "-" })
    let names = flags.flatMap { $0.names + ($0.negation.map { [$0.long] } ?? []) }
    // One hyphen instead of two is one mistake already.
    let near = written.hasPrefix("--") ? Nearest.of(name, in: names) : names.first { $0 == name }
    // Behind a letter may stand a value, and behind what is no name's may stand anything.
    let shown =
      near != nil
      ? written[...] : written.hasPrefix("--") ? written.prefix { $0.isLetter || $0 == "-" } : written.prefix(2)
    let text = "unknown option \(Escaping.escape(String(shown)))\(shown.count < written.count ? "…" : "")"
    if let near { return subcommand.problem(text, "did you mean --\(near)?") }
    let others = ([.console] + Subcommand.rows).filter { $0.flags.contains { $0.names.contains(name) } }
    guard written.hasPrefix("--"), !others.isEmpty else { return subcommand.problem(text) }
    return subcommand.problem(
      "\(text) of \(subcommand.title)",
      "\(ValueKind.list(others.map(\.title), "and")) \(others.count == 1 ? "has" : "have") it")
  }

  /// - Parameters:
  ///   - isSecret: nobody is shown the text.
  private func value(
    _ text: String, of kind: ValueKind, label: String, isSecret: Bool = false
  ) throws(UseProblem) -> Parsed.Value {
    if let expected = kind.objection(to: text) {
      if isSecret { throw subcommand.problem("\(label): this is not \(expected)") }
      throw subcommand.notExpected(label, text, expected, kind.words)
    }
    switch kind {
    case .none: return .none
    case .number: return Int(text).map(Parsed.Value.number) ?? .none
    case .server:
      do throws(Target.Problem) { return .server(try Target(parsing: text)) } catch {
        throw subcommand.problem(
          "\(label): \(error.what): \"\(Escaping.escape(error.text))\"", Subcommand.serverForms)
      }
    case .text, .choice, .file, .folder, .subcommand: return .text(text)
    }
  }
}
