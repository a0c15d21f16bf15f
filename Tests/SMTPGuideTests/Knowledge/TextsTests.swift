import Foundation
import NetworkFacts
import SMTP
import Testing

@testable import SMTPGuide

struct TextsTests {
  /// The keys that stand in calls of `Texts.say`.
  private static func keysInCode() throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap {
      $0 as? URL
    }
    return try (files ?? []).filter { $0.pathExtension == "swift" }.flatMap { file in
      let code = try String(contentsOf: file, encoding: .utf8)
      return code.matches(
        of:
          /"((guide|offer|label|finding-detail|event|error|connect|mx|handshake)\.[a-z0-9.-]+|listing\.(any|use)|digits|enhanced-subject)"/
      )
      .map { String($0.1) }
    }
  }

  /// The names of errors that the program knows.
  private static func systemErrors() throws -> [Substring] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Sources/Transport/Connect/SystemErrors.swift")
    return try String(contentsOf: file, encoding: .utf8).matches(of: /"(E[A-Z_]+)"/).map { $0.1 }
  }

  /// Each key once, and each used: what nobody shows is a mistake of whoever wrote the key.
  @Test func keysAreUniqueAndUsed() throws {
    let keys = Texts.keys
    #expect(Set(keys).count == keys.count)
    var used: Set<String> = []
    for row in ReplyMeanings.rows { used.insert("reply.\(row.key)") }
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
    for row in AdviceTable.rows { used.insert("advice.\(row.key)") }
    for row in WordingTable.rows { used.insert("wording.\(row.key)") }
    for rule in SessionRules.all { used.insert("session.\(rule.id)") }
    used.formUnion(try Self.keysInCode())
    used.formUnion((2...5).map { "digits.first.\($0)" } + (0...5).map { "digits.second.\($0)" })
    used.formUnion(["digits.first.other", "digits.second.other", "side.other-client"])
    used.formUnion([2, 4, 5].map { "enhanced-class.\($0)" } + (0...7).map { "enhanced-subject.\($0)" })
    for standing in [ExtensionRow.Standing.current, .experimental, .obsolete, .private] {
      used.insert("standing.\(standing.rawValue)")
    }
    used.formUnion(["busy", "closed", "not-ready", "no-target"].map { "event.not-sent.\($0)" })
    used.formUnion(SASLProblem.allCases.map { "event.login.\($0.rawValue)" })
    used.formUnion(Finding.Word.allCases.map { "finding-detail.word.\($0.rawValue)" })
    used.formUnion(Finding.Unit.allCases.map { "finding-detail.limit.\($0.rawValue)" })
    used.formUnion(ProductRow.Place.allCases.map { "sign.\($0.rawValue)" })
    for fault in [Fault.client, .server, .policy, .network, .senderDNS] {
      used.insert("side.\(fault.rawValue)")
    }
    for retry in [Retry.later, .afterChange] { used.insert("retry.\(retry.rawValue)") }
    for severity in Severity.allCases { used.insert("severity.\(severity.rawValue)") }
    for step in TLSFailure.Step.allCases { used.insert("handshake.step.\(step.rawValue)") }
    for problem in TLSFailure.Problem.allCases { used.insert("handshake.advice.\(problem.rawValue)") }
    used.insert("handshake.error.key-log")
    // Advice of a step's own, where it has any.
    used.formUnion(
      TLSFailure.Step.allCases.map { "handshake.advice.\($0.rawValue)" }.filter { Texts.text($0) != nil })
    // Errors go by name; not each has words.
    let errors = Set(try Self.systemErrors())
    used.formUnion(keys.filter { $0.hasPrefix("error.E") && errors.contains($0.split(separator: ".")[1]) })
    for listing in Listing.allCases {
      used.formUnion(["listing.\(listing.rawValue)", "listing.\(listing.rawValue).about"])
    }
    for key in keys where !used.contains(key) { Issue.record("nobody uses \(key)") }
    for key in used where Texts.text(key) == nil { Issue.record("there is no text \(key)") }
  }

  /// The same sentence for two things would be a mistake in one of them.
  @Test(arguments: ["reply.", "verb.", "finding.", "enhanced.", "wording.", "session.", "advice."])
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

  @Test func namesAreFilledIn() {
    #expect(Texts.say("guide.with-provider", ("text", "{provider}"), ("provider", "a")) == "with a: {provider}")
    #expect(
      Texts.say("guide.use-it", ("text", "x")) == "use it" && Texts.say("guide.nothing") == "guide.nothing")
    #expect(Texts.say("guide.known-as", ("other", "x")) == "known as: {cause}")
  }

  @Test func whatIsNotThere() {
    #expect(Texts.text("") == nil && Texts.text("reply") == nil && Texts.text("reply.rcpt.55") == nil)
  }

  /// What a server says is put in as it is: a name in braces in it is not one of the text's.
  @Test func valuesAreNotFilledThemselves() throws {
    let values = ["offered": "{mechanism} {offered}", "mechanism": "{offered}"]
    let remark = try #require(Remark(id: "mechanism-not-offered", values: values))
    #expect(remark.text == "The server offers {mechanism} {offered}; {offered} is not among them.")
    #expect("{a} {b} {".filled([("b", "x")]) == "{a} x {" && "a} b".filled([("a", "x")]) == "a} b")
  }
}
