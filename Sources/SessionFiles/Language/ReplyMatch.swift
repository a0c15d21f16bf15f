// A reply beside the one that was expected: what fails, and what is only different.

import SMTP
import Transcript

/// What a comparison came to.
package struct ReplyMatch: Sendable, Equatable {
  /// Nil when the expectation holds.
  package var failure: String?
  /// What is different and fails nothing.
  package var differences: [String] = []

  /// Compares a reply.
  ///
  /// - Parameters:
  ///   - expected: the lines with their variables filled in.
  package static func of(
    _ reply: Reply, to answers: Awaited, _ codes: [CodePattern?], _ expected: [[UInt8]], _ patterns: [Pattern],
    _ level: MatchLevel
  ) -> ReplyMatch {
    var out = ReplyMatch()
    if level != .off, !expected.isEmpty {
      out.code(reply, codes, expected)
      if out.failure == nil { out.enhanced(reply, codes, expected, level) }
      if out.failure == nil { out.text(reply, answers, codes, expected, level) }
    }
    for pattern in patterns where out.failure == nil {
      let lines = reply.lines.indices.map { reply.lineOctets($0) }
      if !lines.contains(where: { pattern.firstMatch(in: $0) != nil }) {
        out.failure = "no line of the reply matches \(Escaping.escape(pattern.source))"
      }
    }
    return out
  }

  private mutating func code(_ reply: Reply, _ codes: [CodePattern?], _ expected: [[UInt8]]) {
    guard let last = codes.last, let pattern = last else {
      // A line of another protocol: what it says has to be there.
      if let line = expected.last,
        !reply.lines.indices.contains(where: { reply.lineOctets($0).elementsEqual(line) })
      {
        failure = "expected the line \(Escaping.escape(line))"
      }
      return
    }
    if !pattern.holds(reply.code) { failure = "expected \(pattern.description)" }
  }

  private mutating func enhanced(
    _ reply: Reply, _ codes: [CodePattern?], _ expected: [[UInt8]], _ level: MatchLevel
  ) {
    guard let line = expected.last, line.count > 4, codes.last??.isPlain == true,
      let (wanted, _) = EnhancedStatusCode.parse(line[4...])
    else { return }
    guard let came = reply.enhanced else {
      if level != .code { failure = "expected the enhanced status code \(wanted), and there is none" }
      return
    }
    if came != wanted { failure = "expected the enhanced status code \(wanted)" }
  }

  private mutating func text(
    _ reply: Reply, _ answers: Awaited, _ codes: [CodePattern?], _ expected: [[UInt8]], _ level: MatchLevel
  ) {
    var came: [[UInt8]] { reply.lines.indices.map { Array(reply.lineOctets($0)) } }
    if answers == .command(.ehlo) || answers == .command(.lhlo), expected.count > 1, reply.code == 250 {
      differences += Self.keywords(expected, came)
    } else if expected.contains(where: { $0.count > 3 }), codes.allSatisfy({ $0?.isPlain == true }) {
      // A bare code expects no text.
      let lines = came
      if expected.count != lines.count {
        differences.append("\(lines.count) lines instead of \(expected.count)")
      }
      for (wanted, came) in zip(expected, lines) where wanted != came && Self.hasText(wanted) {
        differences.append("\(Escaping.escape(came)) instead of \(Escaping.escape(wanted))")
      }
    }
    if level == .text, !differences.isEmpty {
      failure = differences.joined(separator: "; ")
      differences = []
    }
  }

  /// Whether a line says more than its codes.
  private static func hasText(_ line: [UInt8]) -> Bool {
    guard line.count > 4 else { return false }
    let text = line[4...]
    return EnhancedStatusCode.parse(text).map { text.count > $0.1 + 1 } ?? true
  }

  /// EHLO keywords as sets.
  private static func keywords(_ expected: [[UInt8]], _ came: [[UInt8]]) -> [String] {
    func entries(_ lines: [[UInt8]]) -> [(keyword: String, line: String)] {
      lines.dropFirst().compactMap { line in
        guard line.count > 4 else { return nil }
        return ReplyWords.keyword(line[4...]).map { ($0, Escaping.escape(line[4...])) }
      }
    }
    let before = entries(expected)
    let now = entries(came)
    var out: [String] = []
    for entry in now {
      guard let old = before.first(where: { $0.keyword == entry.keyword }) else {
        out.append("added: \(entry.line)")
        continue
      }
      if old.line != entry.line { out.append("changed: \(old.line) is now \(entry.line)") }
    }
    for entry in before where !now.contains(where: { $0.keyword == entry.keyword }) {
      out.append("lost: \(entry.line)")
    }
    return out
  }
}
