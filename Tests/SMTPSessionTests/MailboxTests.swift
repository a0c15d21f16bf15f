import Foundation
@testable import SMTPSession
import Testing

struct MailboxTests {
  @Test func newsComeInOrderAndWake() throws {
    let mailbox = try Mailbox<SessionUpdate>()
    func ready() -> Bool {
      var descriptor = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&descriptor, 1, 0) == 1
    }
    #expect(!ready() && mailbox.take().isEmpty)
    for number in 0..<1000 {
      var status = SessionStatus(options: SessionOptions())
      status.worstReply = number
      mailbox.put(SessionUpdate(entries: [], pendingLines: [], status: status))
    }
    #expect(ready())
    #expect(mailbox.take().map(\.status.worstReply) == Array(0..<1000))
    #expect(!ready() && mailbox.take().isEmpty)
  }
}
