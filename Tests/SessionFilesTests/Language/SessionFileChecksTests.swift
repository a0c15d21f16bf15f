import Testing

@testable import SessionFiles

struct SessionFileChecksTests {
  /// Found while the file is read, with its place, and not behind DATA.
  @Test func aMessageHasToBeThere() throws {
    guard
      case .failure(let problems) = try SessionFileLoaderTests.load([
        ("a.smtp", "C: NOOP\n:data /nonexistent/m.eml\n:data /\n:data /dev/null\n")
      ])
    else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.map(\.line) == [2, 3, 4])
    #expect(problems.list[0].text == "cannot read /nonexistent/m.eml: No such file or directory")
    #expect(problems.list[2].text.contains("it is a device"))
  }

  @Test func aWriteIsBoundedByItsOctets() throws {
    let line = "C: " + String(repeating: "x", count: 10_000)
    guard
      case .failure(let problems) = try SessionFileLoaderTests.load([
        ("a.smtp", ":pipeline\n:repeat 5000\n\(line)\n:end\n:end\n")
      ]
      )
    else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.list.map(\.text) == ["more than 16 MB in one write"] && problems.list[0].line == 2)
  }
}
