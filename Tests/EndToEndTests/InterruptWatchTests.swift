import Foundation
import Testing

struct InterruptWatchTests {
  @Test func ctrlCHasAStatusOfItsOwn() throws {
    let sandbox = try SandboxProcess("--persona", "http")
    let child = try Child([Program.path, "--plain", "--no-record", sandbox.target])
    // The connection stands and nothing is said: it waits for the greeting.
    child.wait(for: "connected to")
    kill(child.pid, SIGINT)
    #expect(child.wait() == 130)
  }
}
