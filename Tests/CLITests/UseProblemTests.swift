import Testing

@testable import CLI

struct UseProblemTests {
  @Test func withoutAdviceTheHelpIsNamed() {
    #expect(RunCommand.subcommand.problem("x").advice == "smtpscope run --help shows what it takes")
    #expect(RunCommand.subcommand.problem("x", "y").advice == "y")
  }

  @Test func whatWasMeantIsNamed() {
    let problem = Subcommand.console.notExpected("--theme", "drak", "dark or light", ["dark", "light"])
    #expect(problem == UseProblem(text: "--theme: \"drak\" is not dark or light", advice: "did you mean dark?"))
    #expect(
      Subcommand.console.notExpected("--x", "zzzzz", "a", ["a"]).advice
        == "smtpscope --help shows what it takes")
  }
}
