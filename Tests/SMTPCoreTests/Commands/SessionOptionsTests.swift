import SMTP
import SMTPCore
import Testing

struct SessionOptionsTests {
  @Test func whatASessionIsUntilSomebodySaysOtherwise() {
    let options = SessionOptions(helloName: "client.example")
    #expect(options.helloName == "client.example" && options.lineEnd == [ASCII.cr, ASCII.lf])
    #expect(options.startsTLS && !options.showsSecrets && options.timeout == nil)
  }
}
