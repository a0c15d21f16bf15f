// A file whose octets are sent or read as they were when it was opened: nothing that can keep its reader waiting, and
// nothing that changes meanwhile without being noticed.

import Glibc

/// A regular file, open for reading, of which the first octets have been read.
package final class RegularFile {
  /// As it was named.
  package let path: String
  /// Its size when it was opened, in octets; 0 where the system does not know it beforehand, as in /proc.
  package let size: Int
  /// Octets that a call of `next` gives at most.
  package static let pieceSize = 256 * 1024
  /// Octets that have been given out.
  private var given = 0
  private var first: [UInt8]?
  private let descriptor: Int32
  private let changed: timespec

  /// Opens a file and reads its first octets.
  ///
  /// - Throws: a folder, a FIFO, a device and a socket are refused in words, without waiting for anything.
  package init(_ path: String) throws(FileProblem) {
    var info = stat()
    // Opening a device can do something to it, so it is looked at first.
    guard stat(path, &info) == 0 else { throw FileProblem("read", path) }
    try Self.refuse(path, info)
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard opened >= 0 else { throw FileProblem("read", path) }
    descriptor = opened
    self.path = path
    let hasFacts = fstat(opened, &info) == 0
    size = Int(info.st_size)
    changed = info.st_mtim
    guard hasFacts else { throw FileProblem("read", path) }
    try Self.refuse(path, info)
    first = try read(Self.pieceSize)
  }

  deinit { close(descriptor) }

  /// Refuses what is no regular file, where nobody may be kept waiting; what is not there is not refused.
  package static func check(_ path: String) throws(FileProblem) {
    var info = stat()
    if stat(path, &info) == 0 { try refuse(path, info) }
  }

  private static func refuse(_ path: String, _ info: stat) throws(FileProblem) {
    let kind: String
    switch info.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw FileProblem("read", path, EISDIR)
    case S_IFIFO: kind = "a FIFO"
    case S_IFSOCK: kind = "a socket"
    default: kind = "a device"
    }
    throw FileProblem("read", path, because: "it is \(kind), and may never end; copy what it gives into a file")
  }

  /// How the first octets are encoded, where that is no encoding of octets: see `TextEncoding`.
  package var wideEncoding: String? { TextEncoding.wide(first ?? []) }

  /// The next octets; empty at the end.
  ///
  /// - Throws: where the file cannot be read on, or is not what it was when it was opened.
  package func next() throws(FileProblem) -> [UInt8] {
    let piece: [UInt8]
    if let first {
      piece = first
      self.first = nil
    } else {
      piece = try read(size > 0 ? min(Self.pieceSize, size - given + 1) : Self.pieceSize)
    }
    given += piece.count
    guard size > 0 else { return piece }
    if piece.isEmpty, given < size {
      throw FileProblem("read", path, because: "it has become shorter: \(given) of \(size) octets were there")
    }
    if given > size { throw FileProblem("read", path, because: "it has grown beyond its \(size) octets") }
    if piece.isEmpty {
      var info = stat()
      let isSame =
        fstat(descriptor, &info) == 0 && info.st_mtim.tv_sec == changed.tv_sec
        && info.st_mtim.tv_nsec == changed.tv_nsec
      if !isSame { throw FileProblem("read", path, because: "it was written to meanwhile") }
    }
    return piece
  }

  private func read(_ count: Int) throws(FileProblem) -> [UInt8] {
    var failed = false
    let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var got = 0
      repeat { got = Glibc.read(descriptor, buffer.baseAddress, count) } while got < 0 && errno == EINTR
      failed = got < 0
      filled = max(0, got)
    }
    if failed { throw FileProblem("read", path) }
    return piece
  }
}
