// How far two short words are from each other: for telling what somebody meant to type.

/// Levenshtein's distance.
package enum EditDistance {
  /// How many elements have to be put in, taken out or replaced to make one word the other. Costs the product of the
  /// lengths, so the words should be short.
  package static func between<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var previous = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let value = min(row[j + 1] + 1, row[j] + 1, previous + (x == y ? 0 : 1))
        previous = row[j + 1]
        row[j + 1] = value
      }
    }
    return row[b.count]
  }
}
