import SMTP
import Testing

/// The whole matrix: each state, each verb, and what breaks.
struct SequencingTests {
  private static let hello = """
    S: 220 mx.example ESMTP
    C: EHLO client.example
    S: 250-mx.example
    S: 250-PIPELINING
    S: 250-CHUNKING
    S: 250-AUTH CRAM-MD5
    S: 250-ETRN
    S: 250-XCLIENT ADDR
    S: 250-XFORWARD ADDR
    S: 250 STARTTLS
    """
  private static let mail = hello + "\nC: MAIL FROM:<a@client.example>\nS: 250 Ok"
  private static let rcpt = mail + "\nC: RCPT TO:<bob@server.example>\nS: 250 Ok"
  private static let chunk = rcpt + "\nC: BDAT 0\nS: 250 Ok"
  private static let quit = hello + "\nC: QUIT\nS: 221 Bye"

  static let states: [(name: String, conversation: String)] = [
    ("greeted", "S: 220 mx.example ESMTP"), ("hello", hello), ("mail", mail), ("rcpt", rcpt), ("chunk", chunk),
    ("quit", quit),
  ]

  /// Findings by state; a state that is not named has none.
  static let matrix: [(line: String, findings: [String: [Rule]])] = [
    ("EHLO client.example", [:]),
    ("HELO client.example", [:]),
    ("LHLO client.example", Dictionary(uniqueKeysWithValues: states.map { ($0.name, [.lhloInSMTP]) })),
    (
      "MAIL FROM:<a@client.example>",
      ["greeted": [.mailBeforeHello], "mail": [.nestedMail], "rcpt": [.nestedMail], "chunk": [.nestedMail]]
    ),
    (
      "RCPT TO:<bob@server.example>",
      [
        "greeted": [.rcptBeforeMail], "hello": [.rcptBeforeMail], "chunk": [.betweenChunks],
        "quit": [.rcptBeforeMail],
      ]
    ),
    (
      "DATA",
      [
        "greeted": [.dataBeforeRcpt], "hello": [.dataBeforeRcpt], "mail": [.dataBeforeRcpt],
        "chunk": [.dataAfterBdat], "quit": [.dataBeforeRcpt],
      ]
    ),
    (
      "BDAT 0 LAST",
      [
        "greeted": [.bdatBeforeRcpt, .extensionNotOffered], "hello": [.bdatBeforeRcpt],
        "mail": [.bdatBeforeRcpt],
        "quit": [.bdatBeforeRcpt],
      ]
    ),
    ("RSET", [:]),
    ("VRFY bob", ["chunk": [.betweenChunks]]),
    ("EXPN list", ["chunk": [.betweenChunks]]),
    ("HELP", ["chunk": [.betweenChunks]]),
    ("NOOP", [:]),
    ("QUIT", [:]),
    ("STARTTLS", ["greeted": [.extensionNotOffered]]),
    (
      "AUTH CRAM-MD5",
      [
        "greeted": [.extensionNotOffered], "mail": [.authInTransaction], "rcpt": [.authInTransaction],
        "chunk": [.authInTransaction],
      ]
    ),
    ("ETRN client.example", ["greeted": [.extensionNotOffered], "chunk": [.betweenChunks]]),
    ("XCLIENT ADDR=192.0.2.1", ["greeted": [.extensionNotOffered], "chunk": [.betweenChunks]]),
    ("XFORWARD ADDR=192.0.2.1", ["greeted": [.extensionNotOffered], "chunk": [.betweenChunks]]),
  ]

  @Test func theMatrixHasEveryVerb() {
    #expect(Self.matrix.map { Command($0.line).verb } == Verb.allCases.filter { $0 != .other })
  }

  @Test(arguments: states.map(\.name)) func everyVerbInEveryState(_ name: String) throws {
    let conversation = try #require(Self.states.first { $0.name == name }?.conversation)
    let dialogue = play(conversation)
    for (line, findings) in Self.matrix {
      let expected = (name == "quit" ? [Rule.afterQuit] : []) + (findings[name] ?? [])
      #expect(dialogue.check(.command(Command(line))).map(\.rule) == expected, "\(line) in state \(name)")
    }
  }

  @Test func longLines() {
    let dialogue = play(Self.hello)
    let line = "NOOP " + String(repeating: "x", count: 505)
    #expect(dialogue.check(.command(Command(line))) == [])
    #expect(dialogue.check(.command(Command(line + "x"))).map(\.rule) == [.commandLineTooLong])
  }

  @Test func mailText() {
    let dialogue = play(Self.rcpt + "\nC: DATA\nS: 354 go")
    func rules(_ octets: [UInt8]) -> [Rule] { dialogue.check(dialogue.read(octets)).map(\.rule) }
    #expect(rules([UInt8](repeating: 0x78, count: 998)) == [])
    #expect(rules([UInt8](repeating: 0x78, count: 999)) == [.textLineTooLong])
    #expect(rules(Array("a\rb".utf8)) == [.textBareCR])
    #expect(rules(Array("a\nb".utf8)) == [.textBareLF])
    #expect(rules([0]) == [.textNUL])
    #expect(rules(Array("ä".utf8)) == [.text8BitUndeclared])
  }
}
