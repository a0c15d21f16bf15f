// What a subcommand is, and the table of them: who is looked for by a command line's first word. Each row stands with
// what it does, in Commands.

import SMTPCore
import Transcript

/// One subcommand, or the console: what it takes, and what it does.
struct Subcommand: Sendable {
  /// The words that stand alone.
  struct Operands: Sendable {
    /// As the usage shows them: `FILE…`, `[SERVER]`.
    let label: String
    /// What a message calls one: `the server`.
    let name: String
    let kind: ValueKind
    let count: ClosedRange<Int>
    let help: String
    /// What is asked when there are fewer than needed.
    var missing = ""
  }

  /// Empty for the console, which needs no name.
  let name: String
  /// One sentence, for lists.
  let summary: String
  /// What else there is to say; often nothing.
  let more: String
  /// Nil: nothing may stand alone.
  let operands: Operands?
  /// Made when they are asked for: a command line needs those of one row.
  private let makeFlags: @Sendable () -> [Flag]
  /// Does it.
  let run: @Sendable (Parsed) throws -> ExitStatus

  init(
    name: String, summary: String, more: String = "", operands: Operands? = nil,
    flags: @autoclosure @escaping @Sendable () -> [Flag] = [],
    run: @escaping @Sendable (Parsed) throws -> ExitStatus
  ) {
    self.name = name
    self.summary = summary
    self.more = more
    self.operands = operands
    makeFlags = flags
    self.run = run
  }

  /// Those of its own; every subcommand has `Flag.everywhere` as well.
  var flags: [Flag] { makeFlags() }

  /// `smtpscope run`.
  var title: String { name.isEmpty ? "smtpscope" : "smtpscope \(name)" }

  /// `smtpscope run [options] FILE…`
  var usage: String {
    title + (flags.isEmpty ? "" : " [options]") + (operands.map { " \($0.label)" } ?? "")
  }

  var allFlags: [Flag] { flags + Flag.everywhere }

  // MARK: The table

  /// The program without a subcommand.
  static let console = OpenCommand.subcommand

  /// Everything else, in the order of the help.
  static let rows = [
    DemoCommand.subcommand, SandboxCommand.subcommand, RunCommand.subcommand, FormatCommand.subcommand,
    ViewCommand.subcommand, CompareCommand.subcommand, ConvertCommand.subcommand, ExplainCommand.subcommand,
    ManualCommand.subcommand, CompletionsCommand.subcommand, HelpCommand.subcommand,
  ]

  /// Every option of the program once, those of the console first.
  static var flags: [Flag] {
    var out: [Flag] = []
    for flag in ([console] + rows).flatMap(\.flags) + Flag.everywhere
    where !out.contains(where: { $0.long == flag.long && $0.help == flag.help }) {
      out.append(flag)
    }
    return out
  }

  static func row(_ name: String) -> Subcommand? { rows.first { $0.name == name } }

  // MARK: Words that are nearly one

  /// What the command line asks for.
  ///
  /// - Parameter words: without the program's name.
  static func read(_ words: [String]) throws(UseProblem) -> Request {
    guard let first = words.first, let row = row(first) else {
      return try ArgumentReader.read(words, for: console)
    }
    return try ArgumentReader.read(words.dropFirst(), for: row)
  }

  /// What is wrong with the first word that stands alone where a server may stand: it is a subcommand, or nearly
  /// one. Nil: nothing.
  func mistake(of word: String) -> UseProblem? {
    guard name.isEmpty, Self.mayBeMeant(by: word) else { return nil }
    if Self.row(word) != nil {
      return UseProblem(
        text: "\(word) is a subcommand, and stands first",
        advice: "smtpscope \(word) [options], or smtpscope smtp://\(word) for a host of that name")
    }
    guard let near = Self.nearest(to: word) else { return nil }
    return UseProblem(
      text: "there is no subcommand \(Escaping.escape(word))",
      advice: "did you mean smtpscope \(near)? A host of that name is smtp://\(Escaping.escape(word))")
  }

  /// Whether a word can be meant as a subcommand: a host has a dot, a colon or a slash, or is near to none.
  static func mayBeMeant(by word: String) -> Bool { !word.contains { $0 == "." || $0 == ":" || $0 == "/" } }

  /// The subcommand that was meant.
  ///
  /// Two letters may be wrong, one in a name of up to four: `smtp` and `mta` are two from `fmt`, and hosts. Two
  /// letters that changed places count as one.
  static func nearest(to written: String) -> String? {
    let word = written.lowercased()
    let near = rows.map(\.name).filter { $0.count > 4 || isOneEdit(word, $0) }
    return Nearest.of(word, in: near)
  }

  /// One letter is wrong, missing or too many, or two neighbours have changed places.
  private static func isOneEdit(_ word: String, _ name: String) -> Bool {
    let a = Array(word)
    let b = Array(name)
    let same = zip(a, b).prefix { $0 == $1 }.count
    let rest = (a.dropFirst(same), b.dropFirst(same))
    let sameAtEnd = zip(rest.0.reversed(), rest.1.reversed()).prefix { $0 == $1 }.count
    let differing = (rest.0.dropLast(sameAtEnd), rest.1.dropLast(sameAtEnd))
    if max(differing.0.count, differing.1.count) <= 1 { return true }
    return differing.0.count == 2 && differing.0.elementsEqual(differing.1.reversed())
  }

  /// How a server is named, for who named it wrong.
  static let serverForms =
    "a server is host, host:port, [v6]:port, smtp://, submission://, smtps://, lmtp://, or unix:/path"
}
