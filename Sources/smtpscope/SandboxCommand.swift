// `smtpscope sandbox` and `smtpscope demo`.

import ArgumentParser
import NIOPosix
import SMTPSession
import SMTPTransport
import Sandbox
import Transcript

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The embedded server by itself.
struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox", abstract: "Run the embedded SMTP server on a loopback port.",
    discussion: "Personas: " + Personas.all.map { "\($0.name) - \($0.summary)" }.joined(separator: "; ") + ".")

  @Option(name: .long, help: "The port; 0 chooses a free one.")
  var port = 2525

  @Option(name: .long, help: "The server's character; --list-personas shows all.")
  var persona = "good"

  @Flag(name: .long, help: "TLS at once, as on port 465.")
  var tls = false

  @Option(
    name: .long,
    help: ArgumentHelp("Keep accepted messages in this Maildir instead of showing them.", valueName: "folder"))
  var maildir: String?

  @Flag(name: .long, help: "Show the personas and leave.")
  var listPersonas = false

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port takes 0 to 65535.") }
    guard Persona.named(persona) != nil else {
      let near = Nearest.of(persona, in: Personas.all.map(\.name)).map { " Did you mean \($0)?" } ?? ""
      throw ValidationError(
        "There is no persona \"\(Escaping.escape(persona))\".\(near) --list-personas shows all.")
    }
  }

  func run() throws {
    if listPersonas {
      let width = Personas.all.map(\.name.count).max() ?? 0
      for persona in Personas.all {
        print(persona.name + String(repeating: " ", count: width - persona.name.count + 2) + persona.summary)
      }
      return
    }
    guard let persona = Persona.named(persona) else { return }
    var options = SandboxServer.Options(persona: persona)
    options.port = port
    options.isTLSAtOnce = tls
    let maildir: Maildir?
    do throws(Maildir.Problem) {
      maildir = try self.maildir.map { path throws(Maildir.Problem) in try Maildir(path: path) }
    } catch {
      throw CleanExit.message("smtpscope: \(error)")
    }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = try SandboxServer.start(options, on: group) { message in
      SandboxCommand.show(message, maildir)
    }.wait()
    SandboxCommand.say("* sandbox \"\(persona.name)\" listens on 127.0.0.1:\(server.port): \(persona.summary)")
    try server.closed.wait()
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

  private static func say(_ text: String) { _ = TextFile.write(text + "\n", to: STDOUT_FILENO) }
}

/// The console on the sandbox.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Open the console on the built-in server, with a short tour.")

  @Option(name: .long, help: "The server's character.")
  var persona = "good"

  @OptionGroup var arguments: SessionArguments

  func run() throws {
    guard let persona = Persona.named(persona) else {
      throw ValidationError(
        "There is no persona \"\(Escaping.escape(persona))\"; smtpscope sandbox --list-personas shows all.")
    }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = try SandboxServer.start(.init(persona: persona), on: group) { _ in }.wait()
    let target = Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: server.port))
    let status = try FrontEnd.run(arguments, connect: target, tour: true)
    throw ExitCode(status.rawValue)
  }
}
