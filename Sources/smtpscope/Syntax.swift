// What a subcommand takes on its command line: one table of options, by which the reader, the help and the
// manual page go. It is our own because reading a command line with the usual library took a third of the time
// of a short session: see Tests/Benchmarks/README.md.

import SMTPCore
import Transcript

/// One option.
struct Option<Values> {
  /// Without its hyphens.
  let name: String
  /// What the help calls its value; nil: a flag.
  let value: String?
  let help: String
  /// Takes the value; returns what is expected instead, or nil when it was taken.
  let apply: (inout Values, String) -> String?

  init(_ name: String, _ value: String?, _ help: String, _ apply: @escaping (inout Values, String) -> String?) {
    self.name = name
    self.value = value
    self.help = help
    self.apply = apply
  }

  /// A flag.
  init(_ name: String, _ help: String, _ apply: @escaping (inout Values) -> Void) {
    self.init(name, nil, help) { values, _ in
      apply(&values)
      return nil
    }
  }

  /// The same option for values that hold these.
  func within<Outer>(_ path: WritableKeyPath<Outer, Values>) -> Option<Outer> {
    Option<Outer>(name, value, help) { values, text in apply(&values[keyPath: path], text) }
  }

  /// As the help shows it.
  var label: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }
}

/// Wrong use of the command line: what, and what to do.
struct UseProblem: Error {
  let text: String
  let advice: String
}

/// What a subcommand takes.
struct Syntax<Values> {
  /// `smtpscope sandbox`, and how it is used.
  let usage: String
  let abstract: String
  /// What stands alone; nil: nothing may.
  let operand: Option<Values>?
  /// Whether there may be more than one of it.
  var takesMany = false
  let options: [Option<Values>]

  /// What the words of a command line ask for.
  enum Outcome {
    case run
    case help
    case version
  }

  /// Reads a command line.
  ///
  /// - Parameters:
  ///   - words: what stands behind the subcommand's name. A value follows its option, or stands behind `=`;
  ///     `--` ends the options.
  func read(_ words: [String], into values: inout Values) throws(UseProblem) -> Outcome {
    var rest = words[...]
    var isPastOptions = false
    var hasOperand = false
    while let word = rest.popFirst() {
      guard !isPastOptions, word.hasPrefix("-"), word != "-" else {
        guard let operand, takesMany || !hasOperand else {
          throw problem("what is \"\(Escaping.escape(word))\"?", "\(usage) takes no such word")
        }
        hasOperand = true
        try take(word, for: operand, label: operand.name, &values)
        continue
      }
      switch word {
      case "--": isPastOptions = true
      case "--help", "-h": return .help
      case "--version": return .version
      default: try readOption(word, &rest, &values)
      }
    }
    return .run
  }

  private func readOption(_ word: String, _ rest: inout ArraySlice<String>, _ values: inout Values)
    throws(UseProblem)
  {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].drop { $0 == "-" }
    guard word.hasPrefix("--"), let option = options.first(where: { $0.name == name }) else {
      let near = Nearest.of(String(name), in: options.map(\.name)).map { "did you mean --\($0)?" }
      throw problem("unknown option \(Escaping.escape(String(parts[0])))", near)
    }
    guard let expected = option.value else {
      guard parts.count == 1 else { throw problem("--\(name) takes no value", nil) }
      return try take("", for: option, label: "--\(name)", &values)
    }
    guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
      throw problem("--\(name) needs a value", "write \(option.label): \(option.help)")
    }
    if parts.count == 1, value.hasPrefix("--") {
      throw problem(
        "--\(name) needs a value",
        "\(Escaping.escape(value)) is an option; --\(name)=\(expected) takes any text")
    }
    try take(value, for: option, label: "--\(name)", &values)
  }

  private func take(_ value: String, for option: Option<Values>, label: String, _ values: inout Values)
    throws(UseProblem)
  {
    guard let expected = option.apply(&values, value) else { return }
    throw problem("\(label): \"\(Escaping.escape(value))\" is not \(expected)", nil)
  }

  private func problem(_ text: String, _ advice: String?) -> UseProblem {
    UseProblem(text: text, advice: advice ?? "\(usage.prefix { $0 != "[" })--help shows what it takes")
  }

  // MARK: Help

  /// The lines of the help.
  ///
  /// - Parameter columns: no line is wider, as far as words allow.
  func help(columns: Int) -> [String] {
    var lines = ["usage: \(usage)", ""] + Paragraph.wrap(abstract, columns)
    if let operand {
      lines += [""] + Paragraph.item(operand.value ?? operand.name, operand.help, columns)
    }
    if !options.isEmpty {
      lines += ["", "Options:"] + options.flatMap { Paragraph.item($0.label, $0.help, columns) }
    }
    return lines
  }
}

/// Text in lines.
enum Paragraph {
  /// Breaks at spaces.
  static func wrap(_ text: String, _ columns: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > columns {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { String(repeating: " ", count: indent) + $0 }
  }

  /// A term, and its text in a column of its own.
  static func item(_ term: String, _ text: String, _ columns: Int) -> [String] {
    let indent = 26
    var lines = wrap(text, columns, indent: indent)
    let head = "  " + term
    if head.count + 2 > indent {
      lines.insert(head, at: 0)
    } else if !lines.isEmpty {
      lines[0] = head + String(repeating: " ", count: indent - head.count) + lines[0].dropFirst(indent)
    }
    return lines
  }
}
