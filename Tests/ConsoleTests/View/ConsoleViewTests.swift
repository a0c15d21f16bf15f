import SMTP
import Testing

@testable import Console

struct ConsoleViewTests {
  @Test(arguments: [(80, 24), (120, 40), (40, 10)])
  func theStatusBarSaysThatSecretsAreShown(_ columns: Int, _ rows: Int) {
    var stage = Stage.greeted(columns, rows)
    #expect(!stage.text.contains("secrets shown"))
    stage.model.status.options.showsSecrets = true
    #expect(stage.text.split(separator: "\n").first?.contains("secrets shown   mx.example:25") == true)
  }

  @Test func eightyByTwentyFour() {
    var stage = Stage.inTransaction()
    stage.enter("RCPT TO:<bob@elsewhere.example>")
    stage.server("554 5.7.1 <bob@elsewhere.example>: Relay access denied")
    stage.type("DATA")
    #expect(
      stage.text == """
        mx.example:25   transaction, 0 rcpt   no TLS
        ────────────────────────────────────────────────────────────────────────────────
                     Sender accepted; a mail transaction is open. It says nothing yet
                     about the recipients.
                  C: RCPT TO:<bob@elsewhere.example>
           2.0 ms S: 554 5.7.1 <bob@elsewhere.example>: Relay access denied
                     Refused for good: this server does not relay for you. It takes mail
                     for its own domains, and for others only from those it knows.
                     The server's policy. Asking again the same way will not help.
                     The server offers AUTH, and nobody has logged in. (RFC 4954 §6)
                     • log in first: :auth plain
                     • ask the server that is responsible for the domain: :mx
                     elsewhere.example
                     554  Refused for good by the server's policy: often it does not
                     relay for you, or it does not trust you. (RFC 5321 §4.2.3)
                     5.7.1  you are not authorized to send this message here (RFC 3463
                     §3.8)
                     wording  known as: relay denied (RFC 5321 §3.6.1)
                     server  Postfix (likely: the reply says "Relay access denied")
                     (Postfix, smtpd(8))
        ────────────────────────────────────────────────────────────────────────────────
        ! DATA needs an accepted RCPT: expect 503 or 554 (RFC 5321 §3.3)
        C: DATA
        next  RCPT TO:<…>   RSET   QUIT                            F1 help  Tab complete

        """)
  }

  @Test func twoColumns() {
    var stage = Stage.inTransaction(100, 16)
    stage.enter("RCPT TO:<bob@elsewhere.example>")
    stage.server("554 5.7.1 <bob@elsewhere.example>: Relay access denied")
    let lines = stage.screen.lines
    #expect(lines[1].contains("┬") && lines[12].contains("┴"))
    #expect(lines[2].contains("│ 554 5.7.1 answers RCPT"))
    #expect(lines[11].contains("S: 554") || lines[10].contains("Refused") || lines[9].contains("Refused"))
  }

  /// No size breaks anything, and what matters most is what stays.
  @Test func everySize() {
    for columns in [1, 2, 3, 10, 20, 39, 40, 79, 80, 99, 100, 120, 300] {
      for rows in [1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14, 24, 40] {
        var stage = Stage.inTransaction(columns, rows)
        stage.type("DATA")
        let screen = stage.screen
        #expect(screen.lines.count == rows)
        #expect(screen.lines.allSatisfy { TextWidth.of($0) <= columns })
        #expect(screen.cursor.map { $0.row < rows && $0.column < columns } == true, "\(columns)×\(rows)")
        if columns >= 20 { #expect(screen.text.contains("C: DATA"), "\(columns)×\(rows)") }
        stage.press(.escape, .character("k"), .function(1), .escape)
        _ = stage.screen
      }
    }
    #expect(ConsoleView.view(Stage(0, 0).model).lines.isEmpty)
  }

  @Test func aLongLineScrollsWithItsCursor() {
    var stage = Stage.inTransaction(40, 10)
    stage.type("NOOP " + String(repeating: "x", count: 100) + "END")
    #expect(stage.text.contains("xEND"))
    stage.press(.home)
    #expect(stage.text.contains("C: NOOP x"))
  }

  @Test func nothingIsThereBeforeTheFirstConnection() {
    let stage = Stage(connected: false)
    #expect(
      stage.text.contains("not connected") && stage.text.contains("No connection yet. Type :connect SERVER"))
  }

  @Test func aReplyThatIsStillComingIsShown() {
    var stage = Stage.inTransaction()
    stage.enter("HELP")
    stage.press(.enter)
    stage.server("214-slow")
    #expect(stage.text.contains("S: 214-slow …"))
  }
}
