import Foundation
import Testing

/// Every file in examples/ does what its first line says.
struct ExamplesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("examples")

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// Those that need another server than the plain one, or that the sandbox's own certificate fails.
  private static let personas = ["greylist-probe.smtp": "greylist", "lmtp.smtp": "lmtp"]
  private static let failing = ["certificate.smtp": "certificate not verified: self-signed certificate"]

  @Test(arguments: try names()) func onTheSandbox(_ name: String) throws {
    var words = ["--persona", Self.personas[name] ?? "good"]
    var scheme = ""
    if name == "smtps.smtp" {
      words.append("--tls")
      scheme = "smtps://"
    }
    if name == "lmtp.smtp" { scheme = "lmtp://" }
    let sandbox = try SandboxProcess(words)
    let run = try Program.run(
      [
        "run", "--timeout", "20", "--target", scheme + sandbox.target,
        Self.folder.appendingPathComponent(name).path,
      ],
      environment: ["SMTPSCOPE_SECRET_PASSWORD": "wonderland"])
    #expect(run.status == (Self.failing[name] == nil ? 0 : 1), "\(run.output)\(run.errors)")
    if let text = Self.failing[name] { #expect(run.output.contains(text)) }
  }

  @Test func thereAreEnough() throws {
    let names = try Self.names()
    #expect(names.count >= 20 && names.allSatisfy { $0.hasSuffix(".smtp") })
    for name in names {
      let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
      #expect(text.hasPrefix("# "), "\(name) begins with what it is for")
    }
  }

  @Test func allAreInTheCanonicalForm() throws {
    let run = try Program.run(["fmt", "--check", Self.folder.path])
    #expect(run.status == 0, "\(run.errors)")
  }
}
