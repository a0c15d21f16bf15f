import Foundation
import Testing

/// The terminal is given back as it was, whatever ends the console.
struct TerminalTests {
  /// A shell in tmux, the console in it, and `stty` before and behind.
  private func console(_ command: String) throws -> Tmux {
    let terminal = try Tmux(80, 24, "bash --norc --noprofile")
    try terminal.enter("PS1='$ '; clear; stty -a > \(terminal.state)/before")
    try terminal.enter(command)
    try terminal.wait(for: "S: 220")
    return terminal
  }

  private func expectRestored(_ terminal: Tmux) throws {
    try terminal.enter("clear; stty -a | cmp - \(terminal.state)/before && echo the \"same\"")
    try terminal.wait(for: "the same")
    try terminal.enter("echo plain text")
    try terminal.wait(for: "\nplain text")
  }

  @Test(arguments: ["INT", "TERM", "HUP", "SEGV", "ABRT", "TRAP", "QUIT", "USR1", "ALRM", "RTMIN"])
  func aSignal(_ name: String) throws {
    let sandbox = try SandboxProcess()
    let terminal = try console("\(Program.path) --no-record \(sandbox.target)")
    try terminal.keys("Escape")
    try Child(["pkill", "-\(name)", "-f", "smtpscope --no-record \(sandbox.target)$"]).wait()
    try terminal.wait(for: "$ ")
    try expectRestored(terminal)
  }

  @Test func ctrlZAndBack() throws {
    let sandbox = try SandboxProcess()
    let terminal = try console("\(Program.path) --no-record \(sandbox.target)")
    try terminal.type("EHLO half")
    try terminal.keys("C-z")
    try terminal.wait(for: "Stopped")
    try expectRestored(terminal)
    try terminal.enter("fg")
    try terminal.wait(for: "C: EHLO half")
  }

  @Test func aPasteOfLinesIsOnePiece() throws {
    let sandbox = try SandboxProcess()
    let terminal = try console("\(Program.path) --no-record \(sandbox.target)")
    try terminal.type("\u{1B}[200~EHLO client.example\nNOOP\n\u{1B}[201~")
    try terminal.wait(for: "2 lines pasted")
    try terminal.keys("o")
    try terminal.wait(for: "The server is there and did nothing")
  }

  @Test func standardInputMayBeAPipe() throws {
    let sandbox = try SandboxProcess()
    let terminal = try console("echo x | \(Program.path) --no-record \(sandbox.target)")
    try terminal.enter("EHLO client.example")
    try terminal.wait(for: "ready")
    try terminal.keys("C-d")
    try terminal.wait(for: "leave and drop")
    try terminal.keys("y")
    try expectRestored(terminal)
  }
}
