import SMTP
import SMTPCore
import Testing

@testable import SMTPCore

struct WaitsTests {
  // RFC 5321 §4.5.3.2.1 to §4.5.3.2.6.
  @Test(arguments: [
    (Awaited.connection, 300), (.command(.mail), 300), (.command(.rcpt), 300), (.command(.data), 120),
    (.endOfData, 600),
  ])
  func theRFCsOwnTimes(_ answers: Awaited, _ seconds: Int) {
    let wait = Wait.row(for: answers)
    #expect(wait.seconds == seconds && wait.source?.description.hasPrefix("RFC 5321 §4.5.3.2") == true)
  }

  @Test func theUsersTimeHasNoSource() {
    #expect(Wait.row(for: .endOfData, override: 5) == Wait(awaited: .endOfData, seconds: 5, source: nil))
  }
}
