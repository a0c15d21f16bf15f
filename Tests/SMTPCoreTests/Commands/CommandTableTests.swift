import NetworkFacts
import SMTP
import SMTPCore
import Testing

struct CommandTableTests {
  @Test(arguments: [
    (
      "connect mx.example:25",
      ConsoleCommand.connect(Target(scheme: .smtp, endpoint: .host("mx.example", port: 25)))
    ),
    ("connect", .connect(nil)), ("close", .close), ("starttls", .starttls), ("tls", .tls),
    ("auth plain alice", .auth(mechanism: .plain, user: "alice")), ("auth", .auth(mechanism: nil, user: nil)),
    ("data my mail.eml", .data(file: "my mail.eml")), ("send NOOP\\n", .send(Array("NOOP\n".utf8))),
    ("send  a ", .send(Array("a ".utf8))), ("mx server.example", .mx("server.example")), ("caps", .caps),
    ("timing", .timing), ("set", .set(name: nil, value: nil)),
    ("set timeout 5", .set(name: "timeout", value: "5")),
    ("record off", .record("off")), ("save a.smtp", .save("a.smtp")),
    ("save-screen s.txt", .saveScreen("s.txt")), ("run", .run(file: nil, server: nil)),
    ("run a.smtp", .run(file: "a.smtp", server: nil)),
    (
      "run a.smtp mx.example:25",
      .run(file: "a.smtp", server: Target(scheme: .smtp, endpoint: .host("mx.example", port: 25)))
    ),
    ("compare my day.smtp", .compare("my day.smtp")),
    ("explain 550", .explain("550")), ("help", .help(nil)), ("quit", .quit), ("  quit  ", .quit),
    ("sta", .starttls),
    ("q", .quit),
  ])
  func commandsAreRead(_ line: String, _ command: ConsoleCommand) {
    #expect(CommandTable.parse(line) == .success(command))
  }

  @Test(arguments: [
    ("", "no command", ":help"), ("conect x", "no command :conect", "did you mean :connect?"),
    ("save", "FILE", ":save FILE"),
    ("close now", "takes no", ":close"), ("set tiemout 5", "no setting", "did you mean timeout?"),
    ("send a\\q", "escape", "\\xHH"), ("connect http://x", "scheme", "host:port"), ("s", "no command", ""),
    ("frobnicate", "no command", ":help"),
  ])
  func mistakesAreSaid(_ line: String, _ text: String, _ advice: String) {
    guard case .failure(let problem) = CommandTable.parse(line) else {
      Issue.record("\(line) was taken")
      return
    }
    #expect(problem.text.contains(text), "\(problem.text)")
    #expect(
      advice.isEmpty || problem.advice.contains(advice) || advice == "\\xHH" && problem.advice.contains("\\x"),
      "\(problem.advice)")
    #expect(problem.offset <= line.count)
  }

  @Test func rowsAreUniqueAndWithinALine() {
    #expect(Set(CommandTable.rows.map(\.name)).count == CommandTable.rows.count)
    for row in CommandTable.rows { #expect(row.help.count <= 70 && !row.help.hasSuffix("."), "\(row.name)") }
    #expect(CommandTable.row("auth")?.usage == ":auth [MECHANISM] [USER]")
  }

  @Test(arguments: [
    "auth plain alice PW", "auth plain alice\tPW", "auth plain \"alice\" \"PW\"", "auth plain \"alice PW",
    "auth alice PW", "auth alice\tPW", "auth\talice\tPW", "au plain alice PW", "auth PW",
  ])
  func aPasswordBehindAUserIsRefusedAndNotQuoted(_ line: String) {
    guard case .failure(let problem) = CommandTable.parse(line) else {
      Issue.record("\(line) was taken")
      return
    }
    #expect(!"\(problem)".contains("PW") && !problem.advice.isEmpty, "\(problem)")
  }

  @Test func aUserNameWithABlankStandsInQuotes() throws {
    #expect(CommandTable.parse("auth plain \"alice b\"") == .success(.auth(mechanism: .plain, user: "alice b")))
    #expect(CommandTable.parse("auth plain  alice ") == .success(.auth(mechanism: .plain, user: "alice")))
    #expect(try CommandTable.words("auth plain \"a b\"").get().words.last == .init("a b", at: 12))
    #expect(CommandTable.isLogin(" au x") && !CommandTable.isLogin("close") && !CommandTable.isLogin(""))
  }

  /// Help and mistakes name what the table has.
  @Test func everyMechanismIsNamed() throws {
    guard case .failure(let problem) = CommandTable.parse("auth x") else {
      Issue.record("it was taken")
      return
    }
    for mechanism in SASLMechanism.table {
      #expect(problem.advice.contains(mechanism.name.rawValue))
      #expect(CommandTable.row("auth")?.detail.contains(mechanism.name.rawValue) == true)
    }
  }

  /// What stands behind a name, with its places, before anybody looks at it.
  @Test func wordsHaveTheirPlaces() throws {
    let (row, words) = try CommandTable.words("ru  plain  a b ").get()
    #expect(row.name == "run")
    #expect(words == [.init("plain", at: 4), .init("a b", at: 11)])
    #expect(try CommandTable.words("send  x ").get().words == [.init("x ", at: 6)])
  }

  /// What stands where it does not belong may be a password.
  @Test(arguments: [
    "set secret:password=wonderland", "set won+derland", "close wonderland", "connect alice:wonderland",
    "set secrets wonderland", "mx alice:wonderland@mx.example",
    "won+derland", "connect https://mx.example/?token=wonderland",
  ])
  func aMistakeDoesNotTellAPassword(_ line: String) {
    guard case .failure(let problem) = CommandTable.parse(line) else {
      Issue.record("it is read")
      return
    }
    #expect(!problem.text.contains("derland") && !problem.advice.contains("derland"))
  }
}
