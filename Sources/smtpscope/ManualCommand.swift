// `smtpscope manual`: the manual pages, made from the tables that the program itself goes by.

import Console
import Sandbox
import SessionFiles
import SMTPCore
import SMTPGuide
import Transcript

/// Prints a manual page.
enum ManualCommand {
  static let name = "manual"

  struct Arguments { var isGuide = false }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope manual [guide]",
      abstract:
        "Print a manual page: smtpscope manual | man -l -. The guide is all that explanations are made of.",
      operand: Option("a page", "guide", "the page of codes, extensions, findings, servers and wordings") {
        values, text in
        guard text == "guide" else { return "guide" }
        values.isGuide = true
        return nil
      },
      options: [])
  }

  static func run(_ words: [String]) throws -> ExitStatus {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) { return status }
    Smtpscope.say(arguments.isGuide ? Manual.guide : Manual.page)
    return .ok
  }
}

/// The manual pages in the man macros.
enum Manual {
  static var page: String {
    var out = ".TH SMTPSCOPE 1 \"\" \"smtpscope \(Version.text)\" \"User Commands\"\n"
    section("NAME", &out)
    out += "smtpscope \\- an SMTP debugging console\n"
    section("SYNOPSIS", &out)
    out += ".B smtpscope\n[\\fIoptions\\fR] [\\fIserver\\fR]\n.br\n.B smtpscope demo\n[\\fIoptions\\fR]\n.br\n"
    out += ".B smtpscope sandbox\n[\\fIoptions\\fR]\n.br\n.B smtpscope run\n[\\fIoptions\\fR] \\fIfile\\fR...\n"
    out +=
      ".br\n.B smtpscope fmt\n[\\fIoptions\\fR] \\fIfile\\fR...\n.br\n.B smtpscope compare\n[\\fIoptions\\fR] \\fIfile\\fR [\\fIfile\\fR]\n"
    out += ".br\n.B smtpscope view\n\\fIfile\\fR\n.br\n.B smtpscope convert\n[\\fIoptions\\fR] \\fIfile\\fR\n"
    out += ".br\n.B smtpscope explain\n[\\fIoptions\\fR] [\\fItopic\\fR...]\n"
    section("OPTIONS", &out)
    out += "A value follows its option, or stands behind =. SERVER is \(escape(OpenCommand.serverHelp))\n"
    options(OpenCommand.syntax, &out)
    section("OPTIONS OF DEMO", &out)
    out += "Those of the console, and:\n"
    for option in DemoCommand.syntax.options.prefix(1) { item(option.label, option.help, &out) }
    subcommand("SANDBOX", SandboxCommand.syntax, &out)
    subcommand("RUN", RunCommand.syntax, &out)
    subcommand("FMT", FormatCommand.syntax, &out)
    subcommand("CONVERT", ConvertCommand.syntax, &out)
    subcommand("COMPARE", CompareCommand.syntax, &out)
    subcommand("EXPLAIN", ExplainCommand.syntax, &out)
    section("SESSION FILES", &out)
    out +=
      "C: is sent, S: is expected (250, 2xx, 250|251, !5xx), S~ is a pattern, S: eof is the end. Commands:\n"
    for row in SessionFileCommands.rows { item(row.usage, row.help, &out) }
    section("CONSOLE COMMANDS", &out)
    out +=
      "Plain text is SMTP. A line that begins with a colon is one of these; one that begins with # is a remark.\n"
    for row in CommandTable.rows { item(row.usage, row.detail, &out) }
    section("SETTINGS", &out)
    for setting in Setting.table { item(":set \(setting.name)", setting.help, &out) }
    section("KEYS", &out)
    for row in KeyTable.rows { item("\(row.label) (\(row.place.rawValue))", row.help, &out) }
    section("PERSONAS OF THE SANDBOX", &out)
    for persona in Personas.all { item(persona.name, persona.summary, &out) }
    section("EXIT STATUS", &out)
    for status in ExitStatus.allCases { item("\(status.rawValue)", status.text, &out) }
    section("ENVIRONMENT", &out)
    for (name, text) in variables { item(name, text, &out) }
    section("FILES", &out)
    item(
      "$XDG_STATE_HOME/smtpscope/*.smtp",
      "Recordings, mode 0600, secrets masked. Without XDG_STATE_HOME: ~/.local/state.",
      &out)
    item("$XDG_STATE_HOME/smtpscope/history", "Lines typed, without secrets and mail text.", &out)
    section("SEE ALSO", &out)
    out += "smtpscope\\-guide(7): smtpscope manual guide | man \\-l \\-\n"
    return out
  }

  /// What explanations are made of.
  static var guide: String {
    var out = ".TH SMTPSCOPE\\-GUIDE 7 \"\" \"smtpscope \(Version.text)\" \"Mail\"\n"
    section("NAME", &out)
    out += "smtpscope\\-guide \\- what SMTP servers say, and what it means\n"
    for listing in Listing.allCases {
      section(listing.title.uppercased(), &out)
      out += escape(listing.about) + "\n"
      for row in listing.rows { item(row.label, "\(row.text) (\(row.source))", &out) }
    }
    section("SEE ALSO", &out)
    out += "smtpscope(1)\n"
    return out
  }

  static let variables: [(String, String)] = [
    ("SMTPSCOPE_PASSWORD", "The password for :auth in plain mode."),
    ("SMTPSCOPE_SECRET_NAME", "The value of ${secret:name} in session files."),
    ("SSLKEYLOGFILE", "Where the secrets of TLS sessions are appended."),
    ("SSL_CERT_DIR, SSL_CERT_FILE", "Trusted CAs instead of the system's, as in OpenSSL."),
    ("NO_COLOR", "No colours."),
    ("XDG_STATE_HOME", "Where recordings and the history are kept."),
  ]

  private static func subcommand<Values>(_ name: String, _ syntax: Syntax<Values>, _ out: inout String) {
    section("OPTIONS OF \(name)", &out)
    out += escape(syntax.abstract) + "\n"
    options(syntax, &out)
  }

  private static func options<Values>(_ syntax: Syntax<Values>, _ out: inout String) {
    for option in syntax.options { item(option.label, option.help, &out) }
  }

  private static func section(_ name: String, _ out: inout String) { out += ".SH \(name)\n" }

  private static func item(_ term: String, _ text: String, _ out: inout String) {
    out += ".TP\n.B \(escape(term))\n\(escape(text))\n"
  }

  /// Text as roff: backslashes and hyphens as they are, no line that roff would take for a request.
  private static func escape(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0) }.joined(separator: "\n")
  }
}
