import SMTP
import Testing

@testable import SessionFiles

struct RecordingDiffTests {
  private static func file(_ text: String) throws -> SessionFile {
    try SessionFileParser.parse(Array(text.utf8), name: "t").get()
  }

  private static let base = """
    S: 220 mx.example ESMTP
    C: EHLO client.example
    S: 250-mx.example
    S: 250-SIZE 10
    S: 250 DSN
    * 0.009 TLS ✓ TLSv1.3 AES x25519, certificate verified in 2.6 ms
    *   SHA-256 aa
    C: MAIL FROM:<a@client.example>
    S: 250 2.1.0 Ok
    C: RCPT TO:<bob@mx.example>
    S: 250 2.1.5 Ok
    C: DATA
    S: 354 Go
    C: Subject: x
    C: .
    S: 250 2.0.0 queued
    C: QUIT
    S: 221 Bye

    """

  /// What was changed in the file, and what has to be said of it.
  static let changes: [(old: String, new: String, found: [String])] = [
    ("", "", []),
    ("250 2.1.5 Ok", "550 5.1.1 No", ["RCPT TO:<bob@mx.example>: 250 2.1.5 Ok is now 550 5.1.1 No"]),
    ("221 Bye", "221 Ciao", ["QUIT: 221 Ciao instead of 221 Bye"]),
    (
      "250-SIZE 10\nS: 250 DSN", "250-SIZE 20\nS: 250 ETRN",
      [
        "EHLO client.example: changed: SIZE 10 is now SIZE 20", "EHLO client.example: added: ETRN",
        "EHLO client.example: lost: DSN",
      ]
    ),
    ("C: QUIT\nS: 221 Bye\n", "", ["QUIT: only in the first"]),
    ("C: QUIT\n", "C: NOOP\nS: 250 Ok\nC: QUIT\n", ["NOOP: only in the second"]),
    ("SHA-256 aa", "SHA-256 bb", ["TLS: lost: SHA-256 aa", "TLS: added: SHA-256 bb"]),
    ("in 2.6 ms", "in 9.9 ms", []), ("* 0.009 TLS", "* 1.000 TLS", []),
    ("C: Subject: x", "C: Subject: y", ["message: another one"]),
    // Two commands and one reply may be a group, and 221 goes to QUIT.
    ("S: 250 2.0.0 queued\n", "", [".: answered only in the first"]),
  ]

  @Test(arguments: changes) func differencesAreNamed(_ change: (old: String, new: String, found: [String]))
    throws
  {
    let other = change.old.isEmpty ? Self.base : Self.base.replacing(change.old, with: change.new)
    let found = RecordingDiff.differences(try Self.file(Self.base), try Self.file(other))
    #expect(found.map { "\($0.about): \($0.text)" } == change.found)
  }

  /// Side by side, what is offered with a tab stands beside what is offered with a space, and AUTH= beside AUTH=.
  @Test func offersStandSideBySide() throws {
    func file(_ offers: [String]) throws -> SessionFile {
      try Self.file("C: EHLO client.example\nS: 250-mx.example\n" + offers.map { $0 + "\n" }.joined())
    }
    let rows = RecordingDiff.rows(
      try file(["S: 250-AUTH=LOGIN", "S: 250-AUTH LOGIN", "S: 250 SIZE 1000"]),
      try file(["S: 250-size\\t1000", "S: 250-AUTH LOGIN", "S: 250 AUTH=PLAIN"]))
    #expect(
      rows.dropFirst(2).map { "\($0.first ?? "-") | \($0.second ?? "-")" } == [
        "S: 250-AUTH=LOGIN | S: 250 AUTH=PLAIN", "S: 250-AUTH LOGIN | S: 250-AUTH LOGIN",
        "S: 250 SIZE 1000 | S: 250-size\\t1000",
      ])
  }

  @Test func placesAreThoseOfTheFiles() throws {
    let other = try Self.file("# a remark\n" + Self.base.replacing("221 Bye", with: "221 Ciao"))
    let found = RecordingDiff.differences(try Self.file(Self.base), other)
    #expect(found.map(\.first) == [17] && found.map(\.second) == [18])
  }

  @Test func aGroupIsTakenInOrder() throws {
    let text = "C: MAIL FROM:<>\nC: RCPT TO:<a@x.example>\nS: 250 A\nS: 550 B\n"
    let found = RecordingDiff.differences(
      try Self.file(text), try Self.file(text.replacing("550 B", with: "250 B")))
    #expect(found.map(\.about) == ["RCPT TO:<a@x.example>"])
  }

  /// Twice as long and a tenth of a second: less is what networks do.
  @Test(
    arguments: [
      (30, 150, "took 30 ms, now 150 ms"), (30, 90, nil), (500, 700, nil),
      (2000, 300, "took 2.0 s, now 300 ms"),
    ]
      as [(Int, Int, String?)])
  func timesThatDifferALot(_ old: Int, _ new: Int, _ found: String?) throws {
    func text(_ milliseconds: Int) -> String {
      let time = String("00\(milliseconds % 1000)".suffix(3))
      return "S: 220 x\n* 5.000\nC: NOOP\n* \(5 + milliseconds / 1000).\(time)\nS: 250 Ok\n"
    }
    let differences = RecordingDiff.differences(try Self.file(text(old)), try Self.file(text(new)))
    #expect(differences.map(\.text) == [found].compactMap { $0 })
  }

  private func differences(_ first: String, _ second: String) throws -> [String] {
    RecordingDiff.differences(try Self.file(first), try Self.file(second)).map { "\($0.about): \($0.text)" }
  }

  private static let begun = """
    S: 220 mx.example
    C: EHLO x.example
    S: 250-mx.example
    S: 250-CHUNKING
    S: 250 AUTH LOGIN
    C: MAIL FROM:<>
    S: 250 Ok
    C: RCPT TO:<b@mx.example>
    S: 250 Ok

    """

  /// RFC 3030 §2: the octets of a chunk are no command, whatever they look like.
  @Test func repliesToChunksBelongToTheirCommands() throws {
    func talk(_ last: String) -> String {
      Self.begun + "C: BDAT 6\nC: QUIT\\r\\n\\c\nS: 250 one\nC: BDAT 0 LAST\nS: \(last)\nC: QUIT\nS: 221 bye\n"
    }
    #expect(try differences(talk("250 all"), talk("250 all")).isEmpty)
    #expect(
      try differences(talk("250 all"), talk("550 5.7.1 no")) == ["BDAT 0 LAST: 250 all is now 550 5.7.1 no"])
  }

  /// RFC 2033 §4.2: a reply for each recipient.
  @Test func repliesOfLMTPBelongToTheirMessage() throws {
    func talk(_ second: String) -> String {
      ":connect lmtp://mx.example\nS: 220 mx.example\nC: LHLO x.example\nS: 250 mx.example\nC: MAIL FROM:<>\nS: 250 Ok\n"
        + "C: RCPT TO:<a@mx.example>\nS: 250 Ok\nC: RCPT TO:<b@mx.example>\nS: 250 Ok\nC: DATA\nS: 354 go\nC: x\nC: .\n"
        + "S: 250 a has it\nS: \(second)\nC: QUIT\nS: 221 bye\n"
    }
    #expect(try differences(talk("250 b has it"), talk("250 b has it")).isEmpty)
    #expect(
      try differences(talk("250 b has it"), talk("452 b is full")) == [".: 250 b has it is now 452 b is full"])
  }

  /// RFC 4954 §4: the responses of a login are no commands, and no secret of one is told.
  @Test func repliesToResponsesBelongToTheirLogin() throws {
    func talk(_ end: String) -> String {
      Self.begun + "C: RSET\nS: 250 Ok\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\nS: 334 UGFzc3dvcmQ6\n"
        + "C: d29uZGVybGFuZA==\nS: \(end)\nC: QUIT\nS: 221 bye\n"
    }
    let found = try differences(talk("235 ok"), talk("535 no"))
    #expect(found == ["${secret:auth-login-2}: 235 ok is now 535 no"])
  }

  /// Facts of TLS are values in version 2; the day on which somebody looked is none of them.
  @Test func tlsFactsOfTheSecondVersion() throws {
    func talk(_ cipher: String, _ clock: String) -> String {
      ":session 2\nS: 220 mx.example\nC: STARTTLS\nS: 220 go\n* 0.009 tls version=TLSv1.3 cipher=\(cipher) bits=256 verified=yes clock=\(clock) took=2.600ms | x\n"
        + "*   cert depth=0 subject=CN=x issuer=y from=2026-01-01T00:00:00Z until=2027-01-01T00:00:00Z key=k signature=s sha256=aa\n"
    }
    #expect(try differences(talk("A", "2026-11-25T00:00:00Z"), talk("A", "2026-12-25T00:00:00Z")).isEmpty)
    #expect(
      try differences(talk("A", "2026-11-25T00:00:00Z"), talk("B", "2026-11-25T00:00:00Z"))
        .contains { $0.hasPrefix("TLS: added: ") && $0.contains(" B") })
  }
}
