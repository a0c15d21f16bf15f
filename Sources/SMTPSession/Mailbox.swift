// Where the event loop leaves news for the main thread, which waits in poll(2): a queue and a pipe that wakes.

import SMTPTransport
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// News on their way to the thread that waits for them.
package final class Mailbox<News: Sendable>: Sendable {
  private let queue = Mutex<[News]>([])
  /// Readable when there is something to take.
  package let descriptor: Int32
  private let wake: Int32

  package init() throws(FileProblem) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw FileProblem("make", "a pipe") }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    descriptor = ends[0]
    wake = ends[1]
  }

  deinit {
    close(descriptor)
    close(wake)
  }

  /// From any thread.
  package func put(_ update: News) {
    let wasEmpty = queue.withLock { queue in
      queue.append(update)
      return queue.count == 1
    }
    // One octet wakes for any number of updates; a full pipe wakes too.
    if wasEmpty {
      var octet: UInt8 = 1
      _ = write(wake, &octet, 1)
    }
  }

  /// Everything that has come; never waits.
  package func take() -> [News] {
    var sink = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &sink, sink.count) == sink.count {}
    return queue.withLock { queue in
      let all = queue
      queue.removeAll()
      return all
    }
  }
}
