// A recording that is too large for memory, looked at through a window: the file is mapped, and of it only the part
// around one place is parsed. So a day's recording opens as fast as a minute's.

import SMTP
import Transcript

import Glibc

/// A recording on disk.
package final class RecordingArchive {
  /// A part of the recording.
  package struct Window: Sendable {
    /// What the part of the file holds, in the file's order; one for each of `offsets`.
    package let entries: [TranscriptEntry]
    /// Where the first line of each entry begins in the file.
    package let offsets: [Int]
    /// The octets of the file that it shows.
    package let range: Range<Int>
  }

  /// The file's size in octets.
  package let size: Int
  private let base: UnsafeRawBufferPointer
  /// A recorder ends its lines: a last one without an end was cut off.
  private let isCutOff: Bool
  /// The version of the form of its first session.
  private let version: Int
  /// Octets on each side of a window's place.
  private let reach: Int
  /// How far in front of a window the start of its session, or the last reply, is looked for, in octets.
  private let lookBack: Int

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: a regular file with something in it.
  ///   - reach: octets on each side of a window's place.
  ///   - lookBack: octets in front of a window in which the start of its session, or the last reply, is looked for.
  /// - Throws: why it cannot be read.
  package init(_ path: String, reach: Int = 64 * 1024, lookBack: Int = 1024 * 1024)
    throws(SessionFileLoader.ReadProblem)
  {
    self.reach = reach
    self.lookBack = lookBack
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SessionFileLoader.ReadProblem(
        text: String(cString: strerror(errno)), advice: "check the name and its permissions")
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size > 0,
      let start = mmap(nil, Int(info.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else {
      throw SessionFileLoader.ReadProblem(
        text: "this is no file with something in it", advice: "name a recording")
    }
    size = Int(info.st_size)
    base = UnsafeRawBufferPointer(start: start, count: size)
    let version = RecordingHead.version(base)
    self.version = version ?? 1
    isCutOff = version != nil && base[size - 1] != ASCII.lf
    try SessionFileLoader.check(Array(base.prefix(4096)))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: base.baseAddress), size) }

  // MARK: Windows

  /// The part around a place.
  package func window(around offset: Int) -> Window {
    let (start, kind) = start(before: max(0, min(offset, size) - reach))
    let end = lineEnd(after: min(size, min(size, offset) + reach))
    let lines = SessionFileParser.lines(ofPart: Array(base[start..<end]), isCutOff: end == size && isCutOff).map
    { (line: $0.line, offset: start + $0.offset) }
    let (entries, offsets) = RecordingReplay.entries(lines, version: version, from: kind)
    return Window(entries: entries, offsets: offsets, range: start..<end)
  }

  /// Where a part may begin, at or before a place, and what stands before it: the beginning of a session if one is
  /// near, else the line behind a reply.
  private func start(before offset: Int) -> (Int, RecordingReplay.PartStart) {
    guard offset > 0 else { return (0, .beginning) }
    let floor = max(0, offset - lookBack)
    var place = lineStart(before: offset)
    var reply: (Int, RecordingReplay.PartStart)?
    // A window that began far in front of its place would show what nobody asked for.
    while place > floor {
      let line = base[place..<min(size, place + 10)]
      if line.starts(with: ":connect".utf8) || line.starts(with: ":session".utf8) {
        return reply.map { offset - place > 2 * reach ? $0 : (place, .beginning) } ?? (place, .beginning)
      }
      // `S: 250 `: the last line of a reply.
      if reply == nil, line.starts(with: "S: ".utf8), line.count > 6, line[place + 6] == ASCII.space {
        let code = line[(place + 3)..<(place + 6)]
        let kind: RecordingReplay.PartStart =
          code.elementsEqual("354".utf8) ? .mailText : code.elementsEqual("334".utf8) ? .challenge : .middle
        reply = (lineEnd(after: place), kind)
      }
      if reply != nil, offset - place > 2 * reach { break }
      place = lineStart(before: place - 1)
    }
    if place == 0 { return (0, .beginning) }
    // The reply may stand far in front of the place, with a message in between: then the window begins in the message.
    guard let reply else { return (lineStart(before: offset), .mailText) }
    return offset - reply.0 > reach && reply.1 == .mailText
      ? (lineStart(before: offset), .mailText) : reply
  }

  /// The start of the line that holds the octet in front of a place.
  private func lineStart(before offset: Int) -> Int {
    var place = offset - 1
    while place > 0, base[place - 1] != ASCII.lf { place -= 1 }
    return max(0, place)
  }

  /// The first octet behind the line end at or after a place.
  private func lineEnd(after offset: Int) -> Int {
    guard offset < size, let start = base.baseAddress,
      let found = memchr(start + offset, Int32(ASCII.lf), size - offset)
    else { return size }
    return UnsafeRawPointer(found) - UnsafeRawPointer(start) + 1
  }

  // MARK: Searching

  /// The start of the next line with a text in it, whatever the case of ASCII letters; round the end of the file.
  ///
  /// - Parameters:
  ///   - offset: the start of the line that it is the next one of.
  package func find(_ text: String, forward: Bool, from offset: Int) -> Int? {
    let wanted = Array(text.utf8).map(\.asciiUppercased)
    guard let first = wanted.first else { return nil }
    let next = lineEnd(after: min(offset, size))
    let ranges = forward ? [next..<size, 0..<next] : [0..<min(offset, size), min(offset, size)..<size]
    for range in forward ? ranges : [ranges[0], ranges[1]] {
      if let found = forward ? firstMatch(wanted, first, range) : lastMatch(wanted, first, range) {
        return lineStart(before: found + 1)
      }
    }
    return nil
  }

  private func matches(_ wanted: [UInt8], at offset: Int) -> Bool {
    guard offset + wanted.count <= size else { return false }
    for index in wanted.indices where base[offset + index].asciiUppercased != wanted[index] { return false }
    return true
  }

  private func firstMatch(_ wanted: [UInt8], _ first: UInt8, _ range: Range<Int>) -> Int? {
    for offset in range where base[offset].asciiUppercased == first {
      if matches(wanted, at: offset) { return offset }
    }
    return nil
  }

  private func lastMatch(_ wanted: [UInt8], _ first: UInt8, _ range: Range<Int>) -> Int? {
    var offset = range.upperBound
    while offset > range.lowerBound {
      offset -= 1
      if base[offset].asciiUppercased == first, matches(wanted, at: offset) { return offset }
    }
    return nil
  }
}
