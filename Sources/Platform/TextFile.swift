// Small jobs with files that everybody shares: a new file, a descriptor written to the end.

import Glibc

/// Files of text.
package enum TextFile {
  /// Writes a new file with mode 0600; one that is there is not touched.
  package static func create(_ path: String, _ text: String) throws(FileProblem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileProblem("write", path) }
    defer { close(descriptor) }
    guard write(text, to: descriptor) else { throw FileProblem("write", path) }
  }

  /// Writes a file, in place of one that may be there: what was there stays until the new one is whole.
  package static func replace(_ path: String, _ text: String) throws(FileProblem) {
    let new = "\(path).new-\(getpid())"
    try create(new, text)
    guard rename(new, path) == 0 else {
      let problem = FileProblem("write", path)
      unlink(new)
      throw problem
    }
  }

  /// Writes everything; false when the other end is gone.
  package static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { write($0, to: descriptor) }
  }

  /// Writes octets to a descriptor, all of them; false: nobody reads there any more.
  package static func write(_ octets: [UInt8], to descriptor: Int32) -> Bool {
    octets.withUnsafeBufferPointer { write($0, to: descriptor) }
  }

  /// The same of octets that stand somewhere.
  package static func write(_ buffer: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Bool {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let count = Glibc.write(descriptor, base + done, buffer.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&ready, 1, -1)
          continue
        }
        return false
      }
      done += count
    }
    return true
  }
}
