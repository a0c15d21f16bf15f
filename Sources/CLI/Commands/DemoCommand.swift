// `smtpscope demo`: the console on the embedded server.

import NetworkFacts
import Sandbox
import NIOPosix

/// The console on the sandbox.
enum DemoCommand {
  static let subcommand = Subcommand(
    name: "demo", summary: "Open the console on the built-in server, with a short tour.",
    flags: [.persona] + Flag.front
  ) { try run(persona: SandboxCommand.persona($0), FrontArguments($0)) }

  private static func run(persona: Persona, _ arguments: FrontArguments) throws -> ExitStatus {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = try SandboxServer.start(.init(persona: persona), on: group) { _ in }.wait()
    let target = Target(scheme: .smtp, endpoint: .host("127.0.0.1", port: server.port))
    return try FrontEnd.run(arguments, connect: target, tour: true)
  }
}
