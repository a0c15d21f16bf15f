import Foundation
import Testing

struct ExplainCommandTests {
  @Test(arguments: [
    (["550"], "550  refused for good; about the mail system (RFC 5321 §4.2.1)"),
    (["452", "--after", "RCPT"], "Too many recipients in this transaction"), (["5.7.26"], "RFC 7372 §3.4"),
    (["starttls"], "RFC 3207 §4"), (["rcpt-before-mail"], "RFC 5321"), (["QUIT"], "RFC 5321 §4.1.1.10"),
    (["Relay", "access", "denied"], "known as: relay denied"),
    (
      ["550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org"],
      "list  Spamhaus ZEN"
    ),
    (["571"], "No document defines 571; its digits say: refused for good"),
    (["5.7.999"], "in no registry; its digits say: about security or policy"),
  ])
  func topics(_ words: [String], _ wanted: String) throws {
    let run = try Program.run(["explain"] + words)
    #expect(run.status == 0 && run.output.contains(wanted), "\(run.output)\(run.errors)")
  }

  @Test func whatIsNotKnown() throws {
    let run = try Program.run(["explain", "STARTTSL"])
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains("not known: STARTTSL\ndid you mean STARTTLS?"), "\(run.errors)")
    let file = try Program.folder()
    #expect(try Program.run(["explain", file]).errors.contains("smtpscope explain <\(file)"))
    for words in [["--list", "nope"], ["--after", "nope", "550"], ["--format", "markdown", "550"]] {
      #expect(try Program.run(["explain"] + words).status == 64, "\(words)")
    }
  }

  @Test(arguments: ["codes", "enhanced", "extensions", "findings", "products", "wordings", "lists", "session"])
  func lists(_ kind: String) throws {
    let text = try Program.run(["explain", "--list", kind])
    let json = try Program.run(["explain", "--list", kind, "--format", "json"])
    #expect(text.status == 0 && text.output.split(separator: "\n").count == json.objects.count)
    #expect(json.objects.allSatisfy { $0["label"] is String && $0["text"] is String && $0["source"] is String })
  }

  @Test func aReplyAsAnObject() throws {
    let run = try Program.run(["explain", "--format", "json", "552 5.2.2 mailbox full"])
    let object = try #require(run.objects.first)
    #expect(
      object["topic"] as? String == "552 5.2.2 mailbox full" && object["cause"] as? String == "mailbox-full")
    #expect(object["retry"] as? String == "later" && object["parts"] is [Any])
  }

  /// The logs of four servers and a bounce, as one stream.
  @Test func aLog() throws {
    let log = """
      Nov 24 03:10:00 mx1 postfix/smtp[8]: 4F2AB: to=<a@b.example>, relay=mx.b.example[192.0.2.7]:25, dsn=5.1.1, status=bounced (host mx.b.example[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command))
      Nov 24 03:11:00 mx1 postfix/qmgr[1]: 4F2AB: removed
      2026-11-24 03:10:00 1tAbCd-000001-2X ** b@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.7]: SMTP error from remote mail server after end of data: 552 Message size exceeds maximum permitted
      Nov 24 03:10:00 mx1 sendmail[7]: 4AO3A: ruleset=check_rcpt, arg1=<a@b.example>, relay=[192.0.2.9], reject=550 5.7.1 <a@b.example>... Relaying denied
      Diagnostic-Code: smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.1]
          blocked using zen.spamhaus.org
      """
    let run = try Program.run(["explain"], input: log + "\n")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    for line in log.split(separator: "\n") { #expect(lines.contains(line), "\(line)") }
    for cause in ["no such user", "known as: size", "relay denied", "block list"] {
      #expect(run.output.lowercased().contains(cause), "\(cause): \(run.output)")
    }
    let json = try Program.run(["explain", "--format", "json"], input: log + "\n")
    #expect(json.objects.map { $0["line"] as? Int } == [1, 3, 4, 5])
    #expect(json.objects.map { $0["answers"] as? String } == ["RCPT", "end of data", "RCPT", "nothing"])
  }

  /// What convert reads is a conversation: its replies are explained with what went before.
  @Test func aConversation() throws {
    let log = """
      <-  220 mx.server.example ESMTP Postfix
       -> EHLO localhost
      <-  250-mx.server.example
      <-  250 STARTTLS
       -> MAIL FROM:<a@b.example>
      <** 530 5.7.0 Must issue a STARTTLS command first
      """
    let run = try Program.run(["explain"], input: log + "\n")
    #expect(run.output.contains("S: 530 5.7.0 Must issue a STARTTLS command first\n"))
    #expect(run.output.contains("hello-not-qualified") && run.output.contains("try: "), "\(run.output)")
    #expect(run.output.contains("STARTTLS\n"), "what to type: \(run.output)")
    let json = try Program.run(["explain", "--format", "json"], input: log + "\n")
    #expect(json.objects.contains { $0["cause"] as? String == "tls-required" })
  }

  @Test func nothingToExplain() throws {
    let run = try Program.run(["explain"], input: "hello\n")
    #expect(run.status == 0 && run.output == "hello\n" && run.errors.contains("no reply in it"))
  }

  /// `smtpscope explain | head -1`: nobody reads any more, and nothing is said about it.
  @Test func aReaderThatGoes() throws {
    let log = String(repeating: "550 5.1.1 User unknown\n", count: 100_000)
    let child = try Child(
      ["sh", "-c", "\"$0\" explain | head -1", Program.path], input: log, environment: [:])
    #expect(
      child.wait() == 0 && child.output == "550 5.1.1 User unknown\n" && child.errors.isEmpty, "\(child.errors)"
    )
  }
}
