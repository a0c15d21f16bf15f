import SMTP
import Testing

@testable import SMTPGuide

struct TextsTests {
  /// Each key once, and each used: what nobody shows is a mistake of whoever wrote the key.
  @Test func keysAreUniqueAndUsed() {
    let keys = Texts.keys
    #expect(Set(keys).count == keys.count)
    var used: Set<String> = []
    for row in MeaningTable.rows { used.insert("reply.\(row.key)") }
    for verb in Verb.allCases where verb != .other { used.insert("verb.\(verb.rawValue)") }
    for rule in Rule.allCases { used.insert("finding.\(rule.rawValue)") }
    for row in EnhancedTable.rows {
      used.insert("enhanced.\(row.name)")
      if row.temporary != nil { used.insert("enhanced.4.\(row.subject).\(row.details.lowerBound)") }
      if row.permanent != nil { used.insert("enhanced.5.\(row.subject).\(row.details.lowerBound)") }
    }
    for row in ExtensionTable.rows {
      used.formUnion(["extension.\(row.keyword)", "extension.\(row.keyword).note"])
    }
    for row in TryTable.rows { used.insert("try.\(row.key)") }
    for row in WordingTable.rows { used.insert("wording.\(row.key)") }
    for rule in SessionRules.all { used.insert("session.\(rule.id)") }
    used.formUnion(Guide.textKeys)
    for key in keys where !used.contains(key) { Issue.record("nobody uses \(key)") }
    for key in used where Texts.text(key) == nil { Issue.record("there is no text \(key)") }
  }

  /// The same sentence for two things would be a mistake in one of them.
  @Test(arguments: ["reply.", "verb.", "finding.", "enhanced.", "wording.", "session.", "try."])
  func noSentenceMeansTwoThings(_ kind: String) {
    var seen: [String: String] = [:]
    for key in Texts.keys where key.hasPrefix(kind) {
      // A class may say what the code says by itself.
      if key.hasPrefix("enhanced.4") || key.hasPrefix("enhanced.5") || key.contains(" ") { continue }
      guard let text = Texts.text(key) else { continue }
      if let other = seen.updateValue(key, forKey: text) { Issue.record("\(key) and \(other) say the same") }
    }
  }

  @Test func sentencesEnd() {
    for key in Texts.keys
    where key.hasPrefix("reply.") || key.hasPrefix("wording.") || key.hasPrefix("session.") {
      #expect(Texts.text(key)?.hasSuffix(".") == true, "\(key)")
    }
  }

  @Test func whatIsNotThere() {
    #expect(Texts.text("") == nil && Texts.text("reply") == nil && Texts.text("reply.rcpt.55") == nil)
  }
}
