// How long something took, for people and for records.

/// Times for people.
package enum DurationText {
  /// `0.3 ms`, `31 ms`, `2.4 s`, `3 min 20 s`.
  package static func text(nanoseconds: Int64) -> String {
    let micro = max(0, nanoseconds) / 1_000
    if micro < 10_000 { return "\(micro / 1_000).\(micro / 100 % 10) ms" }
    if micro < 1_000_000 { return "\(micro / 1_000) ms" }
    let tenths = micro / 100_000
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    let seconds = tenths / 10
    return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
  }

  /// Reads what `text` writes.
  ///
  /// - Returns: nanoseconds; nil for other text.
  package static func nanoseconds(of text: some StringProtocol) -> Int64? {
    let words = text.split(separator: " ")
    guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
    var sum: Int64 = 0
    for index in stride(from: 0, to: words.count, by: 2) {
      let parts = words[index].split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, let whole = Int64(parts[0]), (0...1_000_000).contains(whole) else { return nil }
      let tenths = parts.count == 2 ? Int64(parts[1]) ?? -1 : 0
      guard (0...9).contains(tenths), parts.count == 1 || parts[1].utf8.count == 1 else { return nil }
      let unit: Int64
      switch words[index + 1] {
      case "ms": unit = 1_000_000
      case "s": unit = 1_000_000_000
      case "min": unit = 60_000_000_000
      default: return nil
      }
      sum += whole * unit + tenths * unit / 10
    }
    return sum
  }

  /// Seconds with three digits behind the point, for records.
  package static func seconds(nanoseconds: Int64) -> String {
    let milli = max(0, nanoseconds) / 1_000_000
    let fraction = String(milli % 1_000)
    return "\(milli / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
  }
}
