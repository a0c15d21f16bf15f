// What to try next: one row a piece of advice in Data/advice.txt, with the line it puts on the command line and when
// it makes sense. The other tables name rows by key.

import SMTP

/// A piece of advice.
package struct Try: Sendable {
  /// When it is shown.
  package enum Condition: String, Sendable {
    case always
    /// STARTTLS was offered and is not in force.
    case tlsPossible
    /// Nobody is authenticated yet.
    case notAuthenticated
    case noHello
    /// Another recipient was accepted or refused in this transaction.
    case severalRecipients
  }

  package let key: String
  package let condition: Condition
  package let text: String
  /// `{subject}` and `{domain}` are filled in.
  package let command: String?
}

/// The table of advice.
package enum TryTable {
  package static let rows: [Try] = KnowledgeFile.advice.rows.compactMap { row in
    guard let condition = Try.Condition(rawValue: row.value("when") ?? "always"),
      let text = Texts.text("try.\(row.name)")
    else { return nil }
    // A space at the end of a command is meant, and stands between bars in the file.
    let command = row.value("command").map { $0.hasPrefix("|") ? String($0.dropFirst().dropLast()) : $0 }
    return Try(key: row.name, condition: condition, text: text, command: command)
  }

  private static let index: [String: Int] = Dictionary(
    rows.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { a, _ in a })

  package static func row(_ key: String) -> Try? { index[key].map { rows[$0] } }

  /// The rows under keys; a key that no row has is left out, which a test finds.
  static func indices(_ keys: [String]) -> [Int] { keys.compactMap { index[$0] } }

  /// The advice of rows that makes sense in `context`.
  package static func suggestions(_ tries: [Int], _ context: ReplyContext) -> [Suggestion] {
    tries.compactMap { index in
      let row = rows[index]
      guard applies(row.condition, context.facts) else { return nil }
      let command = row.command.flatMap { template -> String? in
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        guard let subject = context.subject, let at = subject.utf8.lastIndex(of: ASCII.at) else { return nil }
        return template.filled("domain", subject[subject.utf8.index(after: at)...])
      }
      return Suggestion(text: row.text, command: command)
    }
  }

  private static func applies(_ condition: Try.Condition, _ facts: ReplyContext.Facts) -> Bool {
    switch condition {
    case .always: return true
    case .tlsPossible: return facts.contains(.starttlsOffered) && !facts.contains(.tls)
    case .notAuthenticated: return !facts.contains(.authenticated)
    case .noHello: return !facts.contains(.helloSaid)
    case .severalRecipients: return facts.contains(.severalRecipients)
    }
  }
}
