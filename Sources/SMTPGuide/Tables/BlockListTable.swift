// Block lists by the names that servers give them: one row a list in Data/lists.txt.

import SMTP

/// One list.
package struct BlockListRow: Sendable {
  /// What stands in a reply, in lower case.
  package let mark: String
  /// What people call the list.
  package let name: String
  /// Where an address is looked up, and where its removal is asked for.
  package let look: String?
  /// Where the list says so of itself.
  package let source: Citation

  /// What is said of it under a reply.
  var line: Explanation.Line {
    let text = look.map { Texts.say("guide.list", ("name", name), ("look", $0)) } ?? name
    return Explanation.Line(.cause, Words.list, text, source)
  }
}

/// The table of lists, in the order in which they count.
package enum BlockListTable {
  /// In the order of Data/lists.txt.
  package static let rows: [BlockListRow] = KnowledgeFile.lists.rows.compactMap { row in
    guard let name = row.value("name"), let source = row.source, Phrase(row.name) != nil else { return nil }
    return BlockListRow(mark: row.name, name: name, look: row.value("look"), source: source)
  }

  /// The first list that a folded text names.
  static func row(in text: [UInt8]) -> BlockListRow? { index(in: text).map { rows[$0] } }

  static func index(in text: [UInt8]) -> Int? { marks.first(in: text) { _ in true } }

  private static let marks = PhraseIndex(rows.compactMap { Phrase($0.mark) })
}
