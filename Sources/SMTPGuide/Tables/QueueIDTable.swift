// Under what name a server has put a message into its queue: what its log knows the message by. Rows `queue-id` of
// Data/products.txt.

import SMTP

/// How one kind of server names the message that it has taken: words in front of the queue id, words behind it.
package struct QueueIDRow: Sendable {
  /// Folded; one of both may be empty.
  let before: [UInt8]
  let after: [UInt8]

  /// Reads `queued as {id}` or `{id} message accepted`.
  ///
  /// - Returns: nil where `{id}` is missing, or nothing stands beside it.
  init?(_ text: String) {
    guard let place = text.firstRange(of: "{id}") else { return nil }
    before = Array(text[..<place.lowerBound].utf8).map(PhraseIndex.folded)
    after = Array(text[place.upperBound...].utf8).map(PhraseIndex.folded)
    guard before.count + after.count >= 3 else { return nil }
  }

  /// The queue id in a text.
  func id(in text: ArraySlice<UInt8>, folded: [UInt8]) -> ArraySlice<UInt8>? {
    var start = folded.startIndex
    var end = folded.endIndex
    if !before.isEmpty {
      guard let found = PhraseIndex.first(before, in: folded, from: 0) else { return nil }
      start = found + before.count
      end = folded[start...].firstIndex { !Self.isPart($0) } ?? folded.endIndex
      guard folded[end...].starts(with: after) else { return nil }
    } else {
      guard let found = PhraseIndex.first(after, in: folded, from: 0) else { return nil }
      end = found
      while start < end, let space = folded[start..<end].firstIndex(where: { !Self.isPart($0) }) {
        start = space + 1
      }
    }
    while end > start, folded[end - 1] == ASCII.dot { end -= 1 }
    guard (3...80).contains(end - start) else { return nil }
    return text[(text.startIndex + start)..<(text.startIndex + end)]
  }

  private static func isPart(_ octet: UInt8) -> Bool {
    octet.isLetDig || octet == ASCII.hyphen || octet == ASCII.dot || octet == UInt8(ascii: "_")
      || octet == ASCII.equals || octet == UInt8(ascii: "+") || octet == UInt8(ascii: "/") || octet == ASCII.at
  }
}

/// The table of queue ids.
package enum QueueIDTable {
  /// In the order of the products; the first row that fits names the id.
  package static let rows: [QueueIDRow] = KnowledgeFile.products.rows.flatMap { row in
    row.values(field).compactMap(QueueIDRow.init)
  }

  static let field = "queue-id"

  /// The queue id that the reply to a message names.
  package static func id(in reply: Reply) -> String? {
    guard let last = reply.lines.indices.last else { return nil }
    let text = reply.text(last)
    let folded = text.map(PhraseIndex.folded)
    for row in rows {
      if let id = row.id(in: text, folded: folded) { return id.text }
    }
    return nil
  }
}
