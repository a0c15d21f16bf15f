// The sentence of each rule, with what was expected and what came.

import SMTP

/// Sentences by rule.
package enum FindingTexts {
  /// The sentence of a rule.
  package static func english(_ rule: Rule) -> String? { Texts.text("finding.\(rule.rawValue)") }

  /// The sentence with what was expected and what came: `rule text [got; expected: …]`.
  package static func sentence(_ finding: Finding) -> String {
    var text = english(finding.rule) ?? finding.id
    var details: [String] = []
    if let got = finding.got { details.append(got) }
    if let expected = finding.expected { details.append("expected: \(expected)") }
    if !details.isEmpty { text += " [\(details.joined(separator: "; "))]" }
    return text
  }
}
