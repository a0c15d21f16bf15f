import Testing

@testable import CLI

/// The grammar of the command line.
struct ArgumentReaderTests {
  /// A subcommand with one option of each sort.
  private static let row = Subcommand(
    name: "test", summary: "Test.",
    operands: .init(
      label: "FILE…", name: "a file", kind: .file("FILE"), count: 1...2, help: "a file", missing: "which file?"),
    flags: [
      Flag(
        long: "verbose", short: "v", negation: .init(long: "quiet", help: "less"), group: .output, help: "more"),
      Flag(
        long: "to", short: "t", aliases: ["rcpt"], group: .output, value: .text("ADDRESS"), repeats: true,
        help: "whom"),
      Flag(long: "count", short: "c", group: .output, value: .number("N", 1...9), help: "how often"),
      Flag(long: "live", group: .connection, value: .server("SERVER"), help: "where"),
    ]
  ) { _ in .ok }
  private static let flags = row.flags

  private func read(_ words: String...) throws -> Parsed {
    guard case .run(let parsed) = try ArgumentReader.read(words, for: Self.row) else {
      throw UseProblem(text: "it does not run", advice: "")
    }
    return parsed
  }

  @Test(arguments: [
    (["--tls-verfy", "off"], "unknown option --tls-verfy", "did you mean --tls-verify?"),
    (["-x"], "unknown option -x", "smtpscope --help shows what it takes"),
    (["-theme", "dark"], "unknown option -theme", "did you mean --theme?"),
    (["--theme"], "--theme needs a value", "write --theme THEME: colours"),
    (["--theme", "--plain"], "--theme needs a value", "--plain is an option; --theme=THEME takes any text"),
    (["--theme=loud"], "--theme: \"loud\" is not dark, light, ansi or mono", "smtpscope --help"),
    (["--theme", "drak"], "--theme: \"drak\" is not dark, light, ansi or mono", "did you mean dark?"),
    (["--plain=yes"], "--plain takes no value", "smtpscope --help"),
    (["--show-secrets=shown"], "--show-secrets takes no value", "write --show-secrets alone"),
    (["mx.example", "other.example"], "2 words stand alone", "smtpscope [options] [SERVER] takes 1"),
    (["mx.example:99999"], "the server: a port is a number from 1 to 65535", "a server is host, host:port"),
    (["sandbox", "x"], "a word stands alone", "smtpscope sandbox [options] takes none"),
    (
      ["sandbox", "--port", "99999"], "--port: \"99999\" is not a port from 0 to 65535",
      "smtpscope sandbox --help"
    ),
    (["sandbox", "--theme", "dark"], "unknown option --theme of smtpscope sandbox", "smtpscope view have it"),
    (
      ["--record", "x", "--no-record"], "--record and --no-record contradict each other",
      "leave one of them out"
    ),
    (["run"], "run what?", "smtpscope run [options] FILE…"),
    (["manual", "guid"], "a page: \"guid\" is not guide or markdown", "did you mean guide?"),
  ])
  func wrongUseIsNamed(_ words: [String], _ text: String, _ advice: String) {
    let problem = #expect(throws: UseProblem.self) { try Subcommand.read(words) }
    #expect(problem?.text.hasPrefix(text) == true, "\(problem?.text ?? "")")
    #expect(problem?.advice.contains(advice) == true, "\(problem?.advice ?? "")")
  }

  /// What stands where it does not belong may be a password.
  @Test(arguments: [
    ["-pwonderland"], ["--password=wonderland"], ["--p.wonderland"], ["--secrets", "password=wonderland"],
    ["--secrets=wonderland"], ["--show-secrets=wonderland"], ["mx.example", "wonderland"],
    ["sandbox", "wonderland"],
    ["smtp://alice:wonderland@mx.example"], ["smtp://alice:wonderland"], ["alice:wonderland"],
    ["run", "--target", "smtp://alice:wonderland@mx.example", "f"],
    ["run", "--target", "alice:wonderland", "f"],
    ["compare", "--live", "smtp://alice:wonderland@mx.example", "f"],
    ["run", "--target", "mx.example wonderland", "f"],
  ])
  func aMistakeDoesNotTellAPassword(_ words: [String]) {
    let problem = #expect(throws: UseProblem.self) { try Subcommand.read(words) }
    #expect(problem.map { "\($0)".contains("wonderland") } == false, "\(problem.map { "\($0)" } ?? "")")
  }

  @Test func aValueFollowsOrStandsBehindTheSign() throws {
    for words in [["--to", "a"], ["--to=a"], ["--rcpt", "a"], ["--rcpt=a"], ["-t", "a"], ["-ta"], ["-t=a"]] {
      guard case .run(let parsed) = try ArgumentReader.read(words + ["f"], for: Self.row) else { continue }
      #expect(parsed.texts(Self.flags[1]) == ["a"], "\(words)")
      #expect(parsed.words == ["f"], "\(words)")
    }
  }

  /// Only what stands before the first sign is the name; a value may begin with one hyphen.
  @Test func valuesMayHoldAnything() throws {
    #expect(try read("f", "--to=a=b").texts(Self.flags[1]) == ["a=b"])
    #expect(try read("f", "--to=").texts(Self.flags[1]) == [""])
    #expect(try read("f", "--to", "-a").texts(Self.flags[1]) == ["-a"])
    #expect(try read("f", "--to=--a").texts(Self.flags[1]) == ["--a"])
  }

  @Test func theContraryOfASwitch() throws {
    #expect(try read("f", "-v").has(Self.flags[0]))
    let parsed = try read("f", "--quiet")
    #expect(parsed.isNegated(Self.flags[0]) && !parsed.has(Self.flags[0]))
    #expect(throws: UseProblem.self) { try read("f", "-v", "--quiet") }
    #expect(throws: UseProblem.self) { try read("f", "--quiet=1") }
  }

  /// A letter with something behind it is another word's beginning, not two letters.
  @Test func lettersAreNotPutTogether() {
    #expect(throws: UseProblem.self) { try read("f", "-vt") }
  }

  @Test func whatStandsBehindTwoHyphensIsNoOption() throws {
    #expect(try read("--", "--to").words == ["--to"])
    #expect(try read("-", "--", "-v").words == ["-", "-v"])
  }

  @Test func wordsAreCounted() {
    #expect(throws: UseProblem(text: "which file?", advice: "smtpscope test [options] FILE…")) { try read() }
    #expect(throws: UseProblem.self) { try read("a", "b", "c") }
    #expect(throws: UseProblem.self) { try read("") }
  }

  @Test func helpAndVersionCountBeforeWhatStandsBehindThem() throws {
    for (words, isHelp) in [
      (["-h"], true), (["a", "--help", "--nonsense"], true), (["--version", "--x"], false),
    ] {
      switch try ArgumentReader.read(words, for: Self.row) {
      case .help(let row): #expect(isHelp && row.name == "test")
      case .version: #expect(!isHelp)
      case .run: Issue.record("\(words)")
      }
    }
  }

  @Test func controlCharactersDoNotReachTheTerminal() {
    for words in [
      ["--\u{1B}[31m"], ["--theme=\u{1B}"], ["x\u{1B}", "y"], ["a.b", "\u{1B}"], ["mx\u{1B}.example"],
    ] {
      let problem = #expect(throws: UseProblem.self) { try Subcommand.read(words) }
      #expect(
        problem?.text.contains("\u{1B}") == false && problem?.advice.contains("\u{1B}") == false, "\(words)")
    }
  }
}
