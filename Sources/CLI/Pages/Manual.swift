// The manual pages, made from the tables that the program itself goes by.

import Console
import SMTPCore
import SMTPGuide
import Sandbox
import SessionFiles
import Transcript

/// The manual pages in the man macros.
enum Manual {
  static var page: String {
    var out = ".TH SMTPSCOPE 1 \"\" \"smtpscope \(Version.text)\" \"User Commands\"\n"
    section("NAME", &out)
    out += "smtpscope \\- an SMTP debugging console\n"
    section("SYNOPSIS", &out)
    for row in [Subcommand.console] + Subcommand.rows {
      out += ".B \(escape(row.title))\n\(escape(row.usage.dropFirst(row.title.count + 1)))\n.br\n"
    }
    section("DESCRIPTION", &out)
    out +=
      "\(escape(Subcommand.console.summary)) SERVER is \(escape(Subcommand.console.operands?.help ?? ""))\n"
    section("SUBCOMMANDS", &out)
    for row in Subcommand.rows {
      item(
        row.usage.dropFirst("smtpscope ".count), row.more.isEmpty ? row.summary : "\(row.summary) \(row.more)",
        &out)
    }
    section("OPTIONS", &out)
    out += "A value follows its option, or stands behind =. Whose an option is stands behind it; console is\n"
    out +=
      ".B smtpscope\nwithout a subcommand. Settings have the same names in the console, with dots: :set tls.verify.\n"
    for group in FlagGroup.allCases {
      out += ".SS \(escape(group.rawValue))\n"
      for row in Reference.rows(group) {
        item("\(row.flag.label) (\(row.takers))", Reference.text(row.flag), &out)
        if let negation = row.flag.negation { item("--\(negation.long) (\(row.takers))", negation.help, &out) }
      }
    }
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
      "Recordings, mode 0600, secrets masked; those of fewer than six octets as whole words, and not in the arguments of known commands. Without XDG_STATE_HOME: ~/.local/state.",
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

  private static func section(_ name: String, _ out: inout String) { out += ".SH \(name)\n" }

  private static func item(_ term: some StringProtocol, _ text: String, _ out: inout String) {
    out += ".TP\n.B \(escape(term))\n\(escape(text))\n"
  }

  /// Text as roff: backslashes and hyphens as they are, no line that roff would take for a request.
  static func escape(_ text: some StringProtocol) -> String {
    String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-").split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0) }.joined(separator: "\n")
  }
}
