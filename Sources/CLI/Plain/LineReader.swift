// Lines of a descriptor, for who must not wait: plain mode has a session to show while nobody types.

import Platform
import SMTP

import Glibc

/// Lines from a descriptor, without waiting when none is there.
struct LineReader {
  /// What the next call gives.
  enum Next {
    case line([UInt8])
    case tooLong
    /// The input is no text of octets; the name of its encoding. Nothing of it is a line.
    case wide(String)
    case end
    /// Nothing yet.
    case none
  }

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isSkipping = false
  private var isAtEnd = false
  private var isBegun = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  mutating func next() -> Next {
    while true {
      if let lf = buffer[start...].firstIndex(of: ASCII.lf) {
        var line = buffer[start..<lf]
        if line.last == ASCII.cr { line = line.dropLast() }
        start = lf + 1
        if isSkipping {
          isSkipping = false
          return .tooLong
        }
        return .line(Array(line))
      }
      if buffer.count - start > Limits.sentLine {
        buffer.removeAll()
        start = 0
        isSkipping = true
      }
      if isAtEnd {
        guard start < buffer.count else { return .end }
        let line = Array(buffer[start...])
        start = buffer.count
        return .line(line)
      }
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 0) > 0 else { return .none }
      if start > 0 {
        buffer.removeFirst(start)
        start = 0
      }
      let piece = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { space, count in
        count = max(0, read(descriptor, space.baseAddress, space.count))
      }
      if piece.isEmpty { isAtEnd = true } else { buffer += piece }
      if !isBegun, let encoding = TextEncoding.wide(buffer) {
        buffer.removeAll()
        isAtEnd = true
        return .wide(encoding)
      }
      isBegun = true
    }
  }
}
