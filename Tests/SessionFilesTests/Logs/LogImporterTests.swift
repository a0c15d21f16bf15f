import SMTP
import Testing

@testable import SessionFiles

/// The same conversation as each tool logs it.
struct LogImporterTests {
  static let logs: [(form: LogFormat, text: String, lines: [String])] = [
    (
      .swaks,
      """
      === Trying 192.0.2.1:25...
      <-  220 mx.example ESMTP
       -> EHLO client.example
      <-  250-mx.example
      <-  250 STARTTLS
       -> STARTTLS
      <-  220 Go
      === TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256
       ~> AUTH LOGIN
      <~  334 VXNlcm5hbWU6
       ~> YWxpY2U=
      <~  334 UGFzc3dvcmQ6
       ~> c2VjcmV0
      <~* 535 5.7.8 No
      """,
      [
        "* Trying 192.0.2.1:25...", "S: 220 mx.example ESMTP", "C: EHLO client.example", "S: 250-mx.example",
        "S: 250 STARTTLS", "C: STARTTLS", "S: 220 Go",
        "* TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6",
        "C: ${secret:auth-login-1}", "S: 334 UGFzc3dvcmQ6", "C: ${secret:auth-login-2}", "S: 535 5.7.8 No",
      ]
    ),
    (
      .curl,
      """
      *   Trying 192.0.2.1:25...
      < 220 mx.example ESMTP
      > EHLO client.example
      < 250 mx.example
      > AUTH PLAIN AGFsaWNlAHNlY3JldA==
      < 235 Ok
      > DATA
      < 354 Go on
      } [15 bytes data]
      < 250 Ok
      """,
      [
        "*   Trying 192.0.2.1:25...", "S: 220 mx.example ESMTP", "C: EHLO client.example", "S: 250 mx.example",
        "C: AUTH PLAIN ${secret:auth-plain}", "S: 235 Ok", "C: DATA", "S: 354 Go on",
        "# line 9: } [15 bytes data]", "# the message is not in the log", "C: .", "S: 250 Ok",
      ]
    ),
    (
      .smtplib,
      """
      send: 'ehlo client.example\\r\\n'
      reply: b'250 mx.example\\r\\n'
      reply: retcode (250); Msg: b'mx.example'
      send: 'data\\r\\n'
      reply: b'354 Go\\r\\n'
      send: b'Subject: it\\'s \\xc3\\xbc\\r\\n\\r\\n..hi\\r\\n.\\r\\n'
      reply: b'250 Ok\\r\\n'
      """,
      [
        "C: ehlo client.example", "S: 250 mx.example", "# line 3: reply: retcode (250); Msg: b'mx.example'",
        "C: data",
        "S: 354 Go", "C: Subject: it's ü", "C:", "C: ..hi", "C: .", "S: 250 Ok",
      ]
    ),
    (
      .postfix,
      """
      Nov 23 12:49:50 mx postfix/smtpd[7]: > client.example[192.0.2.7]: 220 mx.example ESMTP
      Nov 23 12:49:50 mx postfix/smtpd[7]: < client.example[192.0.2.7]: MAIL FROM:<a@client.example>
      Nov 23 12:49:50 mx postfix/smtpd[7]: extract_addr: input: <a@client.example>
      Nov 23 12:49:50 mx postfix/smtpd[7]: > client.example[192.0.2.7]: 250 2.1.0 Ok
      """,
      [
        "S: 220 mx.example ESMTP", "C: MAIL FROM:<a@client.example>",
        "# line 3: Nov 23 12:49:50 mx postfix/smtpd[7]: extract_addr: input: <a@client.example>",
        "S: 250 2.1.0 Ok",
      ]
    ),
    (
      .postfix,
      """
      Nov 23 12:49:50 mx postfix/smtp[8]: < mx.example[192.0.2.1]:25: 220 mx.example ESMTP
      Nov 23 12:49:50 mx postfix/smtp[8]: > mx.example[192.0.2.1]:25: EHLO client.example
      """, ["S: 220 mx.example ESMTP", "C: EHLO client.example"]
    ),
    (
      .exim,
      """
      1234 SMTP>> 220 mx.example ESMTP Exim
      1234 SMTP<< EHLO client.example
      1234 host in hosts_treat_as_local?
      1234 SMTP>> 250 mx.example Hello
      """,
      [
        "S: 220 mx.example ESMTP Exim", "C: EHLO client.example",
        "# line 3: 1234 host in hosts_treat_as_local?",
        "S: 250 mx.example Hello",
      ]
    ),
    (
      .notation,
      """
      Hello, this is what I see:
      >   S: 220 mx.example ESMTP
      >   C: EHLO client.example
          S: 250 mx.example
      """,
      [
        "# line 1: Hello, this is what I see:", "S: 220 mx.example ESMTP", "C: EHLO client.example",
        "S: 250 mx.example",
      ]
    ),
    (
      .terminal,
      """
      Trying 192.0.2.1...
      Escape character is '^]'.
      220 mx.example ESMTP
      ehlo client.example
      250 AUTH LOGIN
      auth login
      334 VXNlcm5hbWU6
      YWxpY2U=
      235 Ok
      data
      354 Go
      Subject: x
      .
      250 Ok
      """,
      [
        "* Trying 192.0.2.1...", "# line 2: Escape character is '^]'.", "S: 220 mx.example ESMTP",
        "C: ehlo client.example", "S: 250 AUTH LOGIN", "C: auth login", "S: 334 VXNlcm5hbWU6",
        "C: ${secret:auth-login-1}", "S: 235 Ok", "C: data", "S: 354 Go", "C: Subject: x", "C: .", "S: 250 Ok",
      ]
    ),
  ]

  @Test(arguments: logs.indices) func aLogBecomesASessionFile(_ index: Int) throws {
    let (form, text, lines) = Self.logs[index]
    let octets = Array(text.utf8)
    #expect(LogImporter.detect(octets) == form)
    let file = LogImporter.convert(octets, form, name: "log")
    let printed = SessionFilePrinter.print(file)
    #expect(printed.split(separator: "\n").dropFirst(2).map(String.init) == lines)
    // What comes out is a session file without a mistake, in its canonical form.
    #expect(
      SessionFilePrinter.print(try SessionFileParser.parse(Array(printed.utf8), name: "again").get()) == printed
    )
  }

  /// What reads like an event of ours is marked as somebody else's words, and comes back as they were.
  private func lines(_ text: String) throws -> [String] {
    let file = try #require(LogImporter.read(Array(text.utf8), nil, name: "x"))
    return SessionFilePrinter.print(file).split(separator: "\n").dropFirst(2).map(String.init)
  }

  /// On a terminal a line of a message may look like a reply; its dot says how far it goes.
  @Test func aLineOfAMessageIsNoReply() throws {
    let text =
      "220 mx.example\nEHLO a.example\n250 mx.example\nMAIL FROM:<a@a.example>\n250 ok\nRCPT TO:<b@b.example>\n250 ok\nDATA\n354 go\nSubject: x\n\n250 people came.\nQUIT\n.\n250 queued\nQUIT\n221 bye\nConnection closed by foreign host.\n"
    #expect(
      try lines(text).suffix(9) == [
        "C: Subject: x", "C:", "C: 250 people came.", "C: QUIT", "C: .", "S: 250 queued", "C: QUIT",
        "S: 221 bye",
        "* Connection closed by foreign host.",
      ])
    // A message that was left out does not take the next one's dot.
    let two =
      "220 mx.example\nDATA\n354 go\n250 queued\nMAIL FROM:<a@a.example>\n250 ok\nDATA\n354 go\ntext\n.\n250 queued\n"
    #expect(try lines(two).contains("S: 250 queued") && lines(two).contains("C: MAIL FROM:<a@a.example>"))
  }

  /// A message that a server broke off is not made whole with a dot: run, the file would deliver the half of it.
  @Test func whatBrokeOffIsNotEnded() throws {
    let begun = " -> DATA\n<-  354 go\n -> Subject: x\n -> first half\n"
    #expect(
      try lines(begun + "<** 421 4.4.2 timeout\n").suffix(2) == [
        "# the message breaks off here", "S: 421 4.4.2 timeout",
      ])
    #expect(try lines(begun + "<-  250 queued\n").suffix(2) == ["C: .", "S: 250 queued"])
    #expect(
      try lines(" -> DATA\n<-  354 go\n<** 550 no\n").suffix(3) == [
        "# the message is not in the log", "C: .", "S: 550 no",
      ])
  }

  /// Both sides of a transcript that somebody quotes have curl's sign for one of them.
  @Test func aQuotedTranscriptIsNotCurls() throws {
    #expect(try lines("> C: EHLO x.example\n> S: 250 ok\n") == ["C: EHLO x.example", "S: 250 ok"])
  }

  @Test func aProgramsWordsAreNoEventsOfOurs() throws {
    let log = "=== Connected to mx.example.\n=== closed\n=== 0.5 x\n<-  220 mx.example\n -> NOOP\n<-  250 ok\n"
    let file = LogImporter.convert(Array(log.utf8), .swaks, name: "log")
    let again = try SessionFileParser.parse(Array(SessionFilePrinter.print(file).utf8), name: "again").get()
    let events = RecordingReplay.entries(again).compactMap { entry -> String? in
      if case .event(let event) = entry.content { event.text } else { nil }
    }
    #expect(again.version == file.version && events == ["Connected to mx.example.", "closed", "0.5 x"])
  }

  /// A command line in front of a conversation has the password in clear.
  @Test func whatStandsInFrontOfALoginIsMasked() {
    let log =
      "=== smtp -u alice:wonderland mx.example\n<-  220 mx.example\n -> AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\n<-  235 ok\n"
    let file = LogImporter.convert(Array(log.utf8), .swaks, name: "log")
    #expect(!SessionFilePrinter.print(file).contains("wonderland"), "\(SessionFilePrinter.print(file))")
  }

  @Test func whatIsNoLog() {
    #expect(LogImporter.detect(Array("Dear all,\nplease find attached\n".utf8)) == nil)
    #expect(LogImporter.detect([0, 1, 2, 0xFF]) == nil)
  }

  /// The recording of a connection that failed has events alone.
  @Test func aRecordingWithoutAConversationIsASessionFile() throws {
    let octets = Array(
      ":session 2\n* 0.000 start program=smtpscope version=1 clock=0\n:connect 127.0.0.1:1\n".utf8)
    let file = try #require(LogImporter.read(octets, nil, name: "a.smtp"))
    #expect(file.lines.count == 3 && LogImporter.isConversation(octets))
    #expect(LogImporter.read(Array("# a remark\n".utf8), nil, name: "t") == nil)
  }

  @Test func hostileLines() {
    let file = LogImporter.convert(
      Array(" -> \u{1B}[2J${x}\n<-  250 \0\n\u{1B}]0;x\u{7}\n".utf8), .swaks, name: "log")
    let text = SessionFilePrinter.print(file)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(text.contains("C: \\x1B[2J\\x24{x}"))
  }

  /// Logins go wrong in logs as they do in sessions, and what the server says back is hidden in both.
  @Test(arguments: [
    (LogFormat.swaks, " -> ", "<** "), (.curl, "> ", "< "), (.notation, "C: ", "S: "), (.terminal, "", ""),
  ])
  func noPasswordComesIn(_ form: LogFormat, _ sent: String, _ received: String) {
    let lines = [
      received + "220 mx.example ESMTP", sent + "EHLO client.example", received + "250 AUTH PLAIN LOGIN",
      sent + "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", received + "535 5.7.8 not wonderland",
      sent + "NOOP wonderland",
      received + "250 d29uZGVybGFuZA==", sent + "C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", received + "500 what",
      sent + "AUTH LOGIN", received + "538 TLS first", sent + "d29uZGVybGFuZA==", received + "500 what",
      sent + "PASS wonderland", received + "500 what", "=== wonderland", "wonderland", sent + "QUIT",
      received + "221 bye",
    ]
    let file = LogImporter.convert(Array(lines.joined(separator: "\n").utf8), form, name: "t")
    let text = file.lines.map(SessionFilePrinter.line).joined(separator: "\n")
    #expect(!text.contains("wonderland") && !text.contains("d29uZ") && !text.contains("AGFsaWNl"), "\(text)")
    #expect(text.contains("C: AUTH PLAIN ${secret:auth-plain}") && text.contains("S: 535 5.7.8 not **********"))
    #expect(text.contains("C: NOOP ${secret:auth-plain-password}"))
  }

  @Test func aTranscriptThatIsASessionFileLosesItsLogins() throws {
    let text = "S: 220 x\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 535 no\n"
    let file = try #require(LogImporter.read(Array(text.utf8), nil, name: "t"))
    #expect(SessionFilePrinter.print(file) == "S: 220 x\nC: AUTH PLAIN ${secret:auth-plain}\nS: 535 no\n")
  }

  /// What convert writes is read as what was meant: no line of a server is a pattern, and no variable has another name
  /// than variables have.
  @Test(arguments: [
    "250\u{3E9} x", "250\u{301} x", "2xx x", "!5xx", "250|251 x", "250\u{14}x", "250\u{1B}-x", "eof", "${a} x",
    "25",
  ])
  func whatServersSayIsReadBack(_ reply: String) throws {
    let log =
      "< 220 mx.example\n> EHLO client.example\n< \(reply)\n> AUTH e>:-1 AGFsaWNlAHdvbmRlcmxhbmQ=\n< 535 no\n"
    let file = try #require(LogImporter.read(Array(log.utf8), .curl, name: "x"))
    let text = SessionFilePrinter.print(file)
    let again = try SessionFileParser.parse(Array(text.utf8), name: "x").get()
    #expect(again == file)
    #expect(SessionFilePrinter.print(again) == text)
    #expect(!text.contains("AGFsaWNl"))
  }
}
