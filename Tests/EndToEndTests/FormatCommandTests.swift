import Foundation
import Testing

/// `smtpscope fmt` from outside.
struct FormatCommandTests {
  private func file(_ text: String) throws -> String {
    let path = try Program.folder() + "/t.smtp"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func theCanonicalForm() throws {
    let path = try file("  C:EHLO x\n")
    #expect(try Program.run(["fmt", path]).output == "C: EHLO x\n")
    #expect(try Program.run(["fmt", "--check", path]).status == 1)
    #expect(try Program.run(["fmt", "--write", path]).status == 0)
    #expect(try Program.run(["fmt", "--check", path]).status == 0)
    #expect(try Program.run(["fmt", try file("nonsense\n")]).status == 4)
  }

  @Test func whatIsWrittenKeepsItsModeAndIsWrittenThroughALink() throws {
    let path = try file("  C:EHLO x\n")
    chmod(path, 0o664)
    #expect(symlink(path, path + ".link") == 0)
    #expect(try Program.run(["fmt", "--write", path + ".link"]).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "C: EHLO x\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o664)
    let input = try Program.run(["fmt", "--write", "-"], input: "  C:EHLO x\n")
    #expect(input.output == "C: EHLO x\n" && input.status == 0)
  }
}
