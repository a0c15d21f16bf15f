// What an option of the command line is: its spellings, its value, and its texts. The options themselves stand in
// FlagTable.swift. It is our own because reading a command line with the usual library took a third of the time of
// a short session (Tests/Benchmarks/README.md); rows are not generic for the same reason.

/// One option. Within a subcommand its long name tells it from all others.
struct Flag: Sendable {
  /// Without its hyphens.
  let long: String
  /// The letter behind one hyphen.
  var short: Character?
  /// Other long names that mean the same: old spellings, and what other programs call it.
  var aliases: [String] = []
  /// The long name that says the contrary; it takes no value.
  var negation: Negation?
  /// Under which heading the help shows it.
  let group: FlagGroup
  var value = ValueKind.none
  /// Whether what it is given may be a secret, so that no mistake quotes it.
  var takesSecret = false
  /// Whether each use counts. Of another option the last one does.
  var repeats = false
  /// One line, for `--help`.
  let help: String
  /// What a person has to know beside it, for the manual page and the reference; often nothing.
  var more = ""
  /// The row of `Setting.table` that it sets.
  var setting: String?
  /// What it gives the setting, if it takes no value itself.
  var settingValue: String?

  /// The contrary of an option.
  struct Negation: Sendable {
    let long: String
    let help: String
  }

  /// As the help shows it: `--theme THEME`, `-h, --help`.
  var label: String {
    (short.map { "-\($0), " } ?? "") + "--\(long)" + (value.placeholder.map { " \($0)" } ?? "")
  }

  /// All long names, the contrary's excepted.
  var names: [String] { [long] + aliases }
}

/// The headings of the help, in its order.
enum FlagGroup: String, CaseIterable, Sendable {
  case connection = "Connection"
  case tls = "TLS"
  case recording = "Recordings and secrets"
  case files = "Session files"
  case sandbox = "Sandbox"
  case input = "Input"
  case output = "Output"
  case program = "Help"
}

/// What an option, or a word that stands alone, takes. The strings are what the help calls the value.
enum ValueKind: Sendable {
  /// A switch.
  case none
  /// Any text; the examples are offered by completion, and are not all.
  case text(String, examples: [String] = [])
  /// One of these.
  case choice(String, [String])
  case number(String, ClosedRange<Int>)
  case file(String)
  case folder(String)
  /// A server as `Target` reads it.
  case server(String)
  /// A subcommand's name.
  case subcommand(String)

  /// Nil for a switch.
  var placeholder: String? {
    switch self {
    case .none: nil
    case .text(let name, _), .choice(let name, _), .number(let name, _), .file(let name), .folder(let name),
      .server(let name), .subcommand(let name):
      name
    }
  }

  /// What completion offers, as far as the table knows it.
  var words: [String] {
    switch self {
    case .text(_, let examples): examples
    case .choice(_, let values): values
    case .subcommand: Subcommand.rows.map(\.name)
    case .none, .number, .file, .folder, .server: []
    }
  }

  /// What a text has to be; nil: it is.
  func objection(to text: String) -> String? {
    switch self {
    case .none, .text, .subcommand, .server: return nil
    case .file: return text.isEmpty ? "a file" : nil
    case .folder: return text.isEmpty ? "a folder" : nil
    case .choice(_, let values): return values.contains(text) ? nil : Self.list(values)
    case .number(let name, let range):
      if let number = Int(text), range.contains(number) { return nil }
      return "a \(name == "N" ? "number" : name.lowercased()) from \(range.lowerBound) to \(range.upperBound)"
    }
  }

  /// `dark, light or mono`.
  static func list(_ words: [String], _ conjunction: String = "or") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
