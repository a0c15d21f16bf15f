import Foundation
import SMTPCore
import Testing

@testable import SMTPSession

struct UpdateQueueTests {
  @Test func newsComeInOrderAndWake() throws {
    let queue = try UpdateQueue<SessionUpdate>()
    func ready() -> Bool {
      var descriptor = pollfd(fd: queue.descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&descriptor, 1, 0) == 1
    }
    #expect(!ready() && queue.drain().isEmpty)
    for number in 0..<1000 {
      var status = SessionStatus(options: SessionOptions())
      status.worstReply = number
      queue.put(SessionUpdate(entries: [], pendingLines: [], status: status))
    }
    #expect(ready())
    #expect(queue.drain().map(\.status.worstReply) == Array(0..<1000))
    #expect(!ready() && queue.drain().isEmpty)
  }

  @Test func quietNewsWaitForTheReaderToLook() throws {
    let queue = try UpdateQueue<Int>()
    func ready() -> Bool {
      var descriptor = pollfd(fd: queue.descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&descriptor, 1, 0) == 1
    }
    queue.put(1, wakes: false)
    #expect(!ready())
    queue.put(2)
    #expect(ready())
    queue.put(3, wakes: false)
    #expect(queue.drain() == [1, 2, 3] && !ready())
    queue.put(4, wakes: false)
    #expect(!ready() && queue.drain() == [4])
  }
}
