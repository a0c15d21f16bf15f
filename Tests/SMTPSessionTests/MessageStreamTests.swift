import Foundation
import Testing

@testable import SMTPSession

struct MessageStreamTests {
  private func send(_ text: String) throws -> (wire: String, digest: String, sent: Int) {
    try withFolder { folder in
      try text.write(toFile: folder + "/m.eml", atomically: true, encoding: .utf8)
      let stream = try MessageStream(path: folder + "/m.eml")
      var wire: [UInt8] = []
      while true {
        let (octets, isLast) = try stream.next()
        wire += octets
        if isLast { return (String(decoding: wire, as: UTF8.self), stream.digest ?? "", stream.sent) }
      }
    }
  }

  @Test func unixLinesGoOutAsCRLFAndStuffed() throws {
    let (wire, digest, sent) = try send("abc")
    #expect(wire == "abc\r\n.\r\n" && sent == 3)
    #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try send("a\n.b\n").wire == "a\r\n..b\r\n.\r\n")
    #expect(try send("").wire == ".\r\n")
  }

  @Test func aLargeFileComesInPieces() throws {
    let text = String(repeating: "0123456789\n", count: 50_000)
    let (wire, _, sent) = try send(text)
    #expect(sent == text.utf8.count)
    #expect(wire == text.replacingOccurrences(of: "\n", with: "\r\n") + ".\r\n")
  }

  @Test(arguments: ["/nonexistent/m.eml", "/"])
  func whatCannotBeReadIsSaid(_ path: String) {
    #expect { try MessageStream(path: path) } throws: { "\($0)".contains("cannot read \(path)") }
  }
}
