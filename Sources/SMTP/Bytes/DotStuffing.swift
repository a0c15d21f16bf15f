// Transparency (RFC 5321 §4.5.2): a line of mail text that begins with a dot gets another in front of it
// on the wire, and loses it on the other side. Streaming: both directions take any chunking.

import Glibc

/// Turns mail text with CRLF lines into what goes over the wire after a 354, a chunk at a time.
///
/// Bare LF and bare CR pass as they are: whoever sends them on purpose must be able to. `normalize` turns
/// every LF that has no CR before it into CRLF, which is what a file with Unix lines needs.
package struct DotStuffer: Sendable {
  private var atLineStart = true
  private var lastWasCR = false
  private let normalize: Bool

  /// Begins at the start of a line.
  package init(normalizingLineEnds normalize: Bool = false) { self.normalize = normalize }

  /// The stuffed form of the next chunk.
  package mutating func stuff(_ chunk: some Collection<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(chunk.count + chunk.count / 32 + 16)
    if chunk.withContiguousStorageIfAvailable({ stuff($0, into: &out) }) == nil {
      Array(chunk).withUnsafeBufferPointer { stuff($0, into: &out) }
    }
    return out
  }

  /// Copies what stands between the places where an octet has to be put in.
  private mutating func stuff(_ chunk: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
    guard let base = chunk.baseAddress, !chunk.isEmpty else { return }
    var copied = 0
    func copy(to end: Int) {
      out.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[copied..<end]))
      copied = end
    }
    if atLineStart, chunk[0] == ASCII.dot { out.append(ASCII.dot) }
    var place = 0
    while let found = memchr(base + place, Int32(ASCII.lf), chunk.count - place) {
      let lf = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      let hasCR = lf > 0 ? chunk[lf - 1] == ASCII.cr : lastWasCR
      if normalize, !hasCR {
        copy(to: lf)
        out.append(ASCII.cr)
      }
      place = lf + 1
      atLineStart = hasCR || normalize
      if atLineStart, place < chunk.count, chunk[place] == ASCII.dot {
        copy(to: place)
        out.append(ASCII.dot)
      }
    }
    copy(to: chunk.count)
    if place < chunk.count { atLineStart = false }
    lastWasCR = chunk[chunk.count - 1] == ASCII.cr
  }

  /// What ends the mail data after the last chunk: a CRLF where the text did not end with one, and the
  /// line with the single dot.
  package mutating func finish() -> [UInt8] {
    let terminator: [UInt8] = [ASCII.dot, ASCII.cr, ASCII.lf]
    defer { self = DotStuffer(normalizingLineEnds: normalize) }
    return atLineStart ? terminator : [ASCII.cr, ASCII.lf] + terminator
  }
}

/// Takes the wire form of mail data, gives the text back and says where it ended.
package struct DotUnstuffer: Sendable {
  private enum State { case lineStart, dot, dotCR, text, textCR }
  private var state = State.lineStart

  /// Begins at the start of a line.
  package init() {}

  /// Appends the unstuffed text of `chunk` to `text` until the end of mail data.
  ///
  /// - Returns: how many octets of `chunk` were used, and whether the line with the single dot was met.
  ///   Only CRLF.CRLF ends the data: other sequences are text (RFC 5321 §4.1.1.4).
  package mutating func unstuff(_ chunk: some Collection<UInt8>, into text: inout [UInt8]) -> (
    used: Int, ended: Bool
  ) {
    var used = 0
    for octet in chunk {
      used += 1
      switch (state, octet) {
      case (.lineStart, ASCII.dot): state = .dot
      case (.dot, ASCII.cr): state = .dotCR
      case (.dotCR, ASCII.lf):
        state = .lineStart
        return (used, true)
      case (.dotCR, _):
        text.append(ASCII.cr)
        receive(octet, &text)
      case (.textCR, ASCII.lf):
        text.append(octet)
        state = .lineStart
      default: receive(octet, &text)
      }
    }
    return (used, false)
  }

  private mutating func receive(_ octet: UInt8, _ text: inout [UInt8]) {
    text.append(octet)
    state = octet == ASCII.cr ? .textCR : .text
  }
}
