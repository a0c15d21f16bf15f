import Testing

/// The command line's grammar.
struct SyntaxTests {
  @Test(arguments: [
    (["--tls-verfy", "off"], "unknown option --tls-verfy", "did you mean --tls-verify?"),
    (["-x"], "unknown option -x", "smtpscope --help"),
    (["--theme"], "--theme needs a value", "--theme THEME: colours"),
    (["--theme", "--plain"], "--theme needs a value", "--plain is an option"),
    (["--theme=loud"], "--theme: \"loud\" is not dark, light, ansi or mono", "smtpscope --help"),
    (["--plain=yes"], "--plain takes no value", "smtpscope --help"),
    (["mx.example", "other.example"], "what is \"other.example\"?", "smtpscope [options] [SERVER]"),
    (["sandbox", "x"], "what is \"x\"?", "smtpscope sandbox"),
    (["sandbox", "--port", "99999"], "--port: \"99999\" is not a port", "smtpscope sandbox --help"),
  ])
  func wrongUseIsNamed(_ words: [String], _ text: String, _ advice: String) throws {
    let run = try Program.run(words)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("smtpscope: " + text), "\(run.errors)")
    #expect(run.errors.contains(advice), "\(run.errors)")
  }

  @Test func aValueMayFollowOrStandBehindTheSign() throws {
    let sandbox = try SandboxProcess()
    for words in [["--hello", "a.example"], ["--hello=a.example"]] {
      let run = try Program.plain(sandbox.target, [":set hello"], words)
      #expect(run.output.contains("hello") && run.output.contains("a.example"))
    }
  }

  @Test func whatStandsBehindTwoHyphensIsNoOption() throws {
    #expect(
      try Program.run(["--no-record", "--", "unix:/nonexistent"]).output.contains(
        "cannot connect to /nonexistent"))
  }

  @Test func controlCharactersDoNotReachTheTerminal() throws {
    #expect(try !Program.run(["--\u{1B}[31m"]).errors.contains("\u{1B}"))
  }
}
