import Foundation
import Testing

/// Every file in examples/ does what its first line says, on the sandbox.
struct ExamplesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("examples")

  static let rows: [(file: String, status: Int32, shows: String)] = [
    ("capabilities.txt", 0, "✓ the certificate is for 127.0.0.1"),
    ("delivery.txt", 0, "S: 250 2.0.0 Ok: queued"),
    ("relay-test.txt", 1, "this server does not relay for you"),
    ("wrong-on-purpose.txt", 1, "C: NOOP\\n\\c"),
    ("greylist-probe.txt", 0, "phases and commands:"),
    ("login.txt", 0, "S: 235 2.7.0"),
  ]

  @Test(arguments: rows) func theExampleRuns(_ row: (file: String, status: Int32, shows: String)) throws {
    let sandbox = try SandboxProcess()
    let input = try String(contentsOf: Self.folder.appendingPathComponent(row.file), encoding: .utf8)
    let run = try Program.run(
      ["--plain", sandbox.target], input: input, environment: ["SMTPSCOPE_PASSWORD": "wonderland"])
    #expect(run.status == row.status, "\(run.output)")
    #expect(run.output.contains(row.shows), "\(run.output)")
  }

  @Test func noExampleIsLeftOut() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files) == Set(Self.rows.map(\.file)))
  }
}
