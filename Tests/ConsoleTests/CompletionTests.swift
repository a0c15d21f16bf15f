import Foundation
import Testing

@testable import Console

struct CompletionTests {
  private func candidates(_ head: String, _ stage: Stage = .inTransaction()) -> [String] {
    Completion.candidates(head, stage.model.status, stage.model.known)
  }

  @Test func theStateComesFirst() {
    #expect(candidates("").prefix(3) == ["RCPT TO:<", "RSET", "QUIT"])
    var stage = Stage()
    stage.server("220 mx.example")
    #expect(candidates("", stage).first == "EHLO client.example")
  }

  @Test func theOfferDecides() {
    #expect(candidates("AUTH ") == ["AUTH PLAIN", "AUTH CRAM-MD5"])
    #expect(candidates("STAR") == ["STARTTLS"])
    #expect(candidates("BD") == [], "CHUNKING was not offered")
    #expect(candidates("MAIL FROM:<a@client.example> S") == ["MAIL FROM:<a@client.example> SIZE="])
    #expect(candidates("RCPT TO:<b@c.example> NOTIFY=F") == ["RCPT TO:<b@c.example> NOTIFY=FAILURE"])
    #expect(candidates("MAIL FROM:<a@client.example> REQ") == [])
  }

  @Test func addressesUsedBefore() { #expect(candidates("rcpt to:<a") == ["rcpt to:<a@client.example>"]) }

  @Test func consoleCommandsAndTheirParameters() {
    #expect(candidates(":sa") == [":save ", ":save-screen "])
    #expect(candidates(":set tls.m") == [":set tls.min", ":set tls.max"])
    #expect(candidates(":set tls.verify r") == [":set tls.verify report", ":set tls.verify require"])
    #expect(candidates(":auth cr") == [":auth cram-md5"])
    #expect(candidates(":mx c") == [":mx client.example"])
    #expect(candidates(":frob x") == [])
  }

  @Test func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "completion-\(UUID().uuidString)"
    ).path
    try FileManager.default.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "".write(toFile: folder + "/mail.eml", atomically: true, encoding: .utf8)
    #expect(candidates(":data \(folder)/m") == [":data \(folder)/mail.eml"])
    #expect(candidates(":data \(folder)/i") == [":data \(folder)/inner/"])
  }

  @Test func theCommonBeginning() {
    #expect(Completion.common([":save ", ":save-screen "]) == ":save")
    #expect(Completion.common([]) == "")
  }
}
