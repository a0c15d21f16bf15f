import Foundation
import SMTPCore
import Testing

@testable import SMTPSession

struct UpdateQueueTests {
  @Test func newsComeInOrderAndWake() throws {
    let mailbox = try UpdateQueue<SessionUpdate>()
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

  @Test func quietNewsWaitForTheReaderToLook() throws {
    let mailbox = try UpdateQueue<Int>()
    func ready() -> Bool {
      var descriptor = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&descriptor, 1, 0) == 1
    }
    mailbox.put(1, wakes: false)
    #expect(!ready())
    mailbox.put(2)
    #expect(ready())
    mailbox.put(3, wakes: false)
    #expect(mailbox.take() == [1, 2, 3] && !ready())
    mailbox.put(4, wakes: false)
    #expect(!ready() && mailbox.take() == [4])
  }
}
