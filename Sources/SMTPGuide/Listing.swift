// All that the tables know of one kind, as rows that `smtpscope explain --list`, the manual and the reference pages show.

import SMTP

/// Kinds of knowledge.
package enum Listing: String, Sendable, CaseIterable {
  case codes, enhanced, extensions, findings, products, wordings, lists, session

  /// One fact.
  package struct Row: Sendable {
    /// What the fact is about: a code, a keyword, a name.
    package let label: String
    /// A sentence or a few words. Markdown's signs are not escaped in it.
    package let text: String
    /// The document that it rests on.
    package let source: Citation
  }

  /// The heading of the page.
  package var title: String { Texts.say("listing.\(rawValue)") }

  /// What stands above the rows of a page.
  package var about: String { Texts.say("listing.\(rawValue).about") }

  /// In the order of the table.
  package var rows: [Row] {
    switch self {
    case .codes:
      ReplyMeanings.rows.map {
        Row(
          label: "\($0.answers.map(\.name) ?? Texts.say("listing.any")) \($0.code)", text: $0.text,
          source: $0.source)
      }
    case .enhanced: EnhancedTable.rows.map { Row(label: $0.name, text: $0.text, source: $0.source) }
    case .extensions:
      ExtensionTable.rows.map { row in
        let standing = row.standing == .current ? "" : "(\(row.standing.rawValue)) "
        return Row(
          label: row.keyword,
          text: standing
            + (row.use.map { Texts.say("listing.use", ("text", row.text), ("use", $0)) } ?? row.text),
          source: row.source)
      }
    case .findings:
      Rule.allCases.map { rule in
        Row(label: rule.rawValue, text: FindingTexts.english(rule) ?? "", source: rule.row.source)
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
