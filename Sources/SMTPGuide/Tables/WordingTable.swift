// Wording that tells more than the code: what servers say, matched to the cause. One row a cause of one kind of server
// in Data/wordings.txt; the first row of the file that fits counts, so what a provider says stands before what anybody
// says.

import SMTP

/// One cause and the phrases by which it is known.
package struct WordingRow: Sendable {
  /// The name of the row in Data/wordings.txt, and of its sentence.
  package let key: String
  /// What is wrong, whoever says it: `rate-limit`.
  package let cause: String
  /// The server that says so; nil: many do.
  package let product: String?
  /// Any of them is enough.
  package let phrases: [Phrase]
  /// First digits or whole codes that the reply may have; empty: any.
  package let codes: [UInt16]
  /// Enhanced status codes that the reply may have, as subject and detail; empty: any.
  package let statuses: [EnhancedStatusCode]
  /// What the wording comes to, in a sentence.
  package let text: String
  /// Whose doing it is, whatever the code would say.
  package let fault: Fault
  /// Nil: the code's own verdict stands.
  package let retry: Retry?
  /// Rows of `AdviceTable`.
  package let advice: [Int]
  /// Whose wording it is.
  package let source: Citation

  /// Whether asking again helps: as the row says, else as the first digit does.
  func retry(_ code: UInt16) -> Retry { retry ?? (code / 100 == 4 ? .later : .afterChange) }

  /// The row counts only where the server is known to be `product`: others say the same.
  let needsProduct: Bool

  func accepts(_ code: UInt16, _ enhanced: EnhancedStatusCode?, _ guess: ProductGuess?) -> Bool {
    if let product {
      if needsProduct, guess?.name != product { return false }
      if let guess, guess.certainty == .certain, !ProductTable.isSame(guess.name, product) { return false }
    }
    if !codes.isEmpty, !codes.contains(where: { $0 < 10 ? $0 == code / 100 : $0 == code }) { return false }
    if !statuses.isEmpty {
      guard let enhanced else { return false }
      return statuses.contains(enhanced)
    }
    return true
  }
}

/// The table of wordings, in the order in which they count.
package enum WordingTable {
  /// In the order of the file, which decides between rows that fit.
  package static let rows: [WordingRow] = KnowledgeFile.wordings.rows.compactMap(row)

  static func row(_ row: KnowledgeFile.Row) -> WordingRow? {
    guard let fault = row.value("side").flatMap(Fault.init), let source = row.source,
      let text = Texts.text("wording.\(row.name)")
    else { return nil }
    let phrases = row.values("match").compactMap { Phrase($0) }
    let codes = row.list("code").compactMap { UInt16($0) }
    let statuses = row.list("status").compactMap { EnhancedStatusCode($0) }
    guard phrases.count == row.values("match").count, codes.count == row.list("code").count,
      statuses.count == row.list("status").count, !phrases.isEmpty
    else { return nil }
    return WordingRow(
      key: row.name, cause: row.value("cause") ?? row.name, product: row.value("product"), phrases: phrases,
      codes: codes, statuses: statuses, text: text, fault: fault,
      retry: row.value("retry").flatMap(Retry.init), advice: AdviceTable.indices(row.list("advice")),
      source: source,
      needsProduct: row.value("needs") == "product")
  }

  /// What looking for phrases needs: one value, since each static one is asked for by a call of its own, and flags of
  /// the rows beside them, since a row that is asked for one flag is copied.
  private struct Search: Sendable {
    let index = PhraseIndex(rows.flatMap(\.phrases))
    /// The row of each phrase of the index.
    let owners = rows.enumerated().flatMap { number, row in row.phrases.map { _ in number } }
    /// Whether the row of each phrase counts whatever code, status and product there are.
    let acceptsAll = rows.flatMap { row in
      row.phrases.map { _ in row.product == nil && row.codes.isEmpty && row.statuses.isEmpty }
    }
    /// Whether a row's cause is that a block list has the client.
    let isList = rows.map { $0.cause.hasSuffix("-list") }
  }

  private static let search = Search()

  /// The first row of which a phrase stands in a reply's text.
  ///
  /// - Parameter text: folded, enhanced status codes left out.
  package static func row(
    matching text: [UInt8], _ code: UInt16, _ enhanced: EnhancedStatusCode?, _ product: ProductGuess? = nil
  ) -> WordingRow? {
    index(matching: text, code, enhanced, product).map { rows[$0] }
  }

  static func index(
    matching text: [UInt8], _ code: UInt16, _ enhanced: EnhancedStatusCode?, _ product: ProductGuess?
  ) -> Int? {
    let search = search
    let found = search.index.first(in: text) {
      search.acceptsAll[$0] || rows[search.owners[$0]].accepts(code, enhanced, product)
    }
    return found.map { search.owners[$0] }
  }

  /// Whether a row's cause, by the row's number, is that a block list has the client.
  static func isList(_ number: Int) -> Bool { search.isList[number] }
}
