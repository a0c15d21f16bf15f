import Testing

@testable import Runner
@testable import SessionFiles

struct RunResultTests {
  private static func check(_ line: Int, _ failure: String? = nil) -> ExpectationResult {
    ExpectationResult(
      place: SourcePosition(file: "t.smtp", line: line, text: "S: 250"), failure: failure, differences: [],
      received: nil
    )
  }

  @Test func everythingIsCounted() {
    var result = RunResult(file: "t.smtp")
    result.add(Self.check(1))
    result.add(Self.check(2, "expected 250"))
    #expect(result.expectations == 2 && result.failed == 1 && result.failures.map(\.place.line) == [2])
  }

  /// A run of a day is numbers, not a list of all that held.
  @Test func whatHeldIsKeptWithinABound() {
    var result = RunResult(file: "t.smtp")
    for line in 1...20_000 { result.add(Self.check(line)) }
    result.add(Self.check(20_001, "expected 250"))
    #expect(result.expectations == 20_001 && result.checks.count == 10_001)
    #expect(result.failures.map(\.place.line) == [20_001])
  }
}
