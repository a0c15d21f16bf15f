import SMTP
import SMTPCore
import Testing
import Transcript

@testable import SessionFiles

struct SessionFileArgumentsTests {
  /// Where nothing has to be filled in, the words are what they are; escapes are read at once, variables later.
  @Test func escapesAreReadAtOnceAndVariablesLater() {
    guard case .success(.set("timeout", "30")?) = Self.console("set timeout \\x330") else {
      Issue.record("\(SessionFileCommands.parse("set timeout \\x330"))")
      return
    }
    guard case .success(.late) = SessionFileCommands.parse("auth plain ${user}") else {
      Issue.record("\(SessionFileCommands.parse("auth plain ${user}"))")
      return
    }
  }

  private static func console(_ text: String) -> Result<ConsoleCommand?, CommandProblem> {
    SessionFileCommands.parse(text).map { if case .console(let command) = $0 { command } else { nil } }
  }

  @Test func theArgumentsOfALoginAreHidden() {
    #expect(SessionFileCommands.isHidden("auth") && !SessionFileCommands.isHidden("connect"))
  }

  @Test(arguments: ["set a=b c", "set = c"]) func aVariableHasAName(_ text: String) {
    guard case .failure(let problem) = SessionFileCommands.parse(text) else {
      Issue.record("\(text) was taken")
      return
    }
    #expect(problem.advice.contains("letters, digits"))
  }
}
