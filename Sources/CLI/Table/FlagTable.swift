// The options, a row each. Which of them a subcommand takes stands in its own row; help, manual page, completions and
// the README's reference are made from both.

import Console
import Runner
import SMTPCore
import SMTPGuide
import Sandbox
import SessionFiles

extension Flag {
  // MARK: Connection

  static let mx = Flag(
    long: "mx", group: .connection,
    help: "SERVER is a domain: connect to its mail hosts in the order of their MX records")
  static let target = Flag(
    long: "target", group: .connection, value: .server("SERVER"),
    help: "connect there, whatever server a file names")
  static let live = Flag(
    long: "live", group: .connection, value: .server("SERVER"),
    help: "run the file against SERVER, and compare with what comes")

  // MARK: Recordings and secrets

  static let record = Flag(
    long: "record", negation: .init(long: "no-record", help: "do not record the session"), group: .recording,
    value: .file("FILE"), help: "append the session to FILE",
    more: "Without it a session has a file of its own under $XDG_STATE_HOME/smtpscope.")
  static let recordRuns = Flag(
    long: "record", group: .recording, value: .file("FILE"), help: "append the sessions to FILE",
    more: "Sessions at the same time would be mixed up, so --parallel goes without it.")
  static let secretsFile = Flag(
    long: "secrets", group: .recording, value: .file("FILE"), takesSecret: true,
    help: "read secrets from FILE, a NAME=VALUE a line; /dev/fd/3 is a descriptor",
    more: "A secret that is not in it comes from SMTPSCOPE_SECRET_NAME, or is asked for without echo.")
  /// The spelling of `--show-secrets` from when `run` had no `--secrets FILE`; it stays where no FILE is in its way.
  static let secrets = Flag(
    long: "secrets", group: .recording, value: .choice("masked|shown", ["masked", "shown"]), takesSecret: true,
    help: "masked, or shown: the older spelling of --show-secrets", setting: "secrets")

  // MARK: Session files

  static let times = Flag(
    long: "repeat", group: .files, value: .number("N", 1...1_000_000), help: "run each file so many times",
    more: "Of many runs only those that fail are shown, and how often each file passed.")
  static let parallel = Flag(
    long: "parallel", group: .files, value: .number("N", 1...1000),
    help: "so many sessions at a time, 1 to 1000")
  static let timed = Flag(
    long: "timed", group: .files,
    help: "keep the pace of the recording: wait where its * lines say that time went by")
  static let keepGoing = Flag(
    long: "keep-going", group: .files, help: "go on behind an expectation that failed")
  static let strict = Flag(
    long: "strict", group: .files,
    help: "findings have to be those that the file has in its ! lines, no more and no less")
  static let variable = Flag(
    long: "set", group: .files, value: .text("NAME=VALUE"), takesSecret: true, repeats: true,
    help: "give a variable of the file a value", more: "It wins over a :set in the file.")
  static let check = Flag(
    long: "check", group: .files, help: "print nothing; exit status 1 when a file has another form")
  static let write = Flag(long: "write", group: .files, help: "write the canonical form into the files")

  // MARK: Sandbox

  static let port = Flag(
    long: "port", group: .sandbox, value: .number("PORT", 0...65_535),
    help: "the port, 2525 without it; 0 chooses a free one")
  static let persona = Flag(
    long: "persona", group: .sandbox, value: .text("NAME", examples: Personas.all.map(\.name)),
    help: "the server's character; smtpscope sandbox --list-personas shows all",
    more: "shutdown:RCPT, or another command behind the colon, says where that one stops.")
  static let tls = Flag(long: "tls", group: .sandbox, help: "TLS at once, as on port 465")
  static let maildir = Flag(
    long: "maildir", group: .sandbox, value: .folder("FOLDER"),
    help: "keep accepted messages in this Maildir instead of showing them")
  static let listPersonas = Flag(long: "list-personas", group: .sandbox, help: "show the personas and leave")

  // MARK: Input

  static let from = Flag(
    long: "from", group: .input, value: .choice("FORM", LogFormat.allCases.map(\.rawValue)),
    help: "what wrote it, if it is not found out right: \(names(LogFormat.allCases.map(\.rawValue)))")
  static let after = Flag(
    long: "after", group: .input,
    value: .text(
      "COMMAND",
      examples: [
        "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "connection", "end-of-data", "auth-response",
      ]),
    help: "what the reply answers: RCPT, connection, end-of-data, auth-response, …")
  static let list = Flag(
    long: "list", group: .input, value: .choice("KIND", Listing.allCases.map(\.rawValue)),
    help: "all that is known: \(names(Listing.allCases.map(\.rawValue)))")

  // MARK: Output

  static let plain = Flag(
    long: "plain", group: .output,
    help: "a line at a time without a screen; so it is anyway where the output is no terminal")
  static let plainFormat = Flag(
    long: "format", group: .output, value: .choice("FORMAT", PlainFormat.allCases.map(\.rawValue)),
    help: "plain mode: text, or json for one JSON object an entry")
  static let explainFormat = Flag(
    long: "format", group: .output, value: .choice("FORM", ExplainCommand.Form.allCases.map(\.rawValue)),
    help: "text, json (an object a line), or markdown (of lists)")
  static let to = Flag(
    long: "to", group: .output, value: .choice("FORM", OutputFormat.allCases.map(\.rawValue)),
    help: "session (a session file), text, markdown or html (explained, for a ticket), or json")
  static let report = Flag(
    long: "report", group: .output,
    value: .text("FORM=FILE", examples: ReportFormat.allCases.map { $0.rawValue + "=" }), repeats: true,
    help: "write a report: junit=FILE, tap=FILE, json=FILE or html=FILE")
  static let verbose = Flag(
    long: "verbose", group: .output, help: "show the conversation with its explanations")
  static let theme = Flag(
    long: "theme", group: .output, value: .choice("THEME", Theme.allCases.map(\.rawValue)),
    help: "colours: dark, light, ansi (16 colours) or mono", more: "With NO_COLOR set it is mono.")
  static let color = Flag(
    long: "color", group: .output, value: .choice("WHEN", Paint.Choice.allCases.map(\.rawValue)),
    help: "auto, always or never; auto is a terminal, and NO_COLOR unset")

  // MARK: What several subcommands take

  /// Every subcommand.
  static let everywhere = [
    Flag(long: "help", short: "h", group: .program, help: "show the help"),
    Flag(long: "version", group: .program, help: "show the version"),
  ]

  /// Whoever opens a session: a row for each of `Setting.table`.
  static let settings = Setting.table.map(Flag.init(setting:))

  /// The console, whatever server it opens.
  static let front = [plain, plainFormat, record, theme] + settings + [secrets]

  /// A row of `Setting.table` as an option.
  init(setting row: Setting) {
    let kind: ValueKind =
      row.placeholder == "FILE" ? .file("FILE") : .text(row.placeholder, examples: row.values)
    self.init(
      long: row.option, group: FlagGroup(row.group), value: row.asSwitch == nil ? kind : .none,
      takesSecret: row.takesSecret,
      help: row.asSwitch?.help ?? row.help,
      more: row.asSwitch.map { "In the console :set \(row.name) \($0.value)\($0.more)." } ?? "",
      setting: row.name,
      settingValue: row.asSwitch?.value)
  }

  private static func names(_ words: [String]) -> String { words.joined(separator: ", ") }
}

extension FlagGroup {
  /// Where the help shows a setting.
  init(_ group: Setting.Group) {
    switch group {
    case .session: self = .connection
    case .tls: self = .tls
    case .recording: self = .recording
    }
  }
}
