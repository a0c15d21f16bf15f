import Foundation
import Testing

/// `--color`, as it comes out of `smtpscope run`.
struct PaintTests {
  private func output(_ options: [String], environment: [String: String] = [:]) throws -> String {
    let sandbox = try SandboxProcess()
    let path = try Program.folder() + "/t.smtp"
    try "S: 220\nC: EHLO x.example\nS: 550\n".write(toFile: path, atomically: true, encoding: .utf8)
    let words = ["run", "--verbose", "--target", sandbox.target] + options + [path]
    return try Program.run(words, environment: environment).output
  }

  @Test func aFileGetsNoColours() throws {
    #expect(try !output([]).contains("\u{1B}"))
    #expect(try !output(["--color", "never"]).contains("\u{1B}"))
  }

  /// The words are the same with and without.
  @Test func whoAsksForColoursGetsThem() throws {
    let painted = try output(["--color", "always"], environment: ["NO_COLOR": "1"])
    #expect(painted.contains("\u{1B}[36mC: EHLO x.example\u{1B}[m"))
    #expect(painted.contains("\u{1B}[31m") && painted.contains("expected 550"))
  }

  @Test func onATerminalTheyComeByThemselves() throws {
    let sandbox = try SandboxProcess()
    let path = try Program.folder() + "/t.smtp"
    try "S: 220\nC: EHLO x.example\nS: 550\n".write(toFile: path, atomically: true, encoding: .utf8)
    for (setting, isPainted) in [("-u NO_COLOR", true), ("NO_COLOR=1", false)] {
      let command = "\(Program.path) run --target \(sandbox.target) \(path) > $(tty); echo done; sleep 60"
      let terminal = try Tmux(100, 20, "env \(setting) sh -c '\(command)'")
      try terminal.wait(for: "done")
      #expect(terminal.colours.contains("\u{1B}[31m") == isPainted, "\(terminal.colours)")
    }
  }

  @Test func anotherWordIsAMistake() throws {
    let run = try Program.run(["run", "--color", "sometimes", "x.smtp"])
    #expect(run.status == 64 && run.errors.contains("auto, always or never"))
  }
}
