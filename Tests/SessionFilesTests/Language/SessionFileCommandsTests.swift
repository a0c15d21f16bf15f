import SMTP
import Testing

@testable import SessionFiles

struct SessionFileCommandsTests {
  /// A file that runs another one includes it.
  @Test(arguments: ["run x.smtp", "compare x.smtp"]) func commandsOfTheConsoleAlone(_ text: String) {
    guard case .failure(let problem) = SessionFileCommands.parse(text) else {
      Issue.record("\(text) was taken")
      return
    }
    #expect(problem.advice.contains(":include"))
  }

  @Test(
    arguments: [
      ("match text", .match(.text)), ("allow rcpt-before-mail", .allow([.rcptBeforeMail])),
      ("pause 1.5s", .pause(1500)),
      ("pause 500ms", .pause(500)), ("timeout 30s", .timeout(30)), ("timeout rfc", .timeout(nil)),
      ("pipeline", .pipeline), ("end", .end), ("repeat 3", .repeatTimes(3)),
      ("include a b.smtp", .include("a b.smtp")),
      ("split 4", .split(4)), ("nowait", .noWait), ("drop", .drop), ("reset", .reset),
      ("set user alice b", .assign(name: "user", value: Template(text: "alice b"))),
      (
        "set to bob@${domain}",
        .assign(name: "to", value: Template([.octets(Array("bob@".utf8)), .variable("domain")]))
      ),
      ("set timeout 30", .console(.set(name: "timeout", value: "30"))), ("close", .console(.close)),
    ] as [(String, SessionFileCommand)])
  func commands(_ text: String, _ command: SessionFileCommand) {
    #expect(SessionFileCommands.parse(text) == .success(command))
  }

  @Test(arguments: [
    ("repeat 0", "write :repeat"),
    ("pause soon", "write :pause 2s"), ("split x", "write :split N"),
    ("end x", "write :end"), ("piepline", "did you mean :pipeline?"), ("set a=b c", "letters, digits"),
  ])
  func mistakesSayWhatToDo(_ text: String, _ advice: String) {
    guard case .failure(let problem) = SessionFileCommands.parse(text) else {
      Issue.record("\(text) was taken")
      return
    }
    #expect(problem.advice.contains(advice), "\(problem)")
  }

  @Test func everyRowIsWhatItsUsageSays() {
    for row in SessionFileCommands.rows {
      #expect(row.usage.hasPrefix(":" + row.name) && !row.help.isEmpty)
    }
  }
}
