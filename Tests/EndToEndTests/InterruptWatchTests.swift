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

  /// Where nobody reads what it prints it cannot take note of the first one.
  @Test func theSecondEndsItWhateverItWaitsFor() throws {
    let sandbox = try SandboxProcess()
    let folder = try Program.folder()
    try #require(mkfifo(folder + "/out", 0o600) == 0)
    let reader = open(folder + "/out", O_RDWR)
    defer { close(reader) }
    let child = try Child(
      ["sh", "-c", "exec '\(Program.path)' --plain --no-record \(sandbox.target) >'\(folder)/out'"],
      input: String(repeating: "EHLO client.example\n", count: 2_000))
    // A full pipe takes nothing more.
    var waiting: Int32 = 0
    for _ in 0..<1_000 {
      var now: Int32 = 0
      _ = ioctl(reader, UInt(FIONREAD), &now)
      if now > 30_000, now == waiting { break }
      waiting = now
      usleep(50_000)
    }
    #expect(waiting > 30_000)
    kill(child.pid, SIGINT)
    usleep(200_000)
    kill(child.pid, SIGINT)
    #expect(child.wait() == 130)
  }

  /// The terminal echoes again, and half a password goes nowhere.
  @Test func aQuestionForAPasswordCanBeLeft() throws {
    let sandbox = try SandboxProcess()
    let path = try Program.folder() + "/t.smtp"
    try "C: EHLO client.example\nC: ${secret:token}\n".write(toFile: path, atomically: true, encoding: .utf8)
    let command =
      "trap : INT; \(Program.path) run --target \(sandbox.target) \(path); echo status $?; stty; sleep 60"
    let terminal = try Tmux(100, 20, "sh -c '\(command)'")
    try terminal.wait(for: "token")
    try terminal.type("hal")
    try terminal.keys("C-c")
    try terminal.wait(for: "status 130")
    try terminal.wait(for: "speed")
    #expect(!terminal.screen.contains("-echo") && !terminal.screen.contains("hal"), "\(terminal.screen)")
  }
}
