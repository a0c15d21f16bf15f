import Testing

@testable import SessionFiles

struct LogExplainerTests {
  private func explain(_ lines: [String], isJSON: Bool = false) -> [String] {
    var explainer = LogExplainer(isJSON: isJSON)
    var out: [UInt8] = []
    for line in lines { explainer.receive(Array((line + "\n").utf8), into: &out) }
    explainer.finish(into: &out)
    return out.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  @Test func anExplanationStandsUnderItsLine() {
    let lines = explain(["hello", "550 5.1.1 <bob@server.example>: user unknown", "bye"])
    #expect(lines.first == "hello" && lines.last == "bye")
    #expect(lines[2].hasPrefix("  ^ There is no such mailbox"))
    #expect(lines.contains { $0.hasPrefix("    5.1.1  no mailbox") && $0.hasSuffix("(RFC 3463 §3.2)") })
    #expect(lines.contains { $0.hasPrefix("    try: ") })
  }

  /// A log can quote a login; what the server says back of it in the lines that follow is hidden with it.
  @Test(arguments: [
    "mx postfix/smtpd[1]: < client.example[192.0.2.1]: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=",
    "send: 'AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\\r\\n'",
    "535 5.7.8 no (in reply to auth plain AGFsaWNlAHdvbmRlcmxhbmQ=)",
  ])
  func aPasswordInALogIsHidden(_ line: String) {
    for isJSON in [false, true] {
      let text = explain([line, "535 5.7.8 bad wonderland", "535 5.7.9 <d29uZGVybGFuZA==>"], isJSON: isJSON)
        .joined()
      #expect(!text.contains("wonderland") && !text.contains("d29uZ") && !text.contains("AGFsaWNl"))
      #expect(text.contains("5.7.8 bad **********"))
    }
  }

  /// A response stands on a line of its own, and another session may begin in between.
  @Test(arguments: [
    "mx postfix/smtpd[1]: < client.example[192.0.2.1]: ", "C: ", "<- ", "send: '",
    "2026-11-25T10:00:00Z app[7]: out ", "",
  ])
  func aResponseInALogIsHidden(_ mark: String) {
    let end = mark.hasSuffix("'") ? "\\r\\n'" : ""
    let text = explain([
      mark + "AUTH LOGIN" + end, mark + "334 UGFzc3dvcmQ6" + end, mark + "d29uZGVybGFuZA==" + end, "AUTH PLAIN",
      mark + "AGFsaWNlAGh1bnRlcjIy" + end, "535 5.7.8 bad wonderland", "535 5.7.8 bad hunter22",
      "250 2.0.0 Ok: queued as 4bXyZ12abcdz",
    ]).joined(separator: "\n")
    #expect(!text.contains("wonderland") && !text.contains("d29uZ") && !text.contains("hunter22"), "\(text)")
    #expect(!text.contains("AGFsaWNl") && text.contains("334 UGFzc3dvcmQ6") && text.contains("4bXyZ12abcdz"))
  }

  /// Programs write more behind a response.
  @Test(arguments: ["x,<,%,", "{\"line\": \"%\"}", "* `%`", "<p>&gt; %</p>", "C: % state=1"])
  func aResponseInTheMiddleOfALineIsHidden(_ form: String) {
    let lines = ["AUTH LOGIN", "334 UGFzc3dvcmQ6", "d29uZGVybGFuZA=="].map { form.replacing("%", with: $0) }
    let text = explain(lines + ["535 5.7.8 bad wonderland"]).joined(separator: "\n")
    #expect(
      !text.contains("wonderland") && !text.contains("d29uZ") && text.contains("334 UGFzc3dvcmQ6"), "\(text)")
    let others = [
      "b=dGhpcyAAgICAgICAgICAgICAgIGlzIG5vIHRleHQ; queued as 4bXyZ12abcdz", "Reminder, helloWorld1",
    ]
    #expect(Array(explain(["AUTH LOGIN"] + others).suffix(2)) == others)
  }

  @Test func aSentenceBehindAUTHStays() {
    for line in [
      "AUTH LOGIN authentication failed", "after AUTH PLAIN command from x", "AUTHENTICATION FAILED: LOGIN",
    ] {
      #expect(explain([line]).first == line)
    }
  }

  /// The layout is the one of all explanations: what to type stands behind the advice, and the rest below the sentence.
  @Test func whatToTypeIsSaid() {
    #expect(
      explain(["503 5.5.1 Error: need MAIL command"]) == [
        "503 5.5.1 Error: need MAIL command", "  ^ A sender has to be named first.",
        "    The client's doing. Asking again the same way will not help.",
        "    503  the command came at the wrong time for this server. (RFC 5321 §4.2.3)",
        "    5.5.1  the command is unknown or comes at the wrong time (RFC 3463 §3.6)",
        "    wording  known as: need mail (RFC 5321 §4.1.4)",
        "    server  Postfix (likely: the reply says \"Error: need MAIL command\") (Postfix, smtpd(8))",
        "    try: name the sender first  MAIL FROM:<",
      ])
  }

  /// The same again is pointed at, something else is not.
  @Test func repeatsArePointedAt() {
    let lines = explain([
      "452 4.2.2 <a@server.example> mailbox full", "452 4.2.2 <b@server.example> mailbox full",
      "552 5.2.2 <b@server.example> mailbox full",
    ])
    #expect(lines.count { $0 == "  ^ as under line 1" } == 1)
    #expect(lines.count { $0.hasPrefix("  ^ ") } == 3)
  }

  /// RFC 3464 §2.1.1: fields go on in lines that begin with a blank.
  @Test func fieldsOfABounce() {
    let bounce = [
      "Final-Recipient: rfc822; bob@server.example", "Status: 5.1.1",
      "Diagnostic-Code: smtp; 550 5.7.1 Relaying",
      "    denied", "", "end",
    ]
    let lines = explain(bounce)
    #expect(lines[2].hasPrefix("  ^ 5.1.1  no mailbox"))
    #expect(lines[4] == "    denied" && lines[5].contains("does not relay for you"))
    #expect(lines.suffix(2) == ["", "end"])
    let objects = explain(bounce, isJSON: true)
    #expect(objects.count == 2 && objects[0].hasPrefix(#"{"line":2,"enhanced":"5.1.1","#))
    #expect(objects[1].hasPrefix(#"{"line":3,"answers":"nothing","code":550,"#))
    #expect(objects[1].contains(#""cause":"relay-denied""#))
  }

  /// A reply of several lines is one reply, wherever it was pasted from.
  @Test(arguments: ["", "    ", "<<< "]) func repliesOfSeveralLines(_ margin: String) {
    let lines = explain([
      "\(margin)550-5.7.26 This mail has been blocked because the sender is unauthenticated.",
      "\(margin)550 5.7.26 https://support.google.com/mail/answer/81126 - gsmtp",
      "\(margin)550 5.1.1 User unknown",
    ])
    #expect(lines.count { $0.hasPrefix("  ^ ") } == 2, "\(lines)")
    #expect(lines[2].hasPrefix("  ^ ") && lines.contains { $0.contains("Gmail (certain") })
  }

  /// A reply that does not end, and another that begins.
  @Test func repliesThatBreakOff() {
    let lines = explain(["550-5.1.1 User unknown", "451-4.7.1 Greylisted", "hello"])
    #expect(lines.count { $0.hasPrefix("  ^ ") } == 2 && lines.last == "hello", "\(lines)")
  }

  /// Postfix breaks the lines of its bounces; Exim says above the reply what it answers.
  @Test func bouncesForPeople() {
    let postfix = explain(
      [
        "<bob@server.example>: host mx.server.example[192.0.2.7] said: 552 5.2.2 Mailbox",
        "    full (in reply to RCPT TO",
        "    command)", "", "550 5.1.1 User unknown",
      ], isJSON: true)
    #expect(postfix.count == 2 && postfix[0].contains(#""answers":"RCPT","code":552"#), "\(postfix)")
    #expect(postfix[0].contains(#""reply":"552 5.2.2 Mailbox full""#))
    let exim = explain(
      [
        "    SMTP error from remote mail server after end of data:", "    552 Message too big",
        "    550 User unknown",
      ], isJSON: true)
    #expect(exim.map { $0.contains(#""answers":"end of data""#) } == [true, false])
  }

  /// In the log of a server the client is somebody else.
  @Test func whoseDoingItIs() {
    let lines = explain([
      "Nov 24 03:10:00 mx1 postfix/smtpd[9]: lost connection after DATA from unknown[192.0.2.9]",
      "550 5.1.1 User unknown",
    ])
    #expect(lines[1].contains("went away") && lines.joined().contains("The client's doing."))
    #expect(!lines.joined().contains("This side"))
  }

  @Test func theLastLineMayBeAField() {
    #expect(explain(["Diagnostic-Code: smtp; 550 5.1.1 User unknown"]).count > 1)
  }

  @Test func nothingOfALineReachesTheTerminalAsACommand() {
    let lines = explain(["550 5.1.1 \u{1B}[31muser unknown\u{7}"])
    #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } })
    #expect(lines[0].contains("\\x1B[31m"))
  }

  @Test func aLineOfAnyLengthIsCut() {
    let lines = explain(["550 5.1.1 user unknown " + String(repeating: "x", count: 1_000_000)])
    #expect(
      lines[0].utf8.count == LogExplainer.longestLine && lines[1].hasPrefix("  ^ There is no such mailbox"))
  }

  /// However the octets are cut, and whether or not the last line ends, the same comes out.
  @Test(arguments: [1, 3, 7, 64, 1000]) func octetsComeInAnyPieces(_ size: Int) {
    let log = "ok\n550-5.1.1 no such\n550 5.1.1 user\nStatus: 5.1.1\n550 5.7.1 blocked using zen.spamhaus.org"
    func explain(_ size: Int) -> String {
      var explainer = LogExplainer(isJSON: false)
      var out: [UInt8] = []
      var rest = Array(log.utf8)[...]
      while !rest.isEmpty {
        explainer.receive(Array(rest.prefix(size)), into: &out)
        rest = rest.dropFirst(size)
      }
      explainer.finish(into: &out)
      return out.text
    }
    #expect(explain(size) == explain(log.utf8.count) && explain(size).contains("\n  ^ "))
  }

  /// What is remembered does not grow with the log, and what is new then is still explained.
  @Test func memoryIsBounded() {
    var explainer = LogExplainer(isJSON: false, remembering: 100)
    var out: [UInt8] = []
    for number in 0..<400 {
      out.removeAll(keepingCapacity: true)
      explainer.receive(Array("5\(10 + number % 90) 5.\(number / 1000).\(number % 1000) no\n".utf8), into: &out)
    }
    #expect(explainer.replies == 400 && explainer.remembered == 100)
    #expect(out.text.contains("  ^ "))
  }
}
