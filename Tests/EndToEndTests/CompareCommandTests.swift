import Foundation
import Testing

struct CompareCommandTests {
  @Test func twoRecordings() throws {
    let folder = try Program.folder()
    for (persona, name) in [("good", "a"), ("shutdown:QUIT", "b"), ("good", "c")] {
      let sandbox = try SandboxProcess("--persona", persona)
      _ = try Program.plain(
        sandbox.target, ["EHLO client.example", "QUIT"], ["--record", "\(folder)/\(name).smtp"])
    }
    let same = try Program.run(["compare", folder + "/a.smtp", folder + "/c.smtp"])
    #expect(same.status == 0 && same.output.isEmpty, "\(same.output)")
    let other = try Program.run(["compare", folder + "/a.smtp", folder + "/b.smtp"])
    #expect(
      other.status == 1 && other.output.contains("QUIT\n") && other.output.contains(" is now 421 "),
      "\(other.output)")
  }

  @Test func aRecordingAndAServer() throws {
    let file = try Program.folder() + "/a.smtp"
    let good = try SandboxProcess("--persona", "good")
    _ = try Program.plain(good.target, ["EHLO client.example", "QUIT"], ["--record", file])
    let same = try Program.run(["compare", "--live", good.target, file])
    #expect(same.status == 0 && same.output.isEmpty, "\(same.output)\(same.errors)")
    let other = try SandboxProcess("--persona", "shutdown:QUIT")
    let differs = try Program.run(["compare", file, "--live", other.target])
    #expect(differs.status == 1 && differs.output.contains(" is now 421 "), "\(differs.output)")
    let nobody = try Program.run(["compare", "--live", "127.0.0.1:1", file])
    #expect(nobody.status == 2 && nobody.errors.contains("refused"), "\(nobody.errors)")
  }

  @Test func wrongUse() throws {
    #expect(try Program.run(["compare", "a"]).status == 64)
    #expect(try Program.run(["compare", "a", "b", "--live", "127.0.0.1:1"]).status == 64)
    #expect(try Program.run(["compare", "/nonexistent", "/nonexistent"]).status == 4)
  }
}
