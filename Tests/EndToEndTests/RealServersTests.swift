// Conversations with servers that we did not write. Tests/RealServers/up starts them; Tests/run does that before
// it runs the tests. SMTPSCOPE_TEST_SERVERS=none goes without, and says so.

import Foundation
import Testing

import Glibc

/// One server of the lab.
struct LabServer: Sendable, CustomTestStringConvertible {
  let name: String
  /// STARTTLS is offered here.
  let port: Int
  /// Where AUTH is offered, and whether TLS is there at once.
  var login: (port: Int, tlsAtOnce: Bool)?
  var user = "alice"
  /// Where mail for bob lands, below the lab's folder: a Maildir's new, or a file of type mbox.
  var mailbox: String?
  /// The code that refuses to relay; nil where everything is taken.
  var relayRefusal: Int?
  var product: String

  var testDescription: String { name }

  static let all: [LabServer] = [
    LabServer(
      name: "postfix", port: 3911, login: (3912, false), user: "alice@mx.lab.example",
      mailbox: "postfix/mnt/srv/mail/bob/new", relayRefusal: 554, product: "Postfix"),
    LabServer(
      name: "exim", port: 3921, login: (3923, true), mailbox: "exim/mnt/srv/mail/new", relayRefusal: 550,
      product: "Exim"),
    // It relays for its own host, and its mail.local cannot lock a mailbox on the lab's overlay: neither the
    // refusal nor the delivery can be seen here.
    LabServer(name: "sendmail", port: 3941, product: "Sendmail"),
    LabServer(name: "dovecot submission", port: 3952, login: (3952, false), product: "Dovecot"),
    LabServer(name: "aiosmtpd", port: 3961, login: (3961, false), product: "aiosmtpd"),
  ]

  static var isOff: Bool { ProcessInfo.processInfo.environment["SMTPSCOPE_TEST_SERVERS"] == "none" }
  static var folder: String {
    ProcessInfo.processInfo.environment["SMTPSCOPE_LAB"] ?? "/tmp/smtpscope-lab"
  }
  static var authority: String { folder + "/ca/ca.pem" }
}

@Suite(.enabled(if: !LabServer.isOff, "SMTPSCOPE_TEST_SERVERS=none: going without real servers"))
struct RealServersTests {
  /// A session with a server of the lab, as JSON objects.
  private func talk(
    _ port: Int, _ lines: [String], _ options: [String] = [], scheme: String = "smtp", password: String = ""
  )
    throws -> Program.Outcome
  {
    let run = try Program.plain(
      "\(scheme)://127.0.0.1:\(port)", lines,
      ["--format", "json", "--no-record", "--ca-file", LabServer.authority] + options,
      environment: ["SMTPSCOPE_PASSWORD": password])
    try #require(
      run.output.contains("\"connected to"),
      "nothing answers on port \(port): Tests/RealServers/up starts the servers, SMTPSCOPE_TEST_SERVERS=none goes without"
    )
    return run
  }

  private func reply(_ run: Program.Outcome, to answers: String, _ index: Int = 0) throws -> [String: Any] {
    let replies = run.objects.filter { $0["type"] as? String == "reply" && $0["answers"] as? String == answers }
    return try #require(replies.dropFirst(index).first, "\(answers): \(run.output)")
  }

  private func findings(_ run: Program.Outcome) -> [String] {
    run.objects.flatMap { ($0["findings"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String } }
  }

  @Test(arguments: LabServer.all) func greetingHelloAndTLS(_ server: LabServer) throws {
    let run = try talk(server.port, ["EHLO client.example", "STARTTLS", "EHLO client.example", "QUIT"])
    #expect(try reply(run, to: "connection")["code"] as? Int == 220)
    let hello = try reply(run, to: "EHLO")
    #expect((hello["notes"] as? [String])?.contains("TLS on this port") == true)
    let report = try #require(run.objects.first { ($0["text"] as? String)?.hasPrefix("TLS ") == true })
    #expect(report["level"] as? String == "good", "\(report)")
    #expect((report["details"] as? [String])?.contains("✓ the certificate is for 127.0.0.1") == true)
    let again = try reply(run, to: "EHLO", 1)
    #expect((again["notes"] as? [String])?.contains("TLS on this port") == false)
    #expect(try reply(run, to: "QUIT")["code"] as? Int == 221 && run.status == 0)
  }

  @Test(arguments: LabServer.all) func whatIsWrongOnPurpose(_ server: LabServer) throws {
    let long = "NOOP " + String(repeating: "x", count: 5000)
    let run = try talk(
      server.port,
      [
        "EHLO client.example", "RCPT TO:<bob@lab.example>", "FROB", "MAIL FROM: <a@client.example>", "RSET",
        long, "QUIT",
      ])
    #expect(findings(run).contains("rcpt-before-mail"))
    for id in ["command-unknown", "command-line-too-long", "space-around-colon"] {
      #expect(findings(run).contains(id), "\(id)")
    }
    let early = try reply(run, to: "RCPT")
    #expect((400...599).contains(early["code"] as? Int ?? 0) && early["party"] as? String != nil)
    let unknown = try reply(run, to: "command")
    #expect((500...502).contains(unknown["code"] as? Int ?? 0) && unknown["retry"] as? String == "after-change")
  }

  @Test(arguments: LabServer.all.filter { $0.relayRefusal != nil }) func relayingIsRefused(_ server: LabServer)
    throws
  {
    let run = try talk(
      server.port,
      [
        "EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@elsewhere.example>", "DATA",
        "RSET", "QUIT",
      ])
    let refusal = try reply(run, to: "RCPT")
    #expect(refusal["code"] as? Int == server.relayRefusal)
    #expect((refusal["meaning"] as? String)?.contains("does not relay for you") == true)
    #expect(refusal["party"] as? String == "policy" && refusal["retry"] as? String == "after-change")
    #expect(findings(run).contains("data-before-rcpt") && run.status == 1)
  }

  /// What the server writes of a refusal into its own log is explained as the refusal itself.
  @Test(arguments: [
    ("postfix", "postfix/mnt/var/log/postfix.log"), ("exim", "exim/mnt/var/log/exim4/mainlog"),
  ])
  func theServersLogIsExplained(_ name: String, _ path: String) async throws {
    let server = try #require(LabServer.all.first { $0.name == name })
    let recipient = "\(UUID().uuidString)@elsewhere.example"
    _ = try talk(
      server.port, ["EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<\(recipient)>", "QUIT"])
    var line: Substring?
    for _ in 0..<100 where line == nil {
      try await Task.sleep(for: .milliseconds(100))
      let log = (try? String(contentsOfFile: "\(LabServer.folder)/ov/\(path)", encoding: .utf8)) ?? ""
      line = log.split(separator: "\n").first { $0.contains(recipient) && $0.contains("reject") }
    }
    let logged = try #require(line, "\(path) has no line about \(recipient)")
    let run = try Program.run(["explain", "--format", "json"], input: logged + "\n")
    let object = try #require(run.objects.first, "\(logged): \(run.output)\(run.errors)")
    #expect(object["cause"] as? String == "relay-denied" && object["answers"] as? String == "RCPT", "\(logged)")
  }

  @Test(arguments: LabServer.all.filter { $0.login != nil }) func loggingIn(_ server: LabServer) throws {
    guard let login = server.login else { return }
    let scheme = login.tlsAtOnce ? "smtps" : "smtp"
    let start =
      login.tlsAtOnce ? ["EHLO client.example"] : ["EHLO client.example", "STARTTLS", "EHLO client.example"]
    for mechanism in ["plain", "login"] {
      let run = try talk(
        login.port, start + [":auth \(mechanism) \(server.user)", "QUIT"], scheme: scheme,
        password: "lab-password")
      #expect(run.output.contains("\"code\":235"), "\(mechanism): \(run.output)")
      #expect(!run.output.contains("lab-password"))
    }
    let wrong = try talk(
      login.port, start + [":auth plain \(server.user)", "QUIT"], scheme: scheme, password: "something-else")
    #expect(wrong.output.contains("\"code\":535") && !wrong.output.contains("something-else"))
  }

  @Test(arguments: LabServer.all.filter { $0.mailbox != nil }) func aMessageArrives(_ server: LabServer) throws
  {
    let mark = UUID().uuidString
    let run = try talk(
      server.port,
      [
        "EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@lab.example>", "DATA",
        "From: a@client.example",
        "Subject: \(mark)", "", ".a line with a dot", ".", "QUIT",
      ])
    #expect(try reply(run, to: "end of data")["code"] as? Int == 250)
    let place = "\(LabServer.folder)/ov/\(server.mailbox ?? "")"
    for _ in 0..<400 {
      let files =
        (try? FileManager.default.contentsOfDirectory(atPath: place))?.map { place + "/" + $0 } ?? [place]
      for file in files {
        if let text = try? String(contentsOfFile: file, encoding: .utf8), text.contains(mark) {
          #expect(text.contains("\n.a line with a dot\n"), "the dot is as it was typed")
          return
        }
      }
      usleep(50_000)
    }
    Issue.record("no message with \(mark) under \(place)")
  }

  /// The package's handshake fails with OpenSSL 3: the server's fault, said as such, with the record intact.
  @Test func openSMTPDsBrokenHandshake() throws {
    let run = try Program.plain(
      "127.0.0.1:3931", ["EHLO client.example", "STARTTLS", "EHLO client.example", "QUIT"],
      ["--ca-file", LabServer.authority])
    #expect(run.status == 3)
    #expect(
      run.output.contains("S: 220") && run.output.contains("* ")
        && run.output.contains("TLS failed: TLS handshake"))
    #expect(run.output.contains("alert internal error") && run.output.contains("the server's doing"))
    #expect(run.output.contains("its certificate and its private key"))
    let record = try Program.recording(try #require(run.recordings.first))
    #expect(record.contains("C: STARTTLS\nS: 220") && record.contains("TLS failed"))
  }

  @Test(arguments: [3951, 3962]) func lmtp(_ port: Int) throws {
    let run = try talk(
      port,
      [
        "LHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<alice@lab.example>",
        "RCPT TO:<bob@lab.example>",
        "DATA", "Subject: x", "", ".",
      ], ["--timeout", "3"], scheme: "lmtp")
    let replies = run.objects.filter { $0["answers"] as? String == "end of data" }
    // RFC 2033 §4.2 wants a reply for each recipient; aiosmtpd gives one for all, and the wait for the other
    // one shows it.
    #expect(replies.count == (port == 3951 ? 2 : 1))
    #expect(run.output.contains("no reply to end of data") == (port == 3962))
    #expect(try reply(run, to: "LHLO")["code"] as? Int == 250)
  }

  @Test func aServerThatDropsTheConnectionAtDATA() throws {
    let run = try talk(
      3973, ["EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@lab.example>", "DATA"])
    #expect(run.status == 2 && findings(run).contains("closed-unannounced"))
  }

  @Test func aServerThatRefusesForNow() throws {
    let run = try talk(
      3972, ["EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<bob@lab.example>", "QUIT"])
    #expect(try reply(run, to: "RCPT")["retry"] as? String == "later")
  }

  /// The job that the project exists for, in the console: STARTTLS and AUTH on Postfix, a message through to
  /// `queued`, a RCPT that is too early, a relay that is refused, and the session on disk.
  @Test(arguments: [(80, 24), (120, 40)]) func theConsoleOnPostfix(_ columns: Int, _ rows: Int) throws {
    let terminal = try Tmux(columns, rows, "\(Program.path) --ca-file \(LabServer.authority) 127.0.0.1:3912")
    try terminal.wait(for: "S: 220")
    try terminal.enter("EHLO client.example")
    try terminal.wait(for: "ready")
    try terminal.enter("STARTTLS")
    try terminal.wait(for: "TLSv1.3 ✓ verified")
    try terminal.enter("EHLO client.example")
    try terminal.wait(for: "ready")
    try terminal.enter("MAIL FROM:<alice@lab.example>")
    try terminal.wait(for: "transaction, 0 rcpt")
    try terminal.enter("RCPT TO:<bob@elsewhere.example>")
    try terminal.wait(for: "does not relay for you")
    try terminal.enter("RSET")
    try terminal.wait(for: "Everything of the transaction is forgotten")
    try terminal.enter("RCPT TO:<bob@lab.example>")
    try terminal.wait(for: "! RCPT needs MAIL first")
    try terminal.keys("C-u")
    try terminal.enter(":auth plain alice@mx.lab.example")
    try terminal.wait(for: "password of")
    try terminal.enter("lab-password")
    try terminal.wait(for: "logged in")
    try terminal.enter("MAIL FROM:<alice@lab.example>")
    try terminal.wait(for: "transaction, 0 rcpt")
    try terminal.enter("RCPT TO:<bob@lab.example>")
    try terminal.wait(for: "transaction, 1 rcpt")
    try terminal.enter("DATA")
    try terminal.wait(for: "C>")
    try terminal.enter("Subject: from the console")
    try terminal.enter("")
    try terminal.enter(".")
    try terminal.wait(for: "queued as")
    try terminal.enter("QUIT")
    try terminal.wait(for: "closed")
    let folder = terminal.state + "/smtpscope"
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".smtp") })
    let record = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    #expect(
      record.contains("C: Subject: from the console") && record.contains("queued as")
        && !record.contains("lab-password"))
  }

  // MARK: Session files

  /// The examples that apply to a server on port 25.
  static let examples = [
    "bare-lf", "bdat", "delivery", "dropped-data", "dsn", "early-talker", "line-length", "pipelining",
    "relay-test",
    "reset", "rfc5321-d1", "rfc5321-d2", "size-limit", "slow-client", "smuggling", "starttls-injection",
    "too-many-recipients", "unknown-command", "vrfy-expn", "wrong-order",
  ]

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(arguments: [3911, 3921]) func examplesRun(_ port: Int) throws {
    for name in Self.examples {
      let run = try Program.run([
        "run", "--timeout", "20", "--keep-going", "--target", "127.0.0.1:\(port)", "--set",
        "domain=lab.example",
        "--set", "recipient=alice@lab.example",
        Self.folder.appendingPathComponent("examples/\(name).smtp").path,
      ])
      let expected = Self.otherwise["\(name) \(port)"]
      #expect((run.status == 0) == (expected == nil), "\(name): \(run.output)\(run.errors)")
      if let expected { #expect(run.output.contains(expected), "\(name): \(run.output)") }
    }
  }

  /// What these two do otherwise than a file expects, which is what the file is for.
  private static let otherwise = [
    // This Postfix takes <LF>.<LF> for the end of mail text, and answers what comes behind it (CVE-2023-51764).
    "smuggling 3911": "a finding: reply-unsolicited"
  ]

  /// A recording runs on the server it was made on, and shows what another one does otherwise.
  @Test func aRecordingOfPostfixOnExim() throws {
    let path = try Program.folder() + "/r.smtp"
    _ = try Program.plain(
      "127.0.0.1:3911",
      [
        "EHLO client.example", "STARTTLS", "EHLO client.example", "MAIL FROM:<a@client.example>",
        "RCPT TO:<alice@lab.example>", "RCPT TO:<bob@elsewhere.example>", "DATA", "Subject: x", "", "hello",
        ".",
        "QUIT",
      ], ["--ca-file", LabServer.authority, "--record", path])
    let same = try Program.run(["run", "--ca-file", LabServer.authority, path])
    #expect(same.status == 0 && same.output.contains("passed"), "\(same.output)\(same.errors)")
    let other = try Program.run([
      "run", "--keep-going", "--ca-file", LabServer.authority, "--target", "127.0.0.1:3921", path,
    ])
    for text in [
      "lost: ENHANCEDSTATUSCODES", "added: PRDR", "expected 554", "got: S: 550", "does not relay for you",
    ] {
      #expect(other.output.contains(text), "\(text) in \(other.output)")
    }
    #expect(other.status == 1)
  }
}
