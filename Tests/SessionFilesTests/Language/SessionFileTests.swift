import Foundation
import Testing
import Transcript

@testable import SessionFiles

struct SessionFileTests {
  /// One recording of each version of the format, as the program of its day wrote it: they stay readable for ever.
  @Test(arguments: 1...SessionFile.version) func recordingsOfEveryVersionAreRead(_ version: Int) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Samples/version-\(version).smtp").path
    let octets = try SessionFileLoader.read(path)
    let file = try SessionFileParser.parse(octets, name: path).get()
    #expect(!file.isCutOff && file.knowsTimes)
    let codes = RecordingReplay.entries(file).compactMap { entry -> UInt16? in
      if case .received(let received) = entry.content { received.reply.code } else { nil }
    }
    #expect(codes == [220, 250, 220, 250, 250, 554, 250, 354, 250, 252, 221])
  }

  @Test(arguments: ["25", "2500", "6xx", "", "25a", "x50", "250|", "|250"])
  func whatIsNoPatternOfCodes(_ text: String) { #expect(CodePattern(text) == nil) }

  /// A reply without a code has none of those that are not wanted.
  @Test(arguments: [("!5xx", true), ("!250|251", true), ("5xx", false), ("250", false)])
  func aReplyWithoutACode(_ text: String, _ holds: Bool) {
    #expect(CodePattern(text)?.holds(nil) == holds)
  }

  @Test func aPatternGivesItselfBack() {
    for text in ["250", "2xx", "250|251", "!4xx|5xx"] { #expect(CodePattern(text)?.description == text) }
  }

  @Test func aLongLineShowsThePartAroundTheMistake() {
    let problem = SessionFileProblem(
      file: "f", line: 1, column: 500,
      source: String(repeating: "a", count: 499) + "!" + String(repeating: "b", count: 99),
      text: "t", advice: "a")
    let lines = problem.description.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].count <= 102)
    #expect(Array(lines[1])[lines[2].prefix { $0 == " " }.count] == "!")
  }

  @Test func theWholeFile() {
    let problem = SessionFileProblem(
      file: "f", line: 0, column: 0, source: "", text: "No such file", advice: "check")
    #expect(problem.description == "f: No such file\n  check")
  }
}
