// `smtpscope sandbox` and `smtpscope demo`.

import NetworkFacts
import NIOPosix
import Sandbox
import SMTPCore
import Transcript

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The embedded server by itself.
enum SandboxCommand {
  static let name = "sandbox"

  struct Arguments {
    var port = 2525
    var persona = Personas.good
    var isTLSAtOnce = false
    var folder: String?
    var listsPersonas = false
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope sandbox [options]",
      abstract: "Run the embedded SMTP server on a loopback port and show what it accepts.", operand: nil,
      options: [
        Option("port", "PORT", "the port, 2525 without it; 0 chooses a free one") { values, text in
          guard let port = Int(text), (0...65_535).contains(port) else { return "a port from 0 to 65535" }
          values.port = port
          return nil
        },
        persona { $0.persona = $1 },
        Option("tls", "TLS at once, as on port 465") { $0.isTLSAtOnce = true },
        Option("maildir", "FOLDER", "keep accepted messages in this Maildir instead of showing them") {
          values, text in
          values.folder = text
          return text.isEmpty ? "a folder" : nil
        },
        Option("list-personas", "show the personas and leave") { $0.listsPersonas = true },
      ])
  }

  /// The option that chooses a persona.
  static func persona<Values>(_ take: @escaping (inout Values, Persona) -> Void) -> Option<Values> {
    Option("persona", "NAME", "the server's character; smtpscope sandbox --list-personas shows all") {
      values, text in
      guard let persona = Persona.named(text) else {
        let near = Nearest.of(text, in: Personas.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        return "a persona\(near)"
      }
      take(&values, persona)
      return nil
    }
  }

  static func run(_ words: [String]) throws -> ExitStatus {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) { return status }
    if arguments.listsPersonas {
      let width = Personas.all.map(\.name.count).max() ?? 0
      for persona in Personas.all {
        Smtpscope.say(
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

  private static func say(_ text: String) { Smtpscope.say(text + "\n") }
}

/// The console on the sandbox.
enum DemoCommand {
  static let name = "demo"

  struct Arguments {
    var persona = Personas.good
    var front = FrontArguments()
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope demo [options]",
      abstract: "Open the console on the built-in server, with a short tour.", operand: nil,
      options: [SandboxCommand.persona { $0.persona = $1 }]
        + FrontOptions.rows { values, work in work(&values.front) })
  }

  static func run(_ words: [String]) throws -> ExitStatus {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) { return status }
    if let problem = arguments.front.contradiction { throw problem }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = try SandboxServer.start(.init(persona: arguments.persona), on: group) { _ in }.wait()
    let target = Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: server.port))
    return try FrontEnd.run(arguments.front, connect: target, tour: true)
  }
}
