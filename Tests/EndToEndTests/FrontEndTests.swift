import Foundation
import Testing

struct FrontEndTests {
  /// Where the output is no terminal there is nothing to draw on.
  @Test func withoutATerminalItIsPlain() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.run([sandbox.target], input: "QUIT\n")
    #expect(run.status == 0 && run.output.contains("C: QUIT\n"), "\(run.output)")
    #expect(run.recordings.count == 1)
  }

  @Test func aTerminalThatNobodyKnowsIsNamed() throws {
    let child = try Child(
      ["script", "-qec", "\"\(Program.path)\"", "/dev/null"], environment: ["TERM": "nosuch"])
    child.wait()
    #expect(child.output.contains("no terminal called \"nosuch\""), "\(child.output)")
  }

  @Test func onATerminalItIsTheConsole() throws {
    let tmux = try Tmux(80, 24, "'\(Program.path)' --no-record")
    try tmux.wait(for: "F1 help")
    try tmux.keys("C-d")
  }
}
