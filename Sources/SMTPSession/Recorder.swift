// The recording of a session: appended as it happens, so that a kill -9 loses at most the line in flight.
// Only this user may read it: mode 0600. Secrets are masked before anything comes here.

import NetworkFacts
import Platform
import SMTP
import Transcript

import Glibc

/// One file being appended to.
package final class Recorder {
  /// As it was named, or as it was made of folder, time and target.
  package let path: String
  /// Where it is in truth, where `path` is a symbolic link.
  package let linkedPath: String?
  private let descriptor: Int32
  /// Lines of the reply that is coming which are in the file already.
  private var pendingWritten = 0
  private var clock = NotationWriter.Clock()
  /// How long a pipe may be full, in milliseconds: the session waits meanwhile.
  private static let patience: Int32 = 1000

  /// Opens `path` for appending; a file that is there is kept and added to, and a symbolic link is followed.
  ///
  /// What others may read of it they may not any more: its mode becomes 0600. A file of another user is refused, as its
  /// owner would read along.
  package convenience init(path: String) throws(FileProblem) {
    var info = stat()
    let isLink = Self.isLink(path)
    // A FIFO that nobody reads would be waited for, for ever, and one that is opened for reading, too, never ends.
    let isFIFO = stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFIFO
    let flags = O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (isFIFO ? O_WRONLY : O_RDWR)
    let opened = open(path, flags, 0o600)
    guard opened >= 0 else {
      if errno == ENXIO { throw FileProblem("write", path, because: "nobody reads at its other end") }
      throw FileProblem("write", path)
    }
    try self.init(opened, path, linkedPath: isLink ? Self.realPath(path) : nil)
  }

  /// Opens a new file in the folder for recordings, named by time, target and process.
  package convenience init(in folder: String, target: String) throws(FileProblem) {
    let place = try Self.openFolder(folder)
    defer { close(place) }
    let safe = String(
      target.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") ? $0 : "_" })
    let stem = "\(CivilTime.compact(Environment.now))-\(safe.prefix(80))-\(getpid())"
    var name = "\(stem).smtp"
    // Nothing that is there under this name is followed or added to: nobody has named it.
    let flags = O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    var opened = openat(place, name, flags, 0o600)
    var number = 2
    while opened < 0, errno == EEXIST, number <= 1000 {
      name = "\(stem)-\(number).smtp"
      opened = openat(place, name, flags, 0o600)
      number += 1
    }
    guard opened >= 0 else { throw FileProblem("write", "\(folder)/\(name)") }
    try self.init(opened, "\(folder)/\(name)", linkedPath: nil)
  }

  private init(_ opened: Int32, _ path: String, linkedPath: String?) throws(FileProblem) {
    descriptor = opened
    self.path = path
    self.linkedPath = linkedPath
    var info = stat()
    guard fstat(opened, &info) == 0 else { throw FileProblem("write", path) }
    if info.st_mode & S_IFMT == S_IFREG { try makePrivate(info) }
    // A recording that was cut off, or a file out of an editor, may end in the middle of a line.
    var last: UInt8 = ASCII.lf
    let size = lseek(opened, 0, SEEK_END)
    if size > 0, pread(opened, &last, 1, size - 1) == 1, last != ASCII.lf { try write([""]) }
    try write(NotationWriter.head(clock: Environment.now))
  }

  deinit { close(descriptor) }

  private func makePrivate(_ info: stat) throws(FileProblem) {
    guard info.st_uid == geteuid() else {
      throw FileProblem("record in", path, because: "it belongs to another user, who could read along")
    }
    guard info.st_mode & 0o7777 != 0o600 else { return }
    // A file system without modes has its own say on who reads.
    if fchmod(descriptor, 0o600) != 0, ![EPERM, ENOSYS, EOPNOTSUPP, EROFS].contains(errno) {
      throw FileProblem("make private", path)
    }
  }

  /// Where a path leads, if it is a symbolic link; what it leads to need not be there yet.
  package static func linked(_ path: String) -> String? {
    guard isLink(path) else { return nil }
    if let real = realPath(path) { return real }
    var target = [UInt8](repeating: 0, count: 4096)
    let count = readlink(path, &target, target.count)
    return count > 0 ? String(decoding: target.prefix(count), as: UTF8.self) : nil
  }

  private static func isLink(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
  }

  static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  // MARK: The folder

  /// Makes a folder and those above it, for this user alone.
  package static func makeFolder(_ path: String) throws(FileProblem) {
    // The usual case needs one call.
    if access(path, W_OK | X_OK) == 0 { return }
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { throw FileProblem("make the folder", made) }
    }
  }

  /// Opens the folder for files that nobody has named, making it where it is missing: it has to be this user's alone.
  /// What others may only look at is closed to them; where they may write, or the folder is theirs, nothing is put.
  ///
  /// - Returns: a descriptor for openat(2).
  package static func openFolder(_ path: String) throws(FileProblem) -> Int32 {
    try makeFolder(path)
    let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw FileProblem("use the folder", path) }
    var info = stat()
    guard fstat(opened, &info) == 0 else {
      let problem = FileProblem("use the folder", path)
      close(opened)
      throw problem
    }
    var objection: String?
    if info.st_uid != geteuid() {
      objection = "it belongs to another user; set XDG_STATE_HOME to a folder of your own"
    } else if info.st_mode & 0o022 != 0 {
      objection = "others may write in it; chmod 700 makes it yours alone"
    } else if info.st_mode & 0o055 != 0 {
      fchmod(opened, 0o700)
    }
    if let objection {
      close(opened)
      throw FileProblem("use the folder", path, because: objection)
    }
    return opened
  }

  // MARK: Appending

  /// Appends the lines of a reply that is still coming, those that are not there yet.
  ///
  /// - Parameters:
  ///   - ends: how each of them ended.
  ///   - time: nanoseconds since the session began.
  package func append(pending lines: [[UInt8]], _ ends: [Reply.LineEnd], at time: Int64) throws(FileProblem) {
    guard lines.count > pendingWritten else { return }
    let new = zip(lines, ends).dropFirst(pendingWritten).map { NotationWriter.line($0[...], $1) }
    try write((clock.line(time).map { [$0] } ?? []) + new)
    pendingWritten = lines.count
  }

  /// Appends entries.
  package func append(_ entries: [TranscriptEntry]) throws(FileProblem) {
    var lines: [String] = []
    for entry in entries {
      guard case .received = entry.content, pendingWritten > 0 else {
        lines += clock.recorded(entry)
        continue
      }
      let own = NotationWriter.recorded(entry).dropFirst(pendingWritten)
      pendingWritten = 0
      if !own.isEmpty, let line = clock.line(entry.time) { lines.append(line) }
      lines += own
    }
    if !lines.isEmpty { try write(lines) }
  }

  private func write(_ lines: [String]) throws(FileProblem) {
    var octets: [UInt8] = []
    for line in lines {
      octets += line.utf8
      octets.append(ASCII.lf)
    }
    let done = TextFile.write(octets, to: descriptor, patience: Self.patience)
    guard done < octets.count else { return }
    let number = errno
    takeBackHalfLine(octets.prefix(done))
    if number == ETIMEDOUT { throw FileProblem("write", path, because: "nobody reads at its other end") }
    throw FileProblem("write", path, number)
  }

  /// A disk may be full in the middle of a line: the recording ends with a whole one.
  private func takeBackHalfLine(_ written: ArraySlice<UInt8>) {
    let half = written.reversed().prefix { $0 != ASCII.lf }.count
    let size = lseek(descriptor, 0, SEEK_END)
    guard half > 0, size >= half else { return }
    // Another process may have appended to the same file meanwhile.
    var last = [UInt8](repeating: 0, count: half)
    guard pread(descriptor, &last, half, size - off_t(half)) == half, last.elementsEqual(written.suffix(half))
    else { return }
    ftruncate(descriptor, size - off_t(half))
  }
}
