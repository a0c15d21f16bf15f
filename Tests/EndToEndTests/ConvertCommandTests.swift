import Foundation
import Testing

struct ConvertCommandTests {
  /// A swaks log pasted from somewhere becomes a session file that runs.
  @Test func aSwaksLogRuns() throws {
    let log = """
      === Trying mx.example:25...
      <-  220 mx.example ESMTP Postfix
       -> EHLO client.example
      <-  250-mx.example
      <-  250 SIZE 10240000
       -> MAIL FROM:<a@client.example>
      <-  250 2.1.0 Ok
       -> RCPT TO:<bob@sandbox.example>
      <-  250 2.1.5 Ok
       -> DATA
      <-  354 End data with <CR><LF>.<CR><LF>
       -> Subject: test
       ->
       -> This is a test mailing
       -> .
      <-  250 2.0.0 Ok: queued as 7425F84C
       -> QUIT
      <-  221 2.0.0 Bye
      """
    let path = try Program.folder() + "/swaks.log"
    try log.write(toFile: path, atomically: true, encoding: .utf8)
    let converted = try Program.run(["convert", path])
    #expect(converted.status == 0 && converted.errors.isEmpty)
    try converted.output.write(toFile: path + ".smtp", atomically: true, encoding: .utf8)
    let sandbox = try SandboxProcess()
    let run = try Program.run(["run", "--target", sandbox.target, path + ".smtp"])
    #expect(run.status == 0 && run.output.contains("added: PIPELINING"), "\(run.output)\(run.errors)")
  }

  @Test func otherForms() throws {
    let log = "C: RCPT TO:<bob@elsewhere.example>\nS: 554 5.7.1 Relay access denied\n"
    let text = try Program.run(["convert", "--to", "text", "-"], input: log)
    #expect(text.output.contains("* ") && text.output.contains("does not relay for you"))
    let markdown = try Program.run(["convert", "--to", "markdown", "-"], input: log)
    #expect(markdown.output.contains("## 554 5.7.1 Relay access denied answers RCPT"))
    let json = try Program.run(["convert", "--to", "json", "-"], input: log)
    #expect(json.objects.contains { $0["code"] as? Int == 554 && $0["last_octet"] == nil })
    #expect(try Program.run(["convert", "--to", "pdf", "-"], input: log).status == 64)
  }

  @Test func whatIsNoLogIsSaid() throws {
    let run = try Program.run(["convert", "-"], input: "hello\n")
    #expect(run.status == 4 && run.errors.contains("--from"))
    #expect(try Program.run(["convert", "/nonexistent"]).errors.contains("No such file"))
    #expect(try Program.run(["convert", "--from", "mutt", "-"]).status == 64)
  }
}
