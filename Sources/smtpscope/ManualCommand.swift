// `smtpscope manual`: the manual page, made from the tables that the program itself goes by.

import ArgumentParser
import Console
import SMTPSession
import Sandbox

/// Prints the manual page.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page: smtpscope manual | man -l -")

  func run() throws { print(Manual.page, terminator: "") }
}

/// The manual page in the man macros.
enum Manual {
  static var page: String {
    var out = ".TH SMTPSCOPE 1 \"\" \"smtpscope \(Version.text)\" \"User Commands\"\n"
    section("NAME", &out)
    out += "smtpscope \\- an SMTP debugging console\n"
    section("SYNOPSIS", &out)
    out += ".B smtpscope\n[\\fIoptions\\fR] [\\fIserver\\fR]\n.br\n.B smtpscope demo\n[\\fIoptions\\fR]\n.br\n"
    out += ".B smtpscope sandbox\n[\\fIoptions\\fR]\n"
    section("OPTIONS", &out)
    out += ".nf\n" + escape(Smtpscope.helpMessage(for: OpenCommand.self, columns: 76)) + "\n.fi\n"
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
    for (status, text) in statuses { item("\(status)", text, &out) }
    section("ENVIRONMENT", &out)
    for (name, text) in variables { item(name, text, &out) }
    section("FILES", &out)
    item(
      "$XDG_STATE_HOME/smtpscope/*.smtp",
      "Recordings, mode 0600, secrets masked. Without XDG_STATE_HOME: ~/.local/state.",
      &out)
    item("$XDG_STATE_HOME/smtpscope/history", "Lines typed, without secrets and mail text.", &out)
    return out
  }

  static let statuses: [(Int32, String)] = [
    (ExitStatus.ok.rawValue, "All well."),
    (ExitStatus.refused.rawValue, "The server refused something: a reply that begins with 4 or 5."),
    (ExitStatus.connection.rawValue, "No connection, a time-out, or a connection that broke."),
    (ExitStatus.tls.rawValue, "TLS failed, or --tls-verify require was not met."),
    (ExitStatus.file.rawValue, "A file could not be read or written, or a console command was wrong."),
    (64, "Wrong use of the command line."),
    (ExitStatus.interrupted.rawValue, "Interrupted."),
  ]

  static let variables: [(String, String)] = [
    ("SMTPSCOPE_PASSWORD", "The password for :auth in plain mode."),
    ("SSLKEYLOGFILE", "Where the secrets of TLS sessions are appended."),
    ("SSL_CERT_DIR, SSL_CERT_FILE", "Trusted CAs instead of the system's, as in OpenSSL."),
    ("NO_COLOR", "No colours."),
    ("XDG_STATE_HOME", "Where recordings and the history are kept."),
  ]

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
