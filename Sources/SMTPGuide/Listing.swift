// All that the tables know of one kind, as rows that `smtpscope explain --list`, the manual and the reference pages show.

import SMTP

/// Kinds of knowledge.
package enum Listing: String, Sendable, CaseIterable {
  case codes, enhanced, extensions, findings, products, wordings, lists, session

  /// One fact.
  package struct Row: Sendable {
    package let label: String
    package let text: String
    package let source: Citation
  }

  package var title: String {
    switch self {
    case .codes: "Reply codes, by what they answer"
    case .enhanced: "Enhanced status codes"
    case .extensions: "Service extensions"
    case .findings: "Findings"
    case .products: "Servers, and what gives them away"
    case .wordings: "Wordings, and their causes"
    case .lists: "Block lists"
    case .session: "What a session adds"
    }
  }

  /// What stands above the rows of a page.
  package var about: String {
    switch self {
    case .codes:
      "The same code means something else after another command. `any` stands for commands without a row of their own."
    case .enhanced: "X stands for the class: 2 success, 4 for now, 5 for good (RFC 3463 §2)."
    case .extensions: "What a keyword in the EHLO reply offers, and how it is used."
    case .findings:
      "Rules that a command or a reply breaks. Session files name them in :allow and :expect finding."
    case .products: "Each piece of evidence with how sure it makes."
    case .wordings: "What servers say, matched to the cause; the first row that fits counts."
    case .lists: "Lists that replies name."
    case .session: "Sentences that depend on what happened before in the same session."
    }
  }

  package var rows: [Row] {
    switch self {
    case .codes:
      ReplyMeanings.rows.map {
        Row(label: "\($0.answers.map(\.name) ?? "any") \($0.code)", text: $0.text, source: $0.source)
      }
    case .enhanced: EnhancedTable.rows.map { Row(label: $0.name, text: $0.text, source: $0.source) }
    case .extensions:
      ExtensionTable.rows.map { row in
        let standing = row.standing == .current ? "" : "(\(row.standing.rawValue)) "
        return Row(
          label: row.keyword, text: standing + row.text + (row.use.map { " Use: \($0)" } ?? ""),
          source: row.source)
      }
    case .findings:
      Rule.table.map { row in
        Row(label: row.rule.rawValue, text: FindingTexts.english(row.rule) ?? "", source: row.source)
      }
    case .products:
      ProductTable.rows.map { row in
        let evidence = row.evidence.map { "\($0.place.rawValue) \"\($0.text)\" (\($0.certainty.rawValue))" }
        return Row(label: row.name, text: evidence.joined(separator: ", "), source: row.source)
      }
    case .wordings:
      WordingTable.rows.map { row in
        let cause = row.cause == row.key ? "" : " [\(row.cause)]"
        return Row(label: row.key, text: row.text + cause, source: row.source)
      }
    case .lists:
      BlockListTable.rows.map { row in
        Row(label: row.mark, text: row.name + (row.look.map { ": \($0)" } ?? ""), source: row.source)
      }
    case .session:
      SessionRules.rows.map { row in
        Row(label: row.id, text: Texts.text("session.\(row.id)") ?? "", source: row.source)
      }
    }
  }

  private static func cell(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "<": out += "&lt;"
      case "|", "*", "`", "[", "_", "\\": out += "\\\(character)"
      default: out.append(character)
      }
    }
    return out
  }

  /// The page of the reference.
  package var page: String {
    var lines = ["# \(title)", "", about, "", "| | | |", "| --- | --- | --- |"]
    for row in rows {
      lines.append("| `\(row.label.replacing("|", with: "\\|"))` | \(Self.cell(row.text)) | \(row.source) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
