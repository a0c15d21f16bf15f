import Testing

struct SmtpscopeTests {
  @Test func helpAndVersion() throws {
    let help = try Program.run(["--help"])
    #expect(help.status == 0 && help.errors.isEmpty)
    for text in [
      "usage: smtpscope [options] [SERVER]", "--tls-verify MODE", "  demo ", "  sandbox ", "  manual ",
      "  130                     interrupted",
    ] {
      #expect(help.output.contains(text), "\(text)")
    }
    #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(try Program.run(["--version"]).output == "0.1.0\n")
  }

  @Test func everySubcommandHasItsHelp() throws {
    for name in ["demo", "sandbox", "manual"] {
      let answers = try Program.run(["help", name])
      #expect(answers.output.hasPrefix("usage: smtpscope \(name)"))
      #expect(try Program.run([name, "--help"]).output == answers.output)
    }
  }

  @Test func aNarrowTerminalGetsNarrowHelp() throws {
    let help = try Program.run(["--help"], environment: ["COLUMNS": "60"]).output
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 60 })
  }
}
