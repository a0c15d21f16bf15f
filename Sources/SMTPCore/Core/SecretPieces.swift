// Servers cut what they quote: "cannot decode AGFsaWNlAHdvb...". A piece of a secret is one, too, where it is long enough to
// be nothing else.

import SMTP

/// Pieces of secrets, by any eight octets of them that follow one another.
struct SecretPieces: Sendable {
  /// Eight octets in one number, in capitals, and how long a piece has to be that they stand in.
  private var runs: [UInt64: Int] = [:]
  /// A bit for some of the runs each: without it a run is none that is known.
  private var sieve: [UInt64] = []
  /// Runs that are kept; then those of older secrets go.
  private static let most = 1 << 16
  /// Octets of a secret that are looked at.
  private static let longest = 1 << 13
  private static let run = 8

  var isEmpty: Bool { runs.isEmpty }

  /// - Parameter least: octets from which on a piece counts, at least eight.
  mutating func insert(_ secret: [UInt8], least: Int) {
    guard secret.count > Self.run else { return }
    if runs.count > Self.most { self = SecretPieces() }
    if sieve.isEmpty { sieve = Array(repeating: 0, count: 1024) }
    var run: UInt64 = 0
    for (index, octet) in secret.prefix(Self.longest).enumerated() {
      run = run << 8 | UInt64(octet.asciiUppercased)
      guard index >= Self.run - 1 else { continue }
      runs[run] = min(runs[run] ?? least, least)
      let bit = Self.bit(run)
      sieve[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  private static func bit(_ run: UInt64) -> Int {
    Int(truncatingIfNeeded: (run &* 0x9E37_79B9_7F4A_7C15) >> 48)
  }

  /// Calls `body` with each piece in a text, as long as it goes, in whatever case.
  func eachMatch(in octets: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard !runs.isEmpty, range.count >= Self.run else { return }
    var run: UInt64 = 0
    var start: Int?
    var least = Int.max
    func end(_ place: Int) {
      if let first = start, place - first >= least { body(first..<place) }
      start = nil
      least = Int.max
    }
    for place in range {
      run = run << 8 | UInt64(octets[place].asciiUppercased)
      guard place - range.lowerBound >= Self.run - 1 else { continue }
      let bit = Self.bit(run)
      if sieve[bit >> 6] & 1 << UInt64(bit & 63) != 0, let found = runs[run] {
        if start == nil { start = place + 1 - Self.run }
        least = min(least, found)
      } else if start != nil {
        end(place)
      }
    }
    end(range.upperBound)
  }

  /// Whether a piece is words or a number of any text, as `password` of `password123` is.
  static func isOrdinary(_ piece: ArraySlice<UInt8>) -> Bool {
    let words = piece.split { !$0.isLetDig }
    return words.allSatisfy { word in
      word.allSatisfy(\.isASCIIDigit)
        || word.allSatisfy(\.isASCIILetter) && !word.dropFirst().contains { $0 < 0x60 }
    }
  }
}
