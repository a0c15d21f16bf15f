import Foundation
import Testing

struct SandboxCommandTests {
  @Test func personasAreListed() throws {
    let run = try Program.run(["sandbox", "--list-personas"])
    #expect(run.status == 0 && run.output.contains("greylist") && run.output.contains("selfsigned"))
    #expect(try Program.run(["sandbox", "--persona", "greylits"]).errors.contains("did you mean greylist?"))
  }

  @Test func messagesLandInAMaildir() throws {
    let folder = try Program.folder() + "/mail"
    let sandbox = try SandboxProcess("--maildir", folder)
    _ = try Program.plain(
      sandbox.target,
      [
        "EHLO x.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@sandbox.example>", "DATA",
        "Subject: hi", "", ".x", ".", "QUIT",
      ])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/new")
    let text = try String(contentsOfFile: "\(folder)/new/\(try #require(names.first))", encoding: .utf8)
    #expect(text == "Return-Path: <a@client.example>\nDelivered-To: bob@sandbox.example\nSubject: hi\n\n.x\n")
  }
}
