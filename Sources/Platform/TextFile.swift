// Small jobs with files that everybody shares: a new file, one in the place of another, a descriptor written to the end.

import Glibc

/// Files of text.
package enum TextFile {
  /// Writes a new file with mode 0600; one that is there is not touched, and of one that cannot be written whole nothing
  /// stays.
  package static func create(_ path: String, _ text: String) throws(FileProblem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileProblem("write", path) }
    guard write(text, to: descriptor), sync(descriptor) else {
      let problem = FileProblem("write", path)
      close(descriptor)
      unlink(path)
      throw problem
    }
    close(descriptor)
  }

  /// Writes a file, in place of one that may be there.
  ///
  /// A regular file with one name gives its place to the new one when that is whole, and its mode and owner with it.
  /// Whatever else the path names is written to: a file with several names or behind a symbolic link, a device, a FIFO, a
  /// socket, a descriptor of this process. What was in a file stays where there is no room for the new text.
  package static func replace(_ path: String, _ text: String) throws(FileProblem) {
    if let descriptor = ownDescriptor(path) {
      guard write(text, to: descriptor) else { throw FileProblem("write", path) }
      return
    }
    var info = stat()
    guard lstat(path, &info) == 0 else {
      guard errno == ENOENT else { throw FileProblem("write", path) }
      return try put(text, at: path, like: nil)
    }
    switch info.st_mode & S_IFMT {
    case S_IFDIR: throw FileProblem("write", path, EISDIR)
    case S_IFREG where info.st_nlink == 1: try put(text, at: path, like: info)
    default: try writeThrough(text, path)
    }
  }

  // MARK: In its place

  /// A new file under a name of its own, which then gets this one.
  private static func put(_ text: String, at path: String, like old: stat?) throws(FileProblem) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let new = "\(folder).smtpscope-\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 16)).new"
    let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let problem = FileProblem("write", path)
      // A folder that takes no new file can hold one that may be written.
      guard old != nil, [EACCES, EPERM, EROFS].contains(problem.number) else { throw problem }
      return try writeThrough(text, path)
    }
    func giveUp(_ number: Int32 = errno) -> FileProblem {
      close(descriptor)
      unlink(new)
      return FileProblem("write", path, number)
    }
    if let old {
      // The owner first: a change of it takes bits of the mode away.
      // Of the file that was made: in a folder with the set-group-ID bit its group is the folder's.
      var made = stat()
      let isSame = fstat(descriptor, &made) == 0 && made.st_uid == old.st_uid && made.st_gid == old.st_gid
      if !isSame, fchown(descriptor, old.st_uid, old.st_gid) != 0 {
        _ = giveUp()
        return try writeThrough(text, path)
      }
      if fchmod(descriptor, old.st_mode & 0o7777) != 0 { throw giveUp() }
    }
    guard write(text, to: descriptor), sync(descriptor) else { throw giveUp() }
    guard rename(new, path) == 0 else {
      let problem = giveUp()
      // Another file system ends here, or the folder lets nobody but its owner move this one.
      guard old != nil, [EBUSY, EPERM, EACCES].contains(problem.number) else { throw problem }
      return try writeThrough(text, path)
    }
    close(descriptor)
  }

  /// Whether what was written is where it has to be: a full disk may be told of no earlier.
  private static func sync(_ descriptor: Int32) -> Bool {
    fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS
  }

  // MARK: Through

  /// How long a FIFO may wait for somebody who reads it, in milliseconds.
  private static let readerTime = 10_000

  private static func writeThrough(_ text: String, _ path: String) throws(FileProblem) {
    // Without O_NONBLOCK a FIFO waits for its reader, for ever.
    var descriptor: Int32 = -1
    for _ in 0..<max(1, readerTime / 50) {
      descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
      guard descriptor < 0, errno == ENXIO, isFIFO(path) else { break }
      usleep(50_000)
    }
    if descriptor < 0 {
      let problem = FileProblem("write", path)
      guard problem.number == ENXIO else { throw problem }
      if isFIFO(path) { throw FileProblem("write", path, because: "nobody reads this FIFO") }
      descriptor = connect(path)
      guard descriptor >= 0 else { throw FileProblem("write", path) }
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileProblem("write", path) }
    guard info.st_mode & S_IFMT == S_IFREG else {
      guard write(text, to: descriptor) else { throw FileProblem("write", path) }
      return
    }
    // Room first, so that a full disk leaves what was there.
    let size = off_t(text.utf8.count)
    let room = size > 0 ? posix_fallocate(descriptor, 0, size) : 0
    if room != 0, room != EOPNOTSUPP, room != EINVAL {
      ftruncate(descriptor, info.st_size)
      throw FileProblem("write", path, room)
    }
    guard write(text, to: descriptor), ftruncate(descriptor, size) == 0, sync(descriptor) else {
      throw FileProblem("write", path)
    }
  }

  private static func isFIFO(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFIFO
  }

  /// A connection to the socket of that name; -1 with errno: there is none.
  private static func connect(_ path: String) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
      errno = ENAMETOOLONG
      return -1
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    for kind in [SOCK_STREAM, SOCK_DGRAM] {
      let descriptor = socket(AF_UNIX, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return -1 }
      let result = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      if result == 0 { return descriptor }
      let number = errno
      close(descriptor)
      errno = number
      if number != EPROTOTYPE { return -1 }
    }
    return -1
  }

  /// The number of an open descriptor of this process that a path names: `/dev/stdout`, `/dev/fd/3`, a link to one. It is
  /// written where it stands: opened anew a file would begin at its first octet again.
  static func ownDescriptor(_ path: String) -> Int32? {
    var path = path
    // As many links as the system follows (path_resolution(7)).
    for _ in 0..<40 {
      var target = [UInt8](repeating: 0, count: 4096)
      let count = readlink(path, &target, target.count)
      guard count > 0 else { return nil }
      let parts = path.split(separator: "/", omittingEmptySubsequences: true)
      let folder = path.hasPrefix("/") ? "/" : ""
      let parent = parts.count > 1 ? folder + parts.dropLast().joined(separator: "/") : folder
      if let number = parts.last.flatMap({ Int32($0) }), let real = realpath(parent.isEmpty ? "." : parent, nil)
      {
        defer { free(real) }
        let name = String(cString: real)
        if name.hasPrefix("/proc/\(getpid())/"), name.hasSuffix("/fd") { return number }
      }
      let next = String(decoding: target.prefix(count), as: UTF8.self)
      path = next.hasPrefix("/") || parent.isEmpty ? next : "\(parent)/\(next)"
    }
    return nil
  }

  // MARK: Octets

  /// Writes everything; false when the other end is gone.
  package static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { write($0, to: descriptor, -1) == $0.count }
  }

  /// Writes octets to a descriptor, all of them; false with errno: nobody reads there any more.
  package static func write(_ octets: [UInt8], to descriptor: Int32) -> Bool {
    write(octets, to: descriptor, patience: -1) == octets.count
  }

  /// The same of octets that stand somewhere.
  package static func write(_ octets: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Bool {
    write(octets, to: descriptor, -1) == octets.count
  }

  /// Writes octets to a descriptor.
  ///
  /// - Parameters:
  ///   - patience: how long one write may wait until there is room, in milliseconds; -1: for ever.
  /// - Returns: how many were written; where they are not all, errno says why.
  package static func write(_ octets: [UInt8], to descriptor: Int32, patience: Int32) -> Int {
    octets.withUnsafeBufferPointer { write($0, to: descriptor, patience) }
  }

  private static func write(
    _ buffer: UnsafeBufferPointer<UInt8>, to descriptor: Int32, _ patience: Int32
  ) -> Int {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let count = Glibc.write(descriptor, base + done, buffer.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          if poll(&ready, 1, patience) == 0 {
            errno = ETIMEDOUT
            return done
          }
          continue
        }
        return done
      }
      done += count
    }
    return done
  }
}
