import Testing

@testable import CLI

struct CompletionsCommandTests {
  @Test func aShellIsNamed() throws {
    for shell in ["bash", "zsh", "fish"] {
      guard case .run = try Subcommand.read(["completions", shell]) else {
        Issue.record("\(shell)")
        continue
      }
    }
    #expect(throws: UseProblem(text: "for which shell?", advice: "smtpscope completions SHELL")) {
      try Subcommand.read(["completions"])
    }
    let problem = #expect(throws: UseProblem.self) { try Subcommand.read(["completions", "tcsh"]) }
    #expect(problem?.text == "the shell: \"tcsh\" is not bash, zsh or fish")
  }
}
