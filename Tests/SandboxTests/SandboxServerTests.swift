import NIOCore
import NIOPosix
import Sandbox
import Testing

struct SandboxServerTests {
  @Test(arguments: Personas.all.map(\.name)) func everyPersonaListens(_ name: String) throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let persona = try #require(Persona.named(name))
    let server = try SandboxServer.start(.init(persona: persona), on: group) { _ in }.wait()
    let client = try ClientBootstrap(group: group).connect(host: "127.0.0.1", port: server.port).wait()
    #expect(server.port > 0)
    try? client.close().wait()
    try server.stop().wait()
    try server.closed.wait()
  }
}
