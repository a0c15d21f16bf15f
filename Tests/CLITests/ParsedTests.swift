import SMTPCore
import Testing

@testable import CLI

struct ParsedTests {
  private func read(_ words: String...) throws -> Parsed {
    guard case .run(let parsed) = try Subcommand.read(words) else {
      throw UseProblem(text: "\(words)", advice: "")
    }
    return parsed
  }

  @Test func theLastValueCounts() throws {
    let parsed = try read("run", "--repeat", "2", "--color=never", "--repeat", "3", "--color=always", "a", "b")
    #expect(parsed.number(.times) == 3)
    #expect(parsed.text(.color) == "always")
    #expect(parsed.words == ["a", "b"])
    #expect(parsed.has(.times) && !parsed.has(.parallel) && parsed.number(.parallel) == nil)
  }

  @Test func allValuesOfWhatRepeats() throws {
    #expect(try read("run", "--set", "a=1", "f", "--set=b=2").texts(.variable) == ["a=1", "b=2"])
  }

  @Test func aServerIsReadOnce() throws {
    #expect(
      try read("compare", "--live", "lmtp://mx.example", "f").server(.live)?.description
        == "lmtp://mx.example:24")
  }

  @Test func settingsAreSetInTheirOrder() throws {
    var options = SessionOptions()
    try read("--timeout", "5", "--tls-verify=require", "--timeout", "7s", "--hello", "a.example").apply(
      to: &options)
    #expect(options.timeout == 7 && options.tls.verify == .require && options.helloName == "a.example")
  }

  @Test func aSettingSaysWhatItTakes() throws {
    var options = SessionOptions()
    let parsed = try read("--timeout", "0")
    let problem = #expect(throws: UseProblem.self) { try parsed.apply(to: &options) }
    #expect(problem?.text == "--timeout: \"0\" is not a number of seconds from 1 to 86400, or rfc")
    let near = try read("--tls-verify", "requird")
    #expect(
      throws: UseProblem(
        text: "--tls-verify: \"requird\" is not report, require or off", advice: "did you mean require?")
    ) {
      try near.apply(to: &options)
    }
  }
}
