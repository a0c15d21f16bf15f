import Foundation
import Testing

struct ViewCommandTests {
  @Test(arguments: [(80, 24), (120, 40)]) func aRecordingInTheConsole(_ columns: Int, _ rows: Int) throws {
    let path = try Program.folder() + "/r.smtp"
    try """
    :session 1
    C: RCPT TO:<bob@elsewhere.example>
    S: 554 5.7.1 <bob@elsewhere.example>: Relay access denied

    """.write(toFile: path, atomically: true, encoding: .utf8)
    let tmux = try Tmux(columns, rows, "'\(Program.path)' view '\(path)'")
    try tmux.wait(for: "does not relay for you")
    try tmux.wait(for: "! rcpt-before-mail")
    #expect(tmux.screen.contains("not connected"))
  }

  /// What a crash left behind is shown, and says that it is not whole; so does a run of it.
  @Test func aRecordingThatWasCutOff() throws {
    let path = try Program.folder() + "/r.smtp"
    try ":session 1\n* smtpscope 0.1.0, 2026-11-23 19:06:11Z\nC: NOOP\nS: 250 Ok\nC: QUI".write(
      toFile: path, atomically: true, encoding: .utf8)
    let tmux = try Tmux(80, 24, "'\(Program.path)' view '\(path)'")
    try tmux.wait(for: "cut off here: C: QUI")
    let sandbox = try SandboxProcess()
    let run = try Program.run(["run", "--target", sandbox.target, path])
    #expect(run.status == 0 && run.errors.contains("r.smtp:5: the recording was cut off here"), "\(run)")
  }

  /// Far too large to be read as a whole, and there at once at its end.
  @Test func aLargeRecording() throws {
    let path = try Program.folder() + "/r.smtp"
    var text = ":session 1\n:connect mx.example\nS: 220 mx.example\nC: EHLO client.example\nS: 250 mx.example\n"
    for number in 0..<100_000 { text += "C: VRFY user\(number)\nS: 252 2.1.5 Cannot VRFY user\n" }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let tmux = try Tmux(80, 24, "'\(Program.path)' view '\(path)'")
    try tmux.wait(for: "VRFY user99999")
    try tmux.keys("g")
    try tmux.wait(for: "EHLO client.example")
    try tmux.enter("/user54321")
    try tmux.wait(for: "C: VRFY user54322")
    #expect(tmux.screen.contains("C: VRFY user54321"))
  }

  @Test func mistakesAreSaid() throws {
    let path = try Program.folder() + "/r.smtp"
    try "nonsense\n".write(toFile: path, atomically: true, encoding: .utf8)
    let run = try Program.run(["view", path])
    #expect(run.status == 4 && run.errors.contains("r.smtp:1:1:"))
    #expect(try Program.run(["view"]).status == 64)
  }
}
