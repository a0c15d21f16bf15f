import Foundation
import Testing

@testable import SessionFiles

struct SessionFileLoaderTests {
  /// Writes files into a folder of their own and loads the first.
  static func load(_ files: [(String, String)]) throws -> Result<[Step], SessionFileProblems> {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    return SessionFileLoader.load(folder.appendingPathComponent(files[0].0).path)
  }

  private static func shape(_ steps: [Step]) -> [String] {
    steps.flatMap { step -> [String] in
      switch step {
      case .send(let place, _): return ["\(place.line) send"]
      case .expect(let place, let expectation):
        return ["\(place.line) expect \(expectation.lines.count)+\(expectation.patterns.count)"]
      case .expectEnd(let place): return ["\(place.line) eof"]
      case .command(let place, _): return ["\(place.line) command"]
      case .finding(let place, let rule): return ["\(place.line) \(rule.rawValue)"]
      case .time(let place, let time): return ["\(place.line) time \(time)"]
      case .pipeline(let place, let inner): return ["\(place.line) pipeline"] + shape(inner).map { "  " + $0 }
      case .repeated(let place, .late(let command), let inner):
        return ["\(place.line) repeat \(command.variables)"] + shape(inner).map { "  " + $0 }
      case .repeated(let place, .number(let count), let inner):
        return ["\(place.line) repeat \(count)"] + shape(inner).map { "  " + $0 }
      }
    }
  }

  /// A reply's lines are one expectation, with annotations between them or not; patterns belong to the reply above.
  @Test func linesBecomeSteps() throws {
    let steps = try Self.load([
      (
        "a.smtp",
        """
        :session 1
        C: EHLO x
        S: 250-a
        *   an annotation
        S: 250 b
        S~ SIZE
        S: 250
        :pipeline
        C: MAIL FROM:<>
        :end
        :repeat 2
        C: NOOP
        :end
        S: eof
        """
      )
    ]).get()
    #expect(
      Self.shape(steps) == [
        "2 send", "3 expect 2+1", "7 expect 1+0", "8 pipeline", "  9 send", "11 repeat 2", "  12 send",
        "14 eof",
      ])
  }

  /// A recording says when each line came; of a reply that came in pieces it is one expectation all the same.
  @Test func timesBetweenTheLinesOfAReplyAreNoSteps() throws {
    let steps = try Self.load([
      (
        "a.smtp",
        "* 1.000\nC: EHLO x\n* 1.250\nS: 250-a\n* 1.500\nS: 250-b\n* 1.750\nS: 250 c\n* 2.000\nC: NOOP\n"
      )
    ]).get()
    #expect(
      Self.shape(steps) == [
        "1 time 1000000000", "2 send", "3 time 1250000000", "4 expect 3+0", "9 time 2000000000", "10 send",
      ])
  }

  @Test func includedFilesStandInTheirPlace() throws {
    let steps = try Self.load([
      ("a.smtp", "C: A\n:include b.smtp\nC: C\n"), ("b.smtp", "C: B\n"),
    ]).get()
    #expect(Self.shape(steps) == ["1 send", "1 send", "3 send"])
  }

  @Test func aFileThatIncludesItself() throws {
    guard
      case .failure(let problems) = try Self.load([
        ("a.smtp", ":include b.smtp\n"), ("b.smtp", "# x\n:include a.smtp\n"),
      ])
    else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.map(\.text) == ["the file includes itself"] && problems.list[0].line == 2)
  }

  /// The same file under another name: `./`, a folder and back, a link, a second name.
  @Test(arguments: ["./a.smtp", "./././a.smtp", "d/../a.smtp", "link.smtp", "hard.smtp"])
  func aCycleByAnotherNameIsOne(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/smtpscope-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder + "/d", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/a.smtp"
    try "C: NOOP\n:include \(name)\n".write(toFile: path, atomically: true, encoding: .utf8)
    symlink("a.smtp", folder + "/link.smtp")
    link(path, folder + "/hard.smtp")
    guard case .failure(let problems) = SessionFileLoader.load(path) else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.map(\.text) == ["the file includes itself"] && problems.list[0].line == 2)
  }

  /// Each of so many files that include the next one twice: deep, and not so deep.
  @Test(arguments: [
    (61, "files in files, more than 20 deep"), (15, "more than 1000 files, put together by :include"),
  ])
  func aBombOfIncludesIsOneMistake(_ count: Int, _ text: String) throws {
    let twice = (0..<count).map { ("\($0).smtp", ":include \($0 + 1).smtp\n:include \($0 + 1).smtp\n") }
    guard case .failure(let problems) = try Self.load(twice + [("\(count).smtp", "C: NOOP\n")]) else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.map(\.text) == [text] && problems.list[0].line == 1)
    #expect(!problems.list[0].advice.isEmpty)
  }

  @Test func aFileThatIsIncludedTwiceHasItsMistakesOnce() throws {
    guard
      case .failure(let problems) = try Self.load([
        ("a.smtp", ":include b.smtp\n:include b.smtp\n"), ("b.smtp", "nonsense\n"),
      ])
    else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.count == 1)
  }

  /// A product of a million and a million, and one that is more than a number can hold.
  @Test(arguments: [2, 20]) func repeatsOfRepeatsAreBounded(_ depth: Int) throws {
    let text =
      String(repeating: ":repeat 1000000\n", count: depth) + "C: NOOP\n"
      + String(repeating: ":end\n", count: depth)
    for (opening, end) in [("", ""), (":pipeline\n", ":end\n")] {
      guard case .failure(let problems) = try Self.load([("a.smtp", opening + text + end)]) else {
        Issue.record("it was taken")
        return
      }
      let problem = try #require(problems.list.first { $0.text.hasPrefix("more than 10000000 rounds") })
      #expect(problem.line == (opening.isEmpty ? 2 : 3))
    }
    #expect(
      try Self.shape(Self.load([("a.smtp", ":repeat 10\n:repeat 1000000\n:end\n:end\n")]).get()).count == 2)
  }

  @Test func blocksAreAHundredDeepAtMost() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: ":repeat 1\n", count: depth) + "C: NOOP\n" + String(repeating: ":end\n", count: depth)
    }
    #expect(try Self.load([("a.smtp", nested(100))]).get().count == 1)
    for files in [
      [("a.smtp", nested(100_000))], [("a.smtp", String(repeating: ":repeat 1\n", count: 1000))],
      [("a.smtp", ":repeat 1\n:include b.smtp\n:end\n"), ("b.smtp", nested(100))],
    ] {
      guard case .failure(let problems) = try Self.load(files) else {
        Issue.record("it was taken")
        return
      }
      #expect(problems.list.map(\.text) == ["blocks in blocks, more than 100 deep"])
    }
  }

  @Test func filesInFilesAreTwentyDeepAtMost() throws {
    func chain(_ depth: Int) throws -> Result<[Step], SessionFileProblems> {
      try Self.load((0...depth).map { ("\($0).smtp", $0 < depth ? ":include \($0 + 1).smtp\n" : "C: NOOP\n") })
    }
    #expect(try Self.shape(chain(20).get()) == ["1 send"])
    guard case .failure(let problems) = try chain(21) else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.map(\.text) == ["files in files, more than 20 deep"])
    #expect(problems.list[0].file.hasSuffix("20.smtp"))
  }

  @Test func mistakesOfAllFilesAreListed() throws {
    guard
      case .failure(let problems) = try Self.load([
        ("a.smtp", "x\n:include b.smtp\n:include c.smtp\n"), ("b.smtp", "y\n"),
      ])
    else {
      Issue.record("it was taken")
      return
    }
    // A file with a mistake is not looked into further: what it includes may not be what was meant.
    #expect(problems.list.count == 1 && problems.list[0].text.hasPrefix("a line begins with"))
  }

  @Test(arguments: ["/nonexistent.smtp", "/", "/proc/self/mem"]) func filesThatCannotBeRead(_ path: String) {
    guard case .failure(let problems) = SessionFileLoader.load(path) else {
      Issue.record("it was read")
      return
    }
    #expect(problems.list.count == 1 && problems.list[0].line == 0 && !problems.list[0].advice.isEmpty)
  }

  @Test func anEndlessFileIsGivenUp() {
    guard case .failure(let problems) = SessionFileLoader.load("/dev/zero") else {
      Issue.record("it was read")
      return
    }
    #expect(problems.list[0].text == "more than 64 MB")
  }

  @Test func secretsAreFoundBeforeAnythingIsSent() throws {
    let steps = try Self.load([
      ("a.smtp", "C: AUTH PLAIN ${secret:a}\n:pipeline\nC: ${secret:b}${secret:a}\n:end\n:auth plain alice\n")
    ]).get()
    #expect(SessionFileLoader.secrets(steps) == ["a", "b", "password"])
  }
}
