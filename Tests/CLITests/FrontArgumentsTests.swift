import Testing

@testable import CLI

struct FrontArgumentsTests {
  private func read(_ words: String...) throws -> FrontArguments {
    guard case .run(let parsed) = try Subcommand.read(words) else { throw UseProblem(text: "", advice: "") }
    return try FrontArguments(parsed)
  }

  @Test func aSessionIsRecordedUnlessSomebodySaysOtherwise() throws {
    #expect(try read().recording == .standard)
    #expect(try read("--record", "x").recording == .file("x"))
    #expect(try read("--no-record").recording == .none)
  }

  /// An object an entry is no screen.
  @Test func jsonIsPlain() throws {
    let json = try read("--format", "json")
    #expect(json.isPlain && json.format == .json)
    #expect(try read("--plain").isPlain && read("--plain").format == .text)
  }

  @Test func aKeyNeedsItsCertificate() throws {
    let problem = #expect(throws: UseProblem.self) { try read("--tls-key", "k") }
    #expect(problem?.text == "--tls-key needs --tls-cert")
    #expect(try read("--tls-key", "k", "--tls-cert", "c").options.tls.keyFile == "k")
  }

  @Test func settingsReachTheSession() throws {
    #expect(try read("--eol", "lf", "mx.example").options.lineEnd == [0x0A])
  }
}
