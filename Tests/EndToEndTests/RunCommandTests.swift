import Foundation
import Testing

/// `smtpscope run` from outside.
struct RunCommandTests {
  private func file(_ text: String) throws -> String {
    let path = try Program.folder() + "/t.smtp"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// The main promise: what was recorded runs, and shows what another server does otherwise.
  @Test func aRecordingRuns() throws {
    let good = try SandboxProcess()
    let path = try Program.folder() + "/r.smtp"
    _ = try Program.plain(
      good.target,
      [
        "EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>", "DATA",
        "Subject: ${x}", "", ".dot", ".", "QUIT",
      ], ["--record", path])
    let same = try Program.run(["run", path])
    #expect(same.status == 0 && same.output.contains("passed"), "\(same.output)\(same.errors)")
    let strict = try SandboxProcess("--persona", "strict")
    let other = try Program.run(["run", "--keep-going", "--target", strict.target, path])
    #expect(other.status == 1 && other.output.contains("expected 250"), "\(other.output)")
  }

  @Test func nothingIsSentFromAFileWithMistakes() throws {
    let run = try Program.run(["run", "--target", "127.0.0.1:1", try file("C: NOOP\nX\n:matsch text\n")])
    #expect(run.status == 4 && run.output.isEmpty)
    #expect(run.errors.contains("t.smtp:2:1: ") && run.errors.contains("did you mean :match?"))
    #expect(run.errors.hasSuffix("nothing was sent\n"))
  }

  @Test func aServerIsNeeded() throws {
    let run = try Program.run(["run", try file("C: NOOP\n")])
    #expect(run.status == 64 && run.errors.contains("--target"))
  }

  @Test func aSecretIsNeededBeforeConnecting() throws {
    let run = try Program.run(["run", "--target", "127.0.0.1:1", try file("C: NOOP ${secret:my-word}\n")])
    #expect(run.status == 64 && run.errors.contains("set SMTPSCOPE_SECRET_MY_WORD"))
  }

  @Test func secretsGetIntoNothing() throws {
    let sandbox = try SandboxProcess()
    let folder = try Program.folder()
    let run = try Program.run(
      [
        "run", "--verbose", "--target", sandbox.target, "--record", folder + "/r.smtp", "--report",
        "junit=\(folder)/j.xml", "--report", "json=\(folder)/j.json", "--report", "tap=\(folder)/j.tap",
        "--report", "html=\(folder)/j.html",
        try file("C: EHLO x.example\nC: VRFY ${secret:word}\nS: 250\n"),
      ], environment: ["SMTPSCOPE_SECRET_WORD": "abracadabra"])
    #expect(run.status == 1 && run.output.contains("C: VRFY ${secret:word}"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(files) == ["r.smtp", "j.xml", "j.json", "j.tap", "j.html"])
    for name in files {
      #expect(
        try !String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).contains("abracadabra"), "\(name)")
    }
    #expect(!run.output.contains("abracadabra"))
  }

  @Test func secretsFromAFile() throws {
    let sandbox = try SandboxProcess()
    let path = try file("S: 220\nC: NOOP ${secret:word}\nS: 250\n")
    let secrets = try Program.folder() + "/secrets"
    try "word=abra=cadabra\n".write(toFile: secrets, atomically: true, encoding: .utf8)
    let run = try Program.run(["run", "--verbose", "--target", sandbox.target, "--secrets", secrets, path])
    #expect(run.status == 0 && run.output.contains("NOOP ${secret:word}") && !run.output.contains("cadabra"))
    let child = try Child([
      "sh", "-c",
      "exec '\(Program.path)' run --target \(sandbox.target) --secrets /dev/fd/3 '\(path)' 3<'\(secrets)'",
    ])
    #expect(child.wait() == 0, "\(child.errors)")
    try "hush\n".write(toFile: secrets, atomically: true, encoding: .utf8)
    let wrong = try Program.run(["run", "--target", sandbox.target, "--secrets", secrets, path])
    #expect(wrong.status == 64 && wrong.errors.contains("line 1 of ") && !wrong.errors.contains("hush"))
  }

  @Test func exitStatuses() throws {
    let sandbox = try SandboxProcess("--persona", "expired")
    let tls = try file("C: EHLO x.example\nC: STARTTLS\nC: NOOP\nS: 250\n")
    #expect(try Program.run(["run", "--target", "127.0.0.1:1", tls]).status == 2)
    #expect(try Program.run(["run", "--target", sandbox.target, "--tls-verify", "require", tls]).status == 3)
    #expect(try Program.run(["run", "/nonexistent.smtp"]).status == 4)
  }
}

struct ConnectAgainTests {
  /// The end of the connection before is told while it is being closed: the new one is not taken for it.
  @Test func afterAQuitAFileConnectsAgain() throws {
    let sandbox = try SandboxProcess()
    let path = try Program.folder() + "/again.smtp"
    let once = ":connect \(sandbox.target)\nS: 220\nC: EHLO a.example\nS: 250\nC: QUIT\nS: 221\n"
    try (once + once + once).write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try Program.run(["run", path])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
