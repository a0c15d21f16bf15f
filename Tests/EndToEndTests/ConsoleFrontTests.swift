import Foundation
import Testing

/// The console in a real terminal.
struct ConsoleFrontTests {
  /// The tour of the demo from its first step to its last, at the size of a small terminal and of a large one.
  @Test(arguments: [(80, 24), (120, 40)]) func theWholeTour(_ columns: Int, _ rows: Int) throws {
    let terminal = try Tmux(columns, rows, "\(Program.path) demo")
    try terminal.wait(for: "Tour 1 of 9")
    // The tour is on the screen before the connection stands.
    try terminal.wait(for: "S: 220")
    try terminal.enter("EHLO client.example")
    try terminal.wait(for: "Tour 2 of 9")
    try terminal.enter("RCPT TO:<bob@sandbox.example>")
    try terminal.wait(for: "! RCPT needs MAIL first: expect 503 (RFC 5321 §4.1.4)")
    #expect(!terminal.screen.contains("S: 503"), "the guard holds it back")
    try terminal.keys("Enter")
    try terminal.wait(for: "S: 503 5.5.1")
    try terminal.wait(for: "Tour 3 of 9")
    try terminal.enter("STARTTLS")
    try terminal.wait(for: "TLSv1.3")
    try terminal.wait(for: "next  EHLO")
    try terminal.enter("EHLO client.example")
    try terminal.wait(for: "Tour 4 of 9")
    try terminal.enter(":auth plain alice")
    try terminal.wait(for: "password of alice:")
    try terminal.enter("wonderland")
    try terminal.wait(for: "Tour 5 of 9")
    #expect(!terminal.screen.contains("wonderland\n"))
    try terminal.enter("MAIL FROM:<alice@sandbox.example>")
    try terminal.wait(for: "Tour 6 of 9")
    try terminal.enter("RCPT TO:<unknown@sandbox.example>")
    try terminal.wait(for: "There is no such mailbox")
    try terminal.enter("RCPT TO:<bob@sandbox.example>")
    try terminal.wait(for: "Tour 7 of 9")
    try terminal.enter("DATA")
    try terminal.wait(for: "C>")
    try terminal.enter("Subject: hi")
    try terminal.enter("")
    try terminal.enter(".")
    try terminal.wait(for: "Tour 8 of 9")
    #expect(terminal.screen.contains("queued"))
    try terminal.enter("QUIT")
    try terminal.wait(for: "Tour 9 of 9")
    let folder = terminal.state + "/smtpscope"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let recording = try #require(names.first { $0.hasSuffix(".smtp") })
    let text = try String(contentsOfFile: "\(folder)/\(recording)", encoding: .utf8)
    #expect(text.contains("! rcpt-before-mail") && text.contains("C: AUTH PLAIN ${secret:auth-plain}"))
    #expect(!text.contains("d29uZGVybGFuZ") && text.contains("S: 221 2.0.0"))
    let history = try String(contentsOfFile: folder + "/history", encoding: .utf8)
    #expect(
      history.contains("EHLO client.example\n") && !history.contains("Subject")
        && !history.contains("wonderland"))
  }

  /// What the guide advises, with Enter on the empty line; nothing is sent by that alone.
  @Test(arguments: [(80, 24), (120, 40), (40, 10)]) func advice(_ columns: Int, _ rows: Int) throws {
    let sandbox = try SandboxProcess("--persona", "strict")
    let terminal = try Tmux(columns, rows, "\(Program.path) --no-record \(sandbox.target)")
    try terminal.wait(for: "220 sandbox.example")
    try terminal.enter("EHLO client.example")
    try terminal.wait(for: "250 ")
    try terminal.enter("MAIL FROM:<a@client.example>")
    try terminal.wait(for: "known as: tls required")
    try terminal.keys("Enter")
    try terminal.wait(for: "C: STARTTLS\nnext")
    #expect(!terminal.screen.contains("TLSv1"), "it stands there and is not sent")
    try terminal.keys("Enter")
    try terminal.wait(for: "TLSv1.3")
  }

  /// A session file step by step, what is typed in between, and the end of it; then both beside each other.
  @Test(arguments: [(80, 24), (40, 10)]) func aSessionFileStepByStep(_ columns: Int, _ rows: Int) throws {
    let sandbox = try SandboxProcess()
    let folder = try Program.folder()
    let path = folder + "/t.smtp"
    try """
    S: 220
    C: EHLO client.example
    S: 250
    C: MAIL FROM:<a@client.example>
    S: 550
    C: NOOP
    S: 250
    C: QUIT
    S: 221

    """.write(toFile: path, atomically: true, encoding: .utf8)
    let terminal = try Tmux(columns, rows, "sh -c 'cd \(folder); exec \(Program.path) \(sandbox.target)'")
    try terminal.wait(for: "S: 220")
    try terminal.enter(":run t.smtp")
    try terminal.wait(for: "next 1/4: C: EHLO client.example")
    try terminal.keys("Enter")
    try terminal.wait(for: "next 2/4: C: MAIL")
    try terminal.keys("Escape")
    try terminal.wait(for: ":run goes on")
    try terminal.enter("VRFY bob")
    try terminal.wait(for: "C: VRFY bob")
    try terminal.enter(":run")
    try terminal.wait(for: "next 2/4: C: MAIL")
    try terminal.keys("f")
    try terminal.wait(for: "next 3/4")
    try terminal.wait(for: "t.smtp:5: expected 550")
    try terminal.keys("a")
    try terminal.wait(for: "FAILED t.smtp, 5 expectations")
    try terminal.enter(":compare t.smtp")
    try terminal.wait(for: "t.smtp and this session")
    try terminal.keys("q")
    try terminal.enter(":save saved.smtp")
    try terminal.wait(for: "saved in saved.smtp")
    // What was saved runs: the file's steps are in it once, as what was sent.
    let saved = try Program.run(["run", folder + "/saved.smtp"])
    #expect(saved.status == 0, "\(saved.output)\(saved.errors)")
  }

  @Test func resizingWhileItWaits() throws {
    let sandbox = try SandboxProcess("--persona", "tarpit")
    let terminal = try Tmux(80, 24, "\(Program.path) \(sandbox.target)")
    try terminal.wait(for: "S: 220")
    try terminal.enter("EHLO client.example")
    try terminal.wait(for: "S: 250-sandbox.example …")
    try terminal.resize(40, 10)
    try terminal.wait(for: "C:")
    try terminal.resize(1, 1)
    try terminal.resize(120, 40)
    try terminal.wait(for: "│ 250 answers EHLO")
    #expect(terminal.screen.contains("STARTTLS   TLS on this port"))
  }

  @Test func theHistoryComesBackInTheNextSession() throws {
    let sandbox = try SandboxProcess()
    let terminal = try Tmux(
      80, 24, "sh -c '\(Program.path) \(sandbox.target); exec \(Program.path) \(sandbox.target)'")
    try terminal.wait(for: "S: 220")
    try terminal.enter("EHLO one.example")
    try terminal.wait(for: "ready")
    try terminal.keys("C-d")
    try terminal.wait(for: "leave and drop")
    try terminal.keys("y")
    try terminal.wait(for: "say EHLO")
    try terminal.keys("Up")
    try terminal.wait(for: "C: EHLO one.example")
  }

  @Test func theScreenIsSavedForATicket() throws {
    let sandbox = try SandboxProcess()
    let terminal = try Tmux(80, 24, "\(Program.path) \(sandbox.target)")
    try terminal.wait(for: "S: 220")
    try terminal.enter(":save-screen \(terminal.state)/screen.txt")
    try terminal.wait(for: "saved in")
    let text = try String(contentsOfFile: terminal.state + "/screen.txt", encoding: .utf8)
    #expect(text.contains("S: 220 sandbox.example") && text.split(separator: "\n").count <= 24)
  }
}
