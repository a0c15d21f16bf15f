import Testing

@testable import CLI

struct SubcommandTests {
  @Test func noNameStandsTwice() {
    let names = Subcommand.rows.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(!names.contains(""))
  }

  @Test func everySummaryIsASentence() {
    for row in Subcommand.rows {
      #expect(row.summary.hasSuffix(".") && row.summary.first?.isUppercase == true, "\(row.name)")
      #expect(row.more.isEmpty || row.more.hasSuffix("."), "\(row.name)")
      if let operands = row.operands, operands.count.lowerBound > 0 { #expect(operands.missing.hasSuffix("?")) }
    }
  }

  @Test(arguments: [
    (["explan"], "explan", "smtpscope explain"), (["rnu", "t.smtp"], "rnu", "smtpscope run"),
    (["--plain", "veiw"], "veiw", "smtpscope view"), (["completion"], "completion", "smtpscope completions"),
    (["fm"], "fm", "smtpscope fmt"), (["demos"], "demos", "smtpscope demo"),
    (["RUN", "t.smtp"], "RUN", "smtpscope run"),
    (["sandbx", "--port", "0"], "sandbx", "smtpscope sandbox"),
  ])
  func aMistypedSubcommandIsNoHost(_ words: [String], _ word: String, _ meant: String) {
    let problem = #expect(throws: UseProblem.self) { try Subcommand.read(words) }
    #expect(problem?.text == "there is no subcommand \(word)")
    #expect(problem?.advice == "did you mean \(meant)? A host of that name is smtp://\(word)")
  }

  /// Near to nothing, but two words are no server.
  @Test(arguments: [["chekc", "example.org"], ["nosuch", "--plain", "x"]])
  func twoWordsAreNoServer(_ words: [String]) {
    let problem = #expect(throws: UseProblem.self) { try Subcommand.read(words) }
    #expect(problem?.text == "there is no subcommand \(words[0])")
    #expect(problem?.advice.contains("explain, manual, completions and help") == true)
  }

  @Test func aPortIsWrittenBehindAColon() {
    let problem = #expect(throws: UseProblem.self) { try Subcommand.read(["mx.example", "25"]) }
    #expect(problem?.advice == "did you mean smtpscope mx.example:25?")
  }

  /// Hosts that people have, some of them two letters from `fmt` and `demo`; and every way to say that it is one.
  @Test(arguments: [
    "smtp", "mta", "mx", "mail", "localhost", "dev", "relay", "explan.example", "smtp://explan", "explan:25",
    "unix:/explan",
  ])
  func aHostIsAHost(_ word: String) throws {
    guard case .run(let parsed) = try Subcommand.read([word]), case .server = parsed.operands.first else {
      Issue.record("\(word) is no server")
      return
    }
    #expect(parsed.subcommand.name.isEmpty)
  }

  @Test func behindTwoHyphensNobodyAsks() throws {
    guard case .run(let parsed) = try Subcommand.read(["--", "explan"]) else {
      throw UseProblem(text: "", advice: "")
    }
    #expect(parsed.operands.count == 1)
  }

  @Test func aSubcommandStandsFirst() {
    let problem = #expect(throws: UseProblem.self) { try Subcommand.read(["--plain", "run", "t.smtp"]) }
    #expect(problem?.text == "run is a subcommand, and stands first")
  }

  @Test func usageIsMadeOfTheRow() {
    #expect(Subcommand.console.usage == "smtpscope [options] [SERVER]")
    #expect(RunCommand.subcommand.usage == "smtpscope run [options] FILE…")
    #expect(CompletionsCommand.subcommand.usage == "smtpscope completions SHELL")
  }
}
