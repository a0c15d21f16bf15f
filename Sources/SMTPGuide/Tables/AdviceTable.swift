// What to try next: one row a piece of advice in Data/advice.txt, with the line it puts on the command line and when
// it makes sense. The other tables name rows by key.

import SMTP

/// A piece of advice.
package struct Advice: Sendable {
  /// When it is shown.
  package enum Condition: String, Sendable {
    /// STARTTLS was offered and is not in force.
    case tlsPossible
    case tlsNotPossible
    /// Nobody is authenticated yet.
    case notAuthenticated
    /// AUTH stands in the reply to EHLO.
    case authOffered
    /// There was a reply to EHLO, and AUTH did not stand there.
    case authNotOffered
    /// EHLO was not said, so that nobody knows what is offered.
    case offerUnknown
    case noHello
    /// Another recipient was accepted or refused in this transaction.
    case severalRecipients
  }

  /// `auth`; `auth/tls` for what takes its place under other conditions.
  package let key: String
  /// All of them have to hold.
  package let conditions: [Condition]
  /// What to try, in a sentence.
  package let text: String
  /// `{subject}` and `{domain}` are filled in.
  package let command: String?
}

extension Explanation.Line {
  /// Something to try.
  static func advice(_ text: String, command: String? = nil) -> Explanation.Line {
    Explanation.Line(.advice, Words.advice, text, command: command)
  }
}

/// The table of advice.
package enum AdviceTable {
  /// In the order of Data/advice.txt.
  package static var rows: [Advice] { table.all }

  private static let table = RowTable(.advice, row)

  private static func row(_ row: KnowledgeFile.Row) -> Advice? {
    let conditions = row.list("when").compactMap { Advice.Condition(rawValue: $0) }
    guard conditions.count == row.list("when").count, let text = Texts.text("advice.\(row.name)") else {
      return nil
    }
    // A space at the end of a command is meant, and stands between bars in the file.
    let command = row.value("command").map { $0.hasPrefix("|") ? String($0.dropFirst().dropLast()) : $0 }
    return Advice(key: row.name, conditions: conditions, text: text, command: command)
  }

  /// The row of a key, `/` and what follows included; nil: there is none.
  package static func row(_ key: String) -> Advice? { table.index(of: key.utf8).flatMap { table[$0] } }

  /// The rows under keys, with those that take their places; a key that no row has is left out, which a test finds.
  static func indices(_ keys: [String]) -> [Int] {
    keys.flatMap { table.indices(under: $0.utf8) }
  }

  /// The advice of rows that makes sense in `context`, in their order and each once.
  package static func suggestions(_ advice: [Int], _ context: ReplyContext) -> [Explanation.Line] {
    var suggestions: [Explanation.Line] = []
    for row in advice.compactMap({ table[$0] }) where row.conditions.allSatisfy({ holds($0, context.facts) }) {
      let command = row.command.flatMap { template -> String? in
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        guard let subject = context.subject, let at = subject.utf8.lastIndex(of: ASCII.at) else { return nil }
        return template.filled([("domain", String(subject[subject.utf8.index(after: at)...]))])
      }
      // Two reasons for one thing are one thing to try.
      let isThere = suggestions.contains { command == nil ? $0.text == row.text : $0.command == command }
      if isThere { continue }
      suggestions.append(.advice(row.text, command: command))
    }
    return suggestions
  }

  private static func isOfferKnown(_ facts: ReplyContext.Facts) -> Bool {
    facts.contains(.helloSaid) && !facts.contains(.heloOnly)
  }

  private static func holds(_ condition: Advice.Condition, _ facts: ReplyContext.Facts) -> Bool {
    switch condition {
    case .tlsPossible: return facts.contains(.starttlsOffered) && !facts.contains(.tls)
    case .tlsNotPossible: return !facts.contains(.starttlsOffered) || facts.contains(.tls)
    case .notAuthenticated: return !facts.contains(.authenticated)
    case .authOffered: return facts.contains(.authOffered)
    case .authNotOffered: return isOfferKnown(facts) && !facts.contains(.authOffered)
    case .offerUnknown: return !isOfferKnown(facts)
    case .noHello: return !facts.contains(.helloSaid)
    case .severalRecipients: return facts.contains(.severalRecipients)
    }
  }
}
