// What somebody may have meant to type.

import SMTP

/// Names that somebody may have meant.
package enum Nearest {
  /// The name in `names` with the smallest edit distance to `word`, if that is at most 2 and leaves something
  /// of the word.
  package static func of(_ word: String, in names: [String]) -> String? {
    let scored = names.map {
      ($0, EditDistance.between(Array(word.unicodeScalars.prefix(40)), Array($0.unicodeScalars)))
    }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= min(2, word.count - 1) else { return nil }
    return best.0
  }
}
