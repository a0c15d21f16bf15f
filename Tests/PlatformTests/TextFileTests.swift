import Foundation
import Platform
import Testing

struct TextFileTests {
  @Test func aNewFileIsPrivateAndAnOldOneIsKept() throws {
    try withFolder { folder in
      let path = folder + "/t.txt"
      try TextFile.create(path, "one\n")
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
      #expect { try TextFile.create(path, "two\n") } throws: { "\($0)".contains("File exists") }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\n")
    }
  }

  @Test func aReaderThatIsGoneIsNoticed() {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    #expect(TextFile.write("x", to: ends[1]))
    close(ends[0])
    #expect(!TextFile.write("x", to: ends[1]))
    close(ends[1])
  }
}
