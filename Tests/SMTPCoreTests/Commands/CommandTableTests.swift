import NetworkFacts
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

  /// What stands behind a name, with its places, before anybody looks at it.
  @Test func wordsHaveTheirPlaces() throws {
    let (row, words) = try CommandTable.words("au  plain  a b ").get()
    #expect(row.name == "auth")
    #expect(words == [.init("plain", at: 4), .init("a b", at: 11)])
    #expect(try CommandTable.words("send  x ").get().words == [.init("x ", at: 6)])
  }

  /// What stands where it does not belong may be a password.
  @Test(arguments: [
    "set secret:password=wonderland", "set won+derland", "close wonderland", "connect alice:wonderland",
  ])
  func aMistakeDoesNotTellAPassword(_ line: String) {
    guard case .failure(let problem) = CommandTable.parse(line) else {
      Issue.record("it is read")
      return
    }
    #expect(!problem.text.contains("derland") && !problem.advice.contains("derland"))
  }
}
