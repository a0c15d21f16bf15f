import Foundation
import Testing

@testable import CLI

struct SessionFilePathsTests {
  private func folder(_ names: [String]) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for name in names { try "".write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8) }
    return url.path
  }

  @Test func aFolderIsItsSessionFilesByName() throws {
    let path = try folder(["b.smtp", "a.smtp", "notes.txt"])
    #expect(
      try SessionFilePaths.expand(["-", path, "x.smtp"]) == ["-", path + "/a.smtp", path + "/b.smtp", "x.smtp"])
    #expect(try SessionFilePaths.expand([path + "/"]) == [path + "/a.smtp", path + "/b.smtp"])
  }

  @Test func aFolderWithoutOneIsAMistake() throws {
    let path = try folder(["notes.txt"])
    #expect(throws: UseProblem(text: "there is no .smtp file in \(path)", advice: "name a file")) {
      try SessionFilePaths.expand([path])
    }
  }
}
