import SMTP
import Testing

struct FindingTests {
  @Test func severitiesAreOrdered() {
    #expect(Severity.notice < .warning && .warning < Severity.error)
    #expect(Finding(.rcptBeforeMail).severity == .error)
    #expect(Finding(.rcptBeforeMail).id == "rcpt-before-mail")
  }
}
