import Foundation
import Testing

/// The executable: what `CLI` does arrives outside.
struct MainTests {
  @Test func helpAndVersionGoToStandardOutput() throws {
    let help = try Program.run(["--help"])
    #expect(help.status == 0 && help.errors.isEmpty)
    #expect(help.output.hasPrefix("usage: smtpscope [options] [SERVER]\n"))
    #expect(try Program.run(["--version"]).output == "0.1.0\n")
  }

  @Test func helpIsAsWideAsTheTerminal() throws {
    let help = try Program.run(["--help"], environment: ["COLUMNS": "60"]).output
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 60 })
    #expect(help.split(separator: "\n").contains { $0.count > 50 })
  }

  /// Nothing is connected to, and nothing stands on standard output, where a script reads.
  @Test(arguments: [
    ["explan"], ["chekc", "example.org"], ["help", "nosuch"], ["--tls-verfy", "off"], ["run"],
  ])
  func wrongUseGoesToStandardErrorWithItsStatus(_ words: [String]) throws {
    let run = try Program.run(words)
    #expect(run.status == 64 && run.output.isEmpty && run.recordings.isEmpty)
    #expect(
      run.errors.hasPrefix("smtpscope: ") && run.errors.split(separator: "\n").count == 2, "\(run.errors)")
  }

  @Test func aHostOfASubcommandsNameCanBeReached() throws {
    for words in [["--no-record", "--", "fmtt"], ["--no-record", "smtp://fmtt:1"]] {
      let run = try Program.run(words)
      #expect(run.status == 2 && run.output.contains("fmtt"), "\(run.output)\(run.errors)")
    }
  }

  /// A connection in the place of standard output would get what is meant for the user.
  @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
  func whatIsClosedGoesNowhereElse(_ closed: String) throws {
    let sandbox = try SandboxProcess()
    let child = try Child(["sh", "-c", "exec \(Program.path) --plain \(sandbox.target) \(closed)"])
    #expect(child.wait() == 0)
    let folder = child.folder + "/smtpscope"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let name = try #require(names.first { $0.hasSuffix(".smtp") })
    let recording = try Program.recording("\(folder)/\(name)")
    #expect(recording.contains("S: 220") && !recording.contains("C: "), "\(recording)")
  }

  @Test func aRecordingThatCannotBeWrittenIsSaidAndHasItsStatus() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.plain(sandbox.target, ["NOOP", "QUIT"], ["--record", "/dev/full"])
    #expect(run.status == 74 && run.output.contains("S: 221"))
    #expect(run.errors == "smtpscope: cannot write /dev/full: No space left on device\n")
    let file = run.state + "/q.smtp"
    try ":connect \(sandbox.target)\nS: 220\nC: QUIT\nS: 221\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    #expect(symlink("there.smtp", run.state + "/link.smtp") == 0)
    let linked = try Program.run(["run", file, "--record", run.state + "/link.smtp"])
    #expect(
      linked.status == 0 && linked.errors.hasSuffix("/link.smtp is a symbolic link: recorded in there.smtp\n"))
    // Not by its own name: a mistake would cost the machine its device.
    let full = run.state + "/full"
    #expect(symlink("/dev/full", full) == 0)
    let report = try Program.run(["run", file, "--report", "json=\(full)"])
    #expect(report.status == 74 && report.output.hasPrefix("passed"))
    #expect(report.errors == "smtpscope: cannot write \(full): No space left on device\n")
    let recorded = try Program.run(["run", file, "--record", full])
    #expect(recorded.status == 74 && recorded.output.hasPrefix("passed"))
    #expect(recorded.errors.hasSuffix("\nsmtpscope: cannot write \(full): No space left on device\n"))
  }

  /// The limit of a process stands in for a disk: it is reached in the middle of a line, too.
  @Test func aDiskThatIsFullInTheMiddleOfALineLeavesWholeOnes() throws {
    let sandbox = try SandboxProcess()
    for name in ["a", "ab", "abc", "abcd", "abcde"] {
      let words = "--plain \(sandbox.target) --record $XDG_STATE_HOME/\(name).smtp"
      let child = try Child(
        ["sh", "-c", "ulimit -f 4; exec \(Program.path) \(words) >/dev/null"],
        input: String(repeating: "NOOP\n", count: 300))
      #expect(child.wait() == 74 && child.errors.hasSuffix("\(name).smtp: File too large\n"), "\(child.errors)")
      let recording = try String(contentsOfFile: "\(child.folder)/\(name).smtp", encoding: .utf8)
      #expect(recording.hasSuffix("\n") && recording.utf8.count > 1000, "\(recording.suffix(50))")
    }
  }
}
