import SMTP
import SMTPCore
import Testing

@testable import SMTPCore

struct InfoPagesTests {
  private var status: SessionStatus {
    var status = SessionStatus(options: SessionOptions())
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n250-SIZE 10240000\r\n250 STARTTLS\r\n")
    status.dialogue = driver.conversation.dialogue
    status.phases = [.init(name: "TCP", duration: 12_000_000)]
    return status
  }

  @Test func theOfferInWords() {
    let lines = InfoPages.capabilities(status)
    #expect(lines[0] == "mx.example offers:")
    #expect(lines[1].contains("messages up to 10.2 MB") && lines[1].contains("RFC 1870"))
    #expect(InfoPages.capabilities(SessionStatus(options: SessionOptions()))[0].contains("EHLO"))
  }

  @Test func noTLSYet() {
    #expect(InfoPages.tls(status) == ["no TLS on this connection; the server offers STARTTLS"])
  }

  @Test func timing() {
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.client("NOOP")
    driver.server("250 Ok\r\n", after: 31)
    let lines = InfoPages.timing(status, driver.entries)
    #expect(lines[1].contains("TCP") && lines[1].contains("12 ms"))
    #expect(lines.last?.contains("NOOP") == true && lines.last?.contains("31 ms to the last") == true)
  }

  @Test func everyCommandAndSettingHasHelp() {
    #expect(InfoPages.help(nil).count == CommandTable.rows.count)
    #expect(InfoPages.settings(SessionOptions()).count == Setting.table.count)
    for row in CommandTable.rows { #expect(InfoPages.help(row.name).contains(row.detail)) }
    #expect(InfoPages.help("nothing")[0].contains("no command"))
    #expect(InfoPages.help("MAIL")[0] == "MAIL", "verbs are explained too")
  }

  @Test func explanations() {
    #expect(InfoPages.explain("5.7.1", last: nil)[0] == "5.7.1")
    #expect(InfoPages.explain("452 after RCPT", last: nil)[1].hasPrefix("Too many recipients"))
    #expect(InfoPages.explain("hello", last: nil)[0].hasPrefix("not known"))
    let login = InfoPages.explain("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", last: nil)
    #expect(login[0].hasPrefix("not known: AUTH PLAIN ${secret:auth-plain}."))
    #expect(InfoPages.explain(nil, last: nil) == ["no reply yet to explain"])
  }
}
