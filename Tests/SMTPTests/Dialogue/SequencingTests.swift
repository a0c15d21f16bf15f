import SMTP
import Testing

/// The whole matrix: each state, each verb, and what breaks.
struct SequencingTests {
  private static let offer = """
    S: 250-mx.example
    S: 250-PIPELINING
    S: 250-CHUNKING
    S: 250-AUTH CRAM-MD5
    S: 250-ETRN
    S: 250-XCLIENT ADDR
    S: 250-XFORWARD ADDR
    S: 250 STARTTLS
    """
  private static let hello = "S: 220 mx.example ESMTP\nC: EHLO client.example\n" + offer
  private static let mail = hello + "\nC: MAIL FROM:<a@client.example>\nS: 250 Ok"
  private static let rcpt = mail + "\nC: RCPT TO:<bob@server.example>\nS: 250 Ok"
  private static let chunk = rcpt + "\nC: BDAT 0\nS: 250 Ok"
  private static let spent = chunk + "\nC: BDAT 0 LAST\nS: 552 too big"
  private static let quit = hello + "\nC: QUIT\nS: 221 Bye"
  private static let tls =
    hello + "\nC: STARTTLS\nS: 220 go\n:tls\nC: EHLO client.example\n"
    + offer.replacing("CRAM-MD5", with: "CRAM-MD5 PLAIN").replacing("250 STARTTLS", with: "250 SIZE")
  private static let authenticated =
    hello + "\nC: AUTH CRAM-MD5\nS: 334 PDFAeD4=\nC: dGltIDAwMDA=\nS: 235 welcome"
  private static let lmtp = ":lmtp\nS: 220 mx.example LMTP\nC: LHLO client.example\n" + offer

  static let states: [(name: String, conversation: String)] = [
    ("greeted", "S: 220 mx.example ESMTP"), ("hello", hello), ("mail", mail), ("rcpt", rcpt), ("chunk", chunk),
    ("spent", spent), ("quit", quit), ("tls", tls), ("authenticated", authenticated), ("lmtp", lmtp),
  ]

  /// The same findings in several states.
  private static func findings(_ groups: ([String], [Rule])...) -> [String: [Rule]] {
    var out: [String: [Rule]] = [:]
    for (names, rules) in groups { for name in names { out[name, default: []] += rules } }
    return out
  }

  /// A hello was said, and no transaction is open.
  private static let idle = ["hello", "quit", "tls", "authenticated", "lmtp"]
  private static let inTransaction = ["mail", "rcpt", "chunk", "spent"]
  /// A chunk was accepted: nothing but chunks is to come.
  private static let inChunks = ["chunk", "spent"]

  /// Findings by state; a state that is not named has none.
  static let matrix: [(line: String, findings: [String: [Rule]])] = [
    ("EHLO client.example", findings((["lmtp"], [.helloInLMTP]))),
    ("HELO client.example", findings((["lmtp"], [.helloInLMTP]))),
    ("LHLO client.example", findings((states.map(\.name).filter { $0 != "lmtp" }, [.lhloInSMTP]))),
    (
      "MAIL FROM:<a@client.example>",
      findings((["greeted"], [.mailBeforeHello]), (inTransaction, [.nestedMail]))
    ),
    (
      "RCPT TO:<bob@server.example>",
      findings((["greeted"] + idle, [.rcptBeforeMail]), (inChunks, [.betweenChunks]))
    ),
    (
      "DATA",
      findings((["greeted", "mail"] + idle, [.dataBeforeRcpt]), (inChunks, [.dataAfterBdat]))
    ),
    (
      "BDAT 0 LAST",
      findings(
        (["greeted", "mail"] + idle, [.bdatBeforeRcpt]), (["greeted"], [.extensionNotOffered]),
        (["spent"], [.bdatAfterLast]))
    ),
    ("RSET", [:]),
    ("VRFY bob", findings((inChunks, [.betweenChunks]))),
    ("EXPN list", findings((inChunks, [.betweenChunks]))),
    ("HELP", findings((inChunks, [.betweenChunks]))),
    ("NOOP", [:]),
    ("QUIT", [:]),
    ("STARTTLS", findings((["greeted"], [.extensionNotOffered]), (["tls"], [.starttlsTwice]))),
    (
      "AUTH CRAM-MD5",
      findings(
        (["greeted"], [.extensionNotOffered]), (inTransaction, [.authInTransaction]),
        (["authenticated"], [.authTwice]))
    ),
    (
      // Offered under TLS only.
      "AUTH PLAIN",
      findings(
        (["authenticated"], [.authTwice]), (inTransaction, [.authInTransaction]),
        (states.map(\.name).filter { $0 != "tls" }, [.authInClear]), (["greeted"], [.extensionNotOffered]),
        (idle.filter { $0 != "tls" } + inTransaction, [.mechanismNotOffered]))
    ),
    ("ETRN client.example", findings((["greeted"], [.extensionNotOffered]), (inChunks, [.betweenChunks]))),
    ("XCLIENT ADDR=192.0.2.1", findings((["greeted"], [.extensionNotOffered]), (inChunks, [.betweenChunks]))),
    ("XFORWARD ADDR=192.0.2.1", findings((["greeted"], [.extensionNotOffered]), (inChunks, [.betweenChunks]))),
  ]

  @Test func theMatrixHasEveryVerb() {
    var verbs = Self.matrix.map { Command($0.line).verb }
    // AUTH stands in it twice.
    if let place = verbs.lastIndex(of: .auth) { verbs.remove(at: place) }
    #expect(verbs == Verb.allCases.filter { $0 != .other })
  }

  @Test func theMatrixNamesStatesThatExist() {
    let names = Set(Self.states.map(\.name))
    for (line, findings) in Self.matrix { #expect(names.isSuperset(of: findings.keys), "\(line)") }
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
