// `smtpscope sandbox`: the embedded server by itself.

import Sandbox
import Transcript
import NIOPosix

/// The embedded server by itself.
enum SandboxCommand {
  static let subcommand = Subcommand(
    name: "sandbox", summary: "Run the embedded SMTP server on a loopback port and show what it accepts.",
    flags: [.port, .persona, .tls, .maildir, .listPersonas]
  ) { try run(Arguments($0)) }

  private struct Arguments {
    let port: Int
    let persona: Persona
    let isTLSAtOnce: Bool
    let folder: String?
    let listsPersonas: Bool

    init(_ parsed: Parsed) throws(UseProblem) {
      port = parsed.number(.port) ?? 2525
      persona = try SandboxCommand.persona(parsed)
      isTLSAtOnce = parsed.has(.tls)
      folder = parsed.text(.maildir)
      listsPersonas = parsed.has(.listPersonas)
    }
  }

  /// The persona that a command line chooses; without one the good server.
  static func persona(_ parsed: Parsed) throws(UseProblem) -> Persona {
    guard let name = parsed.text(.persona) else { return Personas.good }
    guard let persona = Persona.named(name) else { throw parsed.notExpected(.persona, name, "a persona") }
    return persona
  }

  private static func run(_ arguments: Arguments) throws -> ExitStatus {
    if arguments.listsPersonas {
      let width = Personas.all.map(\.name.count).max() ?? 0
      for persona in Personas.all {
        Output.write(
          persona.name + String(repeating: " ", count: width - persona.name.count + 2) + persona.summary + "\n")
      }
      return .ok
    }
    let persona = arguments.persona
    var options = SandboxServer.Options(persona: persona)
    options.port = arguments.port
    options.isTLSAtOnce = arguments.isTLSAtOnce
    let maildir = try arguments.folder.map { try Maildir(path: $0) }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = try SandboxServer.start(options, on: group) { message in
      SandboxCommand.show(message, maildir)
    }.wait()
    SandboxCommand.say("* sandbox \"\(persona.name)\" listens on 127.0.0.1:\(server.port): \(persona.summary)")
    try server.closed.wait()
    return .ok
  }

  /// Says what was accepted, and where it is.
  private static func show(_ message: AcceptedMessage, _ maildir: Maildir?) {
    let envelope =
      "from <\(Escaping.escape(message.sender))> to "
      + message.recipients.prefix(10).map { "<\(Escaping.escape($0))>" }.joined(separator: ", ")
    guard let maildir else {
      let lines = message.octets.split(separator: 0x0A, omittingEmptySubsequences: false).prefix(40)
      say(
        (["* message \(envelope), \(message.octets.count) octets"]
          + lines.map { "*   " + Escaping.escape($0.last == 0x0D ? $0.dropLast() : $0) }).joined(
            separator: "\n"))
      return
    }
    do throws(Maildir.Problem) { say("* message \(envelope) kept in \(try maildir.deliver(message))") } catch {
      say("! message \(envelope) not kept: \(error)")
    }
  }

  private static func say(_ text: String) { Output.write(text + "\n") }
}
