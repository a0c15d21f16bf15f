// What stood on a command line, read: options with their values, and the words that stand alone.

import NetworkFacts
import SMTPCore

/// What a subcommand is given. It makes its own arguments of it once.
struct Parsed: Sendable {
  /// A value, in the kind that the option's row names.
  enum Value: Sendable {
    case none
    case text(String)
    case number(Int)
    case server(Target)
  }

  /// One use of an option.
  struct Use: Sendable {
    let flag: Flag
    let value: Value
    /// It was its contrary.
    let isNegated: Bool
  }

  /// Whose they are.
  let subcommand: Subcommand
  /// In the order of the command line.
  var uses: [Use] = []
  /// The words that stand alone, in their order.
  var operands: [Value] = []

  /// The words that stand alone, as text.
  var words: [String] {
    operands.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// Whether an option was used. Its contrary is not counted.
  func has(_ flag: Flag) -> Bool { last(flag) != nil }

  /// Whether an option's contrary was used.
  func isNegated(_ flag: Flag) -> Bool { uses.contains { $0.flag.long == flag.long && $0.isNegated } }

  /// The value that counts: the last one.
  func text(_ flag: Flag) -> String? {
    if case .text(let text) = last(flag) { text } else { nil }
  }

  /// All values of an option that repeats.
  func texts(_ flag: Flag) -> [String] {
    uses.compactMap { use in
      if use.flag.long == flag.long, case .text(let text) = use.value { text } else { nil }
    }
  }

  func number(_ flag: Flag) -> Int? {
    if case .number(let number) = last(flag) { number } else { nil }
  }

  func server(_ flag: Flag) -> Target? {
    if case .server(let target) = last(flag) { target } else { nil }
  }

  /// Sets what options say that are settings, in their order.
  ///
  /// - Throws: `UseProblem` for a value that a setting does not take.
  func apply(to options: inout SessionOptions) throws(UseProblem) {
    for use in uses {
      guard let name = use.flag.setting, let row = Setting.row(name) else { continue }
      let value: String
      if case .text(let text) = use.value { value = text } else { value = use.flag.settingValue ?? "" }
      guard let expected = row.set(&options, value) else { continue }
      throw notExpected(use.flag, value, expected)
    }
  }

  /// The mistake of a value that is something else than the option takes.
  ///
  /// - Parameter expected: what it takes, as the end of a sentence: `dark or light`.
  func notExpected(_ flag: Flag, _ value: String, _ expected: String) -> UseProblem {
    if flag.takesSecret { return subcommand.problem("--\(flag.long): this is not \(expected)") }
    return subcommand.notExpected("--\(flag.long)", value, expected, flag.value.words)
  }

  private func last(_ flag: Flag) -> Value? {
    uses.last { $0.flag.long == flag.long && !$0.isNegated }?.value
  }
}
