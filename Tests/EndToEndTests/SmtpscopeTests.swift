import Testing

struct SmtpscopeTests {
  @Test func helpAndVersion() throws {
    let help = try Program.run(["--help"])
    #expect(help.status == 0 && help.output.contains("Exit status: 0 all well; 1 the server refused something"))
    #expect(try Program.run(["--version"]).output == "0.1.0\n")
    for subcommand in ["demo", "sandbox"] { #expect(help.output.contains(subcommand)) }
  }
}
