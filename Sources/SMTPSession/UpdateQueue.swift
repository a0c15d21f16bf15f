// Where the event loop leaves news for the main thread, which waits in poll(2): a queue and a pipe that wakes.

import Platform
import Synchronization

import Glibc

/// News on their way to the thread that waits for them.
package final class UpdateQueue<News: Sendable>: Sendable {
  private struct Queue {
    var news: [News] = []
    /// An octet is in the pipe.
    var isAwake = false
  }

  private let queue = Mutex(Queue())
  /// Readable when there is something to take.
  package let descriptor: Int32
  private let wake: Int32

  /// Makes the pipe that wakes; throws where the process has no more descriptors.
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
  ///
  /// - Parameter wakes: false: it is taken with the next news that do, or when its reader looks by itself.
  package func put(_ update: News, wakes: Bool = true) {
    let mustWake = queue.withLock { queue in
      queue.news.append(update)
      guard wakes, !queue.isAwake else { return false }
      queue.isAwake = true
      return true
    }
    // One octet wakes for any number of updates; a full pipe wakes too.
    if mustWake {
      var octet: UInt8 = 1
      _ = write(wake, &octet, 1)
    }
  }

  /// Everything that has come; never waits.
  package func drain() -> [News] {
    var sink = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &sink, sink.count) == sink.count {}
    return queue.withLock { queue in
      let all = queue.news
      queue = Queue()
      return all
    }
  }
}
