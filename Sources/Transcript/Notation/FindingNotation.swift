// Findings in lines of a recording, both ways: `id at=5+6 | sentence`. Most are made again when a recording is read; of
// those that cannot be, this is what is left.

import SMTP

/// The notation of findings.
package enum FindingNotation {
  /// What stands behind `! `: the id, where it is, and what a sentence cannot be made again without.
  package static func data(_ finding: Finding) -> String {
    var out = finding.id
    switch finding.place {
    case .line(let range)?: out += " at=\(range.lowerBound)+\(range.count)"
    case .reply(let range)?: out += " reply=\(range.lowerBound)+\(range.count)"
    case .text(let line, let count)?: out += " lines=\(line)+\(count)"
    case nil: break
    }
    switch finding.detail {
    case .limit(_, let found, _)?: out += " found=\(found)"
    case .octets(let count)?: out += " found=\(count)"
    default: break
    }
    return out
  }

  /// Reads `id at=5+6 | …`, and `id: …` of version 1.
  ///
  /// - Returns: nil for an id that is not known.
  package static func finding(_ text: String) -> Finding? {
    let id = text.prefix { $0 != " " && $0 != ":" }
    guard let rule = Rule(rawValue: String(id)) else { return nil }
    var place: Finding.Place?
    var found: Int?
    for word in text.dropFirst(id.count).split(separator: " ") {
      if word == "|" { break }
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { break }
      let numbers = parts[1].split(separator: "+", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
      guard numbers.allSatisfy({ (0..<1 << 40).contains($0) }) else { continue }
      switch (parts[0], numbers.count) {
      case ("at", 2): place = .line(numbers[0]..<numbers[0] + numbers[1])
      case ("reply", 2): place = .reply(numbers[0]..<numbers[0] + numbers[1])
      case ("lines", 2): place = .text(line: numbers[0], count: numbers[1])
      case ("found", 1): found = numbers[0]
      default: continue
      }
    }
    return Finding(rule, place, detail(rule, found))
  }

  /// What a rule's finding always says beside its sentence, as far as it does not depend on the line.
  private static func detail(_ rule: Rule, _ found: Int?) -> Finding.Detail? {
    switch rule {
    case .text8BitUndeclared: return .expected(.word(.body8BitMIME))
    case .textLineTooLong: return found.map { .limit(Limits.textLine, found: $0, .octetsWithCRLF) }
    case .starttlsInjection: return found.map { .octets($0) }
    default: return nil
    }
  }
}
