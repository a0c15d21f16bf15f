// Whose server it is: what a greeting, an EHLO reply or the wording of any reply gives away. One row a product in
// Data/products.txt, each piece of evidence with how sure it makes. No guess is sold as a fact: whoever shows one
// shows its evidence.

import SMTP

/// How sure a guess is.
package enum Certainty: String, Sendable, Comparable, CaseIterable {
  /// Others do so as well.
  case possible
  /// Others could do so, and rarely do.
  case likely
  /// The server says so itself, or nobody else has ever been seen to do it.
  case certain

  private var rank: Int {
    switch self {
    case .possible: return 0
    case .likely: return 1
    case .certain: return 2
    }
  }

  package static func < (a: Certainty, b: Certainty) -> Bool { a.rank < b.rank }
}

/// A server's software or service, as far as it can be told.
package struct ProductGuess: Sendable, Equatable {
  package let name: String
  package let certainty: Certainty
  /// What gave it away, in words: `the greeting says "ESMTP Postfix"`.
  package let evidence: String

  /// `Postfix (certain: the greeting says "ESMTP Postfix")`.
  package var description: String { "\(name) (\(certainty.rawValue): \(evidence))" }
}

/// One product, and how it is known.
package struct ProductRow: Sendable {
  /// Where evidence is found.
  package enum Place: String, Sendable, CaseIterable {
    /// The text of the greeting.
    case greeting
    /// The end of the host name in the greeting or in the EHLO reply.
    case host
    /// A keyword of the EHLO reply.
    case keyword
    /// The text of any reply.
    case reply
  }

  package struct Evidence: Sendable {
    package let place: Place
    package let certainty: Certainty
    package let text: String
    let phrase: Phrase?
  }

  package let name: String
  package let evidence: [Evidence]
  package let source: Source
}

/// The table of products.
package enum ProductTable {
  package static let rows: [ProductRow] = KnowledgeFile.products.rows.compactMap { row in
    guard let source = row.source else { return nil }
    var evidence: [ProductRow.Evidence] = []
    for field in row.fields where field.key != "source" && field.key != QueueIDTable.field {
      // `certain-greeting: esmtp postfix`
      let words = field.key.split(separator: "-", maxSplits: 1)
      guard words.count == 2, let certainty = Certainty(rawValue: String(words[0])),
        let place = ProductRow.Place(rawValue: String(words[1]))
      else { return nil }
      let phrase = place == .reply || place == .greeting ? Phrase(field.value) : nil
      guard phrase != nil || place == .host || place == .keyword else { return nil }
      evidence.append(.init(place: place, certainty: certainty, text: field.value, phrase: phrase))
    }
    return ProductRow(name: row.name, evidence: evidence, source: source)
  }

  package static func row(_ name: String) -> ProductRow? { rows.first { $0.name == name } }

  /// A piece of evidence: its row, and its number there.
  struct Place: Hashable, Sendable {
    let row: Int
    let evidence: Int
  }

  /// Evidence in replies, the surest first, and of equals the earlier row's.
  private static let replyEvidence: [Place] = Certainty.allCases.reversed().flatMap { certainty in
    rows.enumerated().flatMap { number, row in
      row.evidence.indices.filter {
        row.evidence[$0].place == .reply && row.evidence[$0].certainty == certainty
      }
      .map { Place(row: number, evidence: $0) }
    }
  }
  private static let replyIndex = PhraseIndex(
    replyEvidence.compactMap { rows[$0.row].evidence[$0.evidence].phrase })

  /// Where the surest evidence of a reply stands.
  ///
  /// - Parameter text: folded.
  static func place(in text: [UInt8]) -> Place? {
    replyIndex.first(in: text) { _ in true }.map { replyEvidence[$0] }
  }

  /// What the wording of a reply gives away.
  ///
  /// - Parameter text: folded.
  static func guess(reply text: [UInt8]) -> ProductGuess? { place(in: text).map(guess) }

  static func guess(_ place: Place) -> ProductGuess {
    let evidence = rows[place.row].evidence[place.evidence]
    return ProductGuess(
      name: rows[place.row].name, certainty: evidence.certainty, evidence: "the reply says \"\(evidence.text)\""
    )
  }

  /// What a greeting gives away: its text, and the host name in front of it.
  static func guess(greeting text: [UInt8]) -> ProductGuess? {
    let host = Array(text.prefix { $0 != ASCII.space })
    return best { evidence in
      switch evidence.place {
      case .greeting:
        return evidence.phrase?.stands(in: text) == true ? "the greeting says \"\(evidence.text)\"" : nil
      case .host: return ends(host, evidence.text) ? "the host's name ends in \(evidence.text)" : nil
      case .keyword, .reply: return nil
      }
    }
  }

  /// What an EHLO reply gives away: the host's name and the keywords.
  static func guess(_ capabilities: Capabilities) -> ProductGuess? {
    let host = Array(capabilities.domain.utf8).map(PhraseIndex.folded)
    return best { evidence in
      switch evidence.place {
      case .host: return ends(host, evidence.text) ? "the host's name ends in \(evidence.text)" : nil
      case .keyword: return capabilities.has(evidence.text) ? "EHLO offers \(evidence.text)" : nil
      case .greeting, .reply: return nil
      }
    }
  }

  private static func ends(_ host: [UInt8], _ suffix: String) -> Bool {
    let suffix = Array(suffix.utf8)
    return host.count >= suffix.count && host.suffix(suffix.count).elementsEqual(suffix)
  }

  /// The surest piece of evidence that holds; of equals the first.
  private static func best(_ holds: (ProductRow.Evidence) -> String?) -> ProductGuess? {
    var best: ProductGuess?
    for row in rows {
      for evidence in row.evidence where best.map({ evidence.certainty > $0.certainty }) ?? true {
        if let words = holds(evidence) {
          best = ProductGuess(name: row.name, certainty: evidence.certainty, evidence: words)
        }
      }
    }
    return best
  }
}
