import Foundation
import Testing

/// Many runs, and several at a time.
struct RunBatchTests {
  private func file(_ text: String) throws -> String {
    let path = try Program.folder() + "/t.smtp"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private static let good = "S: 220\nC: EHLO x.example\nS: 250\nC: QUIT\nS: 221\n"

  @Test(arguments: ["1", "8"]) func repeatedRunsAreCounted(_ parallel: String) throws {
    let sandbox = try SandboxProcess()
    let run = try Program.run(
      ["run", "--repeat", "40", "--parallel", parallel, "--target", sandbox.target, try file(Self.good)])
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.split(separator: "\n").count == 1 && run.output.contains("passed 40 of 40 times"))
  }

  @Test func everyFailureIsShown() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.run(
      [
        "run", "--repeat", "3", "--parallel", "3", "--target", sandbox.target,
        try file("S: 220\nC: NOOP\nS: 5xx\n"),
      ])
    #expect(run.status == 1 && run.output.contains("passed 0 of 3 times"))
    #expect(run.output.split(separator: "\n").filter { $0.contains("expected 5xx") }.count == 3)
  }

  @Test func filesKeepTheirOrderInReports() throws {
    let sandbox = try SandboxProcess()
    let folder = try Program.folder()
    let names = ["a", "b", "c", "d"].map { "\(folder)/\($0).smtp" }
    for name in names { try Self.good.write(toFile: name, atomically: true, encoding: .utf8) }
    let report = folder + "/r.json"
    let run = try Program.run(
      ["run", "--parallel", "4", "--target", sandbox.target, "--report", "json=\(report)", folder])
    #expect(run.status == 0)
    let lines = try String(contentsOfFile: report, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 4 && zip(lines, names).allSatisfy { $0.contains($1) })
  }

  @Test func oneRecordingIsForOneSession() throws {
    let run = try Program.run(
      ["run", "--parallel", "2", "--record", "/tmp/x", "--target", "127.0.0.1:1", try file(Self.good)])
    #expect(run.status == 64 && run.errors.contains("contradict"))
  }
}
