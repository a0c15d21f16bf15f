// The program: its subcommands put the parts together and hold no logic of their own.

import ArgumentParser
import SMTPSession

/// The root command; the console is its default.
@main
struct Smtpscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smtpscope",
    abstract: "An SMTP debugging console: type SMTP at a real server and understand every line.",
    discussion: """
      Without a subcommand the console opens on SERVER: host, host:port, [v6]:port, smtp:// (25), \
      submission:// (587), smtps:// (465, TLS at once), lmtp:// (24), unix:/path or lmtp:unix:/path. \
      A host that is named like a subcommand is written smtp://NAME.

      Exit status: 0 all well; 1 the server refused something (4yz or 5yz); 2 no connection, a time-out, or a \
      connection that broke; 3 TLS failed, or --tls-verify require was not met; 4 a file could not be read or \
      written; 64 wrong use; 130 interrupted.
      """,
    version: Version.text,
    subcommands: [OpenCommand.self, DemoCommand.self, SandboxCommand.self, ManualCommand.self],
    defaultSubcommand: OpenCommand.self)
}

/// The documented exit statuses.
enum ExitStatus: Int32 {
  case ok = 0
  case refused = 1
  case connection = 2
  case tls = 3
  case file = 4
  case interrupted = 130

  /// What a session came to.
  init(_ status: SessionStatus) {
    if status.problems.contains(.tls) {
      self = .tls
    } else if status.problems.contains(.connection) {
      self = .connection
    } else if status.problems.contains(.file) {
      self = .file
    } else {
      self = status.worstReply >= 4 ? .refused : .ok
    }
  }
}
