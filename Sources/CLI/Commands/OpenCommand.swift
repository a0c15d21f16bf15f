// `smtpscope [SERVER]`: the console, or plain mode.

import NetworkFacts

/// The console on a server: what the program does without a subcommand.
enum OpenCommand {
  static let subcommand = Subcommand(
    name: "", summary: "An SMTP debugging console: type SMTP at a real server and understand every line.",
    operands: .init(
      label: "[SERVER]", name: "the server", kind: .server("SERVER"), count: 0...1,
      help:
        "host, host:port, [v6]:port, smtp:// (25), submission:// (587), smtps:// (465, TLS at once), lmtp:// (24), unix:/path or lmtp:unix:/path. Without it the console opens unconnected. A host that is named like a subcommand is written smtp://NAME."
    ),
    flags: [.mx] + Flag.front
  ) { try run(Arguments($0)) }

  private struct Arguments {
    let target: Target?
    let viaMX: Bool
    let front: FrontArguments

    init(_ parsed: Parsed) throws(UseProblem) {
      if case .server(let server) = parsed.operands.first { target = server } else { target = nil }
      viaMX = parsed.has(.mx)
      front = try FrontArguments(parsed)
      if viaMX, target?.host == nil {
        throw UseProblem(text: "--mx needs a domain", advice: "smtpscope --mx DOMAIN")
      }
    }
  }

  private static func run(_ arguments: Arguments) throws -> ExitStatus {
    try FrontEnd.run(arguments.front, connect: arguments.target, viaMX: arguments.viaMX)
  }
}
