// What a message out of a file breaks, judged while it streams by: the rules of a typed line of mail text (RFC 5321
// §4.5.3.1.6, §2.3.8; RFC 6152 §3), with one finding a rule, its first line and how many there are.

import Glibc

/// Judges mail text that comes in pieces, as it stands in a file: each LF ends a line, with or without a CR before it.
package struct TextJudge: Sendable {
  /// Where a rule was broken first, and in how many lines.
  private struct Seen {
    var first = 0
    var count = 0
    /// The newest line that was counted.
    private var last = 0
    /// What was found: the length of the longest line.
    var most = 0

    mutating func note(line: Int, _ value: Int = 0) {
      most = max(most, value)
      guard line != last else { return }
      if count == 0 { first = line }
      last = line
      count += 1
    }
  }

  private let body: Transaction.Body?
  private var line = 1
  /// Octets of the line so far, and whether the last of them was a CR.
  private var column = 0
  private var endsInCR = false
  private var long = Seen()
  private var bareCR = Seen()
  private var nul = Seen()
  private var high = Seen()

  /// - Parameters:
  ///   - body: what MAIL said of the text.
  package init(body: Transaction.Body?) { self.body = body }

  /// Judges the next piece. Costs a pass for its octets, and a search for each line end.
  package mutating func judge(_ piece: [UInt8]) {
    piece.withUnsafeBufferPointer { judge($0) }
  }

  private mutating func judge(_ piece: UnsafeBufferPointer<UInt8>) {
    guard let base = piece.baseAddress, !piece.isEmpty else { return }
    var or: UInt8 = 0
    var nuls = 0
    var crs = 0
    // Without a branch, so that it goes many octets at a time.
    for octet in piece {
      or |= octet
      nuls &+= octet == ASCII.nul ? 1 : 0
      crs &+= octet == ASCII.cr ? 1 : 0
    }
    let isOdd = or & 0x80 != 0 && !Transaction.takes8Bit(body) || nuls > 0
    let beganInCR = endsInCR
    var place = 0
    var pairs = 0
    while place < piece.count {
      let found = memchr(base + place, Int32(ASCII.lf), piece.count - place)
      let end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? piece.count
      if isOdd { look(piece, place..<end) }
      guard found != nil else {
        column += end - place
        break
      }
      let hasCR = end > place ? piece[end - 1] == ASCII.cr : endsInCR
      if hasCR, end > place { pairs += 1 }
      let length = column + end - place - (hasCR ? 1 : 0) + 2
      if length > Limits.textLine { long.note(line: line, length) }
      line += 1
      column = 0
      endsInCR = false
      place = end + 1
    }
    // A CR that no LF follows: rare, and then it is worth another look.
    let lastIsCR = piece[piece.count - 1] == ASCII.cr
    if crs > pairs + (lastIsCR ? 1 : 0) || beganInCR && piece[0] != ASCII.lf {
      lookForCR(piece, beganInCR)
    }
    endsInCR = lastIsCR
  }

  /// Octets beyond ASCII and NULs in a part of a line.
  private mutating func look(_ piece: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    for index in range {
      if piece[index] >= 0x80, !Transaction.takes8Bit(body) { high.note(line: line) }
      if piece[index] == ASCII.nul { nul.note(line: line) }
    }
  }

  private mutating func lookForCR(_ piece: UnsafeBufferPointer<UInt8>, _ beganInCR: Bool) {
    var number = line - piece.reduce(0) { $0 + ($1 == ASCII.lf ? 1 : 0) }
    var wasCR = beganInCR
    for octet in piece {
      if wasCR, octet != ASCII.lf { bareCR.note(line: number) }
      if octet == ASCII.lf { number += 1 }
      wasCR = octet == ASCII.cr
    }
  }

  /// What the text breaks, after its last piece.
  package mutating func finish() -> [Finding] {
    if endsInCR { bareCR.note(line: line) }
    if column + 2 > Limits.textLine { long.note(line: line, column + 2) }
    var out: [Finding] = []
    func add(_ rule: Rule, _ seen: Seen, _ detail: Finding.Detail? = nil) {
      if seen.count > 0 { out.append(Finding(rule, .text(line: seen.first, count: seen.count), detail)) }
    }
    add(.textLineTooLong, long, .limit(Limits.textLine, found: long.most, .octetsWithCRLF))
    add(.textBareCR, bareCR)
    add(.textNUL, nul)
    add(.text8BitUndeclared, high, .expected(.word(.body8BitMIME)))
    return out
  }
}
