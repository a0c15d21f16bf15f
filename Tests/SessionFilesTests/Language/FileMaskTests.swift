import SMTP
import Testing
import Transcript

@testable import SessionFiles

struct FileMaskTests {
  private static func masked(_ text: String) throws -> String {
    SessionFilePrinter.print(FileMask.masked(try SessionFileParser.parse(Array(text.utf8), name: "t").get()))
  }

  @Test func aPastedTranscriptLosesItsLogins() throws {
    let text = """
      * 0.001 note text="wonderland" | wonderland
      S: 220 mx.example
      C: AUTH LOGIN
      S: 334 VXNlcm5hbWU6
      C: YWxpY2U=
      S: 334 UGFzc3dvcmQ6
      C: d29uZGVybGFuZA==
      S: 535-5.7.8 wonderland is wrong
      S: 535 5.7.8 d29uZGVybGFuZA
      C: NOOP wonderland
      S~ wonder.*|wonderland
      # wonderland
      # AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=
      ! bare-lf: wonderland

      """
    #expect(
      try Self.masked(text) == """
        * 0.001 note text="**********" | **********
        S: 220 mx.example
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: ${secret:auth-login-1}
        S: 334 UGFzc3dvcmQ6
        C: ${secret:auth-login-2}
        S: 535-5.7.8 ********** is wrong
        S: 535 5.7.8 **************
        C: NOOP ${secret:auth-login-2-decoded}
        # S~ wonder.*|**********
        # **********
        # AUTH PLAIN ************************
        ! bare-lf: **********

        """)
  }

  @Test func whatIsNoSecretStaysAsItIs() throws {
    let text = """
      :session 2
      :connect mx.example
      * 0.001 held
      S: 2xx mx.example
      C: AUTH PLAIN ${secret:auth-plain}
      S: 235|250
      C: MAIL FROM:<${user}@client.example>\\x00
      S: 250 ${secret:auth-plain}
      C: DATA
      S: 354
      C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=
      C: .
      S~ ^250
      :auth plain alice
      # the password is wrong

      """
    #expect(try Self.masked(text) == text)
  }

  @Test func commandsLoseThem() throws {
    let text =
      "C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\n:set word wonderland\n:send AUTH PLAIN AGJvYgBzZWNyZXR2YWx1ZQ==\\r\\n\nC: NOOP secretvalue\n"
    let masked = try Self.masked(text)
    #expect(!masked.contains("wonderland") && !masked.contains("AGJv") && !masked.contains("secretvalue"))
    #expect(masked.contains(":set word ${secret:auth-plain-password}"))
    #expect((try? SessionFileParser.parse(Array(masked.utf8), name: "t").get()) != nil)
  }

  /// What `:send` sends keeps its ends of lines, and its lines are read one by one.
  @Test(arguments: [
    (#":send AUTH PLAIN %\r\n"#, #":send AUTH PLAIN ${secret:auth-plain}\r\n"#),
    (#":send NOOP\r\nAUTH PLAIN %\r\nNOOP\r\n"#, #":send NOOP\r\nAUTH PLAIN ${secret:auth-plain}\r\nNOOP\r\n"#),
    (
      #":send AUTH LOGIN\r\nYWxpY2U=\r\nd29uZGVybGFuZA==\n"#,
      #":send AUTH LOGIN\r\n${secret:auth-login-1}\r\n${secret:auth-login-2}\n"#
    ),
    (#":send NOOP ${x}\r\nAUTH PLAIN %"#, #":send NOOP ${x}\r\nAUTH PLAIN ${secret:auth-plain}"#),
    (":send NOOP\\r\\n", ":send NOOP\\r\\n"),
    // In pieces.
    (":send AUTH PLA\n:send IN %\\r\\n", ":send AUTH PLA\n:send IN ${secret:auth-plain}\\r\\n"),
    (
      "C: AUTH LOG\\c\nC: IN wonder\\c\nC: land",
      "C: AUTH LOG\\c\nC: IN ${secret:auth-login}\\c\nC: ${secret:auth-login}"
    ),
  ])
  func linesThatAreSentAsTheyAre(_ text: String, _ masked: String) throws {
    #expect(try Self.masked(text.replacing("%", with: "AGFsaWNlAHdvbmRlcmxhbmQ=") + "\n") == masked + "\n")
  }

  @Test func aVariableBesideASecretStays() throws {
    #expect(
      try Self.masked("C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nC: NOOP ${word} wonderland ${x}\\c\n")
        == "C: AUTH PLAIN ${secret:auth-plain}\nC: NOOP ${word} ${secret:auth-plain-password} ${x}\\c\n")
  }
}
