// Text that is no text to anybody who reads octets: UTF-16 and UTF-32, as some editors and shells write them.

/// Encodings by their first octets.
package enum TextEncoding {
  /// Octets that are looked at.
  private static let looked = 4096
  /// Characters without a mark that can be told from octets with a NUL here and there.
  private static let fewest = 4

  /// The encoding of a text by its first octets, where its units are larger than an octet; nil: they are octets.
  ///
  /// A byte order mark says it (Unicode Standard, 23.8). Without one the NULs of ASCII characters do: every second octet
  /// at one side, or three of four.
  ///
  /// - Returns: `UTF-16, little-endian`, `UTF-16, big-endian` or `UTF-32`.
  package static func wide(_ octets: some Collection<UInt8>) -> String? {
    let start = Array(octets.prefix(looked))
    if start.starts(with: [0xFF, 0xFE, 0, 0]) || start.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if start.starts(with: [0xFF, 0xFE]) { return littleEndian }
    if start.starts(with: [0xFE, 0xFF]) { return bigEndian }
    let pairs = (0..<start.count / 2).map { (start[2 * $0], start[2 * $0 + 1]) }
    guard pairs.count >= fewest else { return nil }
    // The upper half of a unit of four octets.
    let halves = [0, 1].map { half in
      pairs.indices.filter { $0 % 2 == half }.allSatisfy { pairs[$0] == (0, 0) }
    }
    if halves[0] != halves[1] { return "UTF-32" }
    let little = pairs.count { $0.0 != 0 && $0.1 == 0 }
    let big = pairs.count { $0.0 == 0 && $0.1 != 0 }
    let empty = pairs.count { $0 == (0, 0) }
    // Text in any language has blanks, line ends and signs of the notation among its characters.
    func isMost(_ count: Int, _ other: Int) -> Bool {
      count >= fewest && count * 3 >= pairs.count && max(other, empty) * 8 < count
    }
    if isMost(little, big) { return littleEndian }
    if isMost(big, little) { return bigEndian }
    return nil
  }

  private static let littleEndian = "UTF-16, little-endian"
  private static let bigEndian = "UTF-16, big-endian"

  /// What to do about it.
  package static let advice =
    "save it as UTF-8; iconv -f UTF-16 -t UTF-8 does, with UTF-16LE or UTF-16BE where it has no mark"
}
