import SMTP
import Testing

@testable import SessionFiles

struct SMTPLibLogTests {
  @Test(arguments: [
    ("smtplib.SMTPDataError: (550, b'5.7.1 Message rejected')", Awaited.nothing, "550 5.7.1 Message rejected"),
    (
      "SMTPSenderRefused: (530, b'5.7.0 Must issue a STARTTLS command first', 'a@b.example')", .command(.mail),
      "530 5.7.0 Must issue a STARTTLS command first"
    ),
    (
      #"smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted.\n5.7.8  https://server.example/')"#,
      .authResponse, "535-5.7.8 Username and Password not accepted.\n535 5.7.8  https://server.example/"
    ),
    (
      "SMTPRecipientsRefused: {'bob@server.example': (550, b\"5.1.1 bob doesn't live here\")}", .command(.rcpt),
      "550 5.1.1 bob doesn't live here"
    ),
    ("(554, 'DT:SPM 163 smtp12", .nothing, "554 DT:SPM 163 smtp12"),
  ])
  func tuples(_ line: String, _ answers: Awaited, _ text: String) throws {
    let found = try #require(SMTPLibLog.reply(in: Array(line.utf8)))
    #expect(found.reply.lines.indices.map { found.reply.lineOctets($0).text }.joined(separator: "\n") == text)
    #expect(found.answers == answers)
  }

  @Test(arguments: ["", "(", "(550", "(550, ", "(550, b", "(250, b'ok')", "(550)", "f(123, 'x')", "(55x, 'y')"])
  func others(_ line: String) { #expect(SMTPLibLog.reply(in: Array(line.utf8)) == nil) }
}
