import Foundation
@testable import Sandbox
import Testing

struct MaildirTests {
  @Test func aMessageLandsInNewWithItsEnvelope() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("maildir-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let maildir = try Maildir(path: folder)
    let path = try maildir.deliver(
      AcceptedMessage(
        sender: "a@client.example", recipients: ["b@sandbox.example"],
        octets: Array("Subject: x\r\n\r\nhi\r\n".utf8)))
    #expect(path.hasPrefix(folder + "/new/"))
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == "Return-Path: <a@client.example>\nDelivered-To: b@sandbox.example\nSubject: x\n\nhi\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp").isEmpty)
    _ = try Maildir(path: folder)
  }

  @Test func aFolderThatCannotBeMadeIsSaid() {
    #expect { try Maildir(path: "/nonexistent/a") } throws: { "\($0)".contains("cannot make /nonexistent/a") }
  }
}
