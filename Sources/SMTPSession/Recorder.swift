// The recording of a session: appended as it happens, so that a kill -9 loses at most the line in flight.
// Created with mode 0600. Secrets are masked before anything comes here.

import NetworkFacts
import Platform
import SMTP
import Transcript

import Glibc

/// One file being appended to.
package final class Recorder {
  /// As it was named, or as it was made of folder, time and target.
  package let path: String
  private let descriptor: Int32
  /// Lines of the reply that is coming which are in the file already.
  private var pendingWritten = 0
  private var clock = NotationWriter.Clock()

  /// Opens `path` for appending; a file that is there is kept and added to.
  package init(path: String) throws(FileProblem) {
    let opened = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw FileProblem("write", path) }
    descriptor = opened
    self.path = path
    // A recording that was cut off, or a file out of an editor, may end in the middle of a line.
    var last: UInt8 = ASCII.lf
    let size = lseek(opened, 0, SEEK_END)
    if size > 0, pread(opened, &last, 1, size - 1) == 1, last != ASCII.lf { try write([""]) }
    try write(NotationWriter.head(clock: Environment.now))
  }

  /// Opens a new file in the folder for recordings, named by time, target and process.
  package convenience init(in folder: String, target: String) throws(FileProblem) {
    try Self.makeFolder(folder)
    let safe = String(
      target.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") ? $0 : "_" })
    let name = "\(CivilTime.compact(Environment.now))-\(safe.prefix(80))-\(getpid()).smtp"
    try self.init(path: "\(folder)/\(name)")
  }

  deinit { close(descriptor) }

  /// Makes a folder and those above it, for this user alone.
  package static func makeFolder(_ path: String) throws(FileProblem) {
    // The usual case needs one call.
    if access(path, W_OK | X_OK) == 0 { return }
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { throw FileProblem("make the folder", made) }
    }
  }

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
    guard TextFile.write(octets, to: descriptor) else { throw FileProblem("write", path) }
  }
}
