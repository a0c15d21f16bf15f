// Whose server it is: what a greeting, an EHLO reply or the wording of any reply gives away. One row a product in
// Data/products.txt, each piece of evidence with how sure it makes. No guess is sold as a fact: whoever shows one
// shows its evidence.

import SMTP
import Synchronization

/// How sure a guess is.
package enum Certainty: String, Sendable, Comparable, CaseIterable {
  /// Others do so as well.
  case possible
  /// Others could do so, and rarely do.
  case likely
  /// The server says so itself, or nobody else has ever been seen to do it.
  case certain

  fileprivate var rank: Int {
    switch self {
    case .possible: return 0
    case .likely: return 1
    case .certain: return 2
    }
  }

  /// The less certain one is smaller.
  package static func < (a: Certainty, b: Certainty) -> Bool { a.rank < b.rank }
}

/// A server's software or service, as far as it can be told.
package struct ProductGuess: Sendable, Equatable {
  /// The name of its row in Data/products.txt.
  package let name: String
  /// How sure the evidence makes.
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

  /// Words by which a product is known.
  package struct Evidence: Sendable {
    /// Where the words have to stand.
    package let place: Place
    /// How sure they make.
    package let certainty: Certainty
    /// The words, as the file has them.
    package let text: String
  }

  /// What people call the product; the table's key.
  package let name: String
  /// In the file's order.
  package let evidence: [Evidence]
  /// Where the evidence was found.
  package let source: Citation
}

/// The table of products.
package enum ProductTable {
  /// In the order of Data/products.txt.
  package static var rows: [ProductRow] { table.all }

  private static let table = RowTable(.products, row)

  private static func row(_ row: KnowledgeFile.Row) -> ProductRow? {
    guard let source = row.source else { return nil }
    var evidence: [ProductRow.Evidence] = []
    for field in row.fields where !others.contains(field.key) {
      guard let (certainty, place) = kind(field.key.utf8) else { return nil }
      evidence.append(.init(place: place, certainty: certainty, text: field.value))
    }
    return ProductRow(name: row.name, evidence: evidence, source: source)
  }

  /// Fields that are no evidence.
  private static let others = ["source", maker, QueueIDTable.field]
  private static let maker = "maker"

  /// Reads `certain-greeting`.
  private static func kind(_ key: some Collection<UInt8>) -> (Certainty, ProductRow.Place)? {
    for certainty in Certainty.allCases {
      let word = certainty.rawValue.utf8
      guard key.starts(with: word), key.dropFirst(word.count).first == ASCII.hyphen else { continue }
      let rest = key.dropFirst(word.count + 1)
      return ProductRow.Place.allCases.first { rest.elementsEqual($0.rawValue.utf8) }.map { (certainty, $0) }
    }
    return nil
  }

  /// The row of a product's name, letter for letter; nil: there is none.
  package static func row(_ name: String) -> ProductRow? { table.index(of: name.utf8).flatMap { table[$0] } }

  /// Whose a product is, where it shares codes and wordings with others of its maker; else its own name.
  static func maker(of product: String) -> String {
    guard let index = table.index(of: product.utf8) else { return product }
    var found: String?
    table.eachField(index) { key, value in
      if key.elementsEqual(maker.utf8) { found = value.text }
    }
    return found ?? product
  }

  /// Whether a server that is known to be one product says what the other is known to say.
  static func isSame(_ a: String, _ b: String) -> Bool { a == b || maker(of: a) == maker(of: b) }

  /// A piece of evidence as it is looked for: nothing else of its row has been read.
  private struct Sign: Sendable {
    /// Its number among all signs.
    var number = 0
    let row: Int
    let place: ProductRow.Place
    let certainty: Certainty
    /// Where its text stands in the file.
    let start: Int32
    let end: Int32

    var text: Slice<UnsafeBufferPointer<UInt8>> { table.file.octets[Int(start)..<Int(end)] }

    var guess: ProductGuess {
      if let known = guesses.withLock({ $0[number] }) { return known }
      let words = Texts.say("sign.\(place.rawValue)", ("text", text.text))
      let guess = ProductGuess(name: table.name(row).text, certainty: certainty, evidence: words)
      guesses.withLock { $0[number] = guess }
      return guess
    }
  }

  /// All evidence, the surest first, and of equals the earlier row's.
  private static let signs: [Sign] = {
    var found: [[Sign]] = Certainty.allCases.map { _ in [] }
    for index in table.indices {
      table.eachField(index) { key, value in
        guard let (certainty, place) = kind(key) else { return }
        found[certainty.rank].append(
          Sign(
            row: index, place: place, certainty: certainty, start: Int32(value.startIndex),
            end: Int32(value.endIndex)))
      }
    }
    var all = Array(found.reversed().joined())
    for number in all.indices { all[number].number = number }
    return all
  }()

  private static let replySigns = signs.filter { $0.place == .reply }
  private static let replyIndex = PhraseIndex(replySigns.compactMap { Phrase(octets: $0.text) })

  /// The surest evidence of a reply, as a number.
  ///
  /// - Parameter text: folded.
  static func sign(in text: [UInt8]) -> Int? { replyIndex.first(in: text) { _ in true } }

  static func guess(_ sign: Int) -> ProductGuess { replySigns[sign].guess }

  /// What was said before of each sign: a log has the same ones again and again, and so has a run of many sessions.
  private static let guesses = Mutex([ProductGuess?](repeating: nil, count: signs.count))

  /// What the wording of a reply gives away.
  ///
  /// - Parameter text: folded.
  static func guess(reply text: [UInt8]) -> ProductGuess? { sign(in: text).map(guess) }

  private static let keywords = signs.filter { $0.place == .keyword }.map { (sign: $0, name: $0.text.text) }
  private static let hosts = signs.filter { $0.place == .host }.map { (sign: $0, name: Array($0.text)) }

  private static let greetingSigns = signs.filter { $0.place == .greeting }
  private static let greetingIndex = PhraseIndex(greetingSigns.compactMap { Phrase(octets: $0.text) })

  /// What a greeting gives away: its text, and the host name in front of it.
  ///
  /// - Parameter text: folded.
  static func guess(greeting text: [UInt8]) -> ProductGuess? {
    let said = greetingIndex.first(in: text) { _ in true }
    return surer(said.map { greetingSigns[$0] }, host(text.prefix { $0 != ASCII.space }))?.guess
  }

  /// What an EHLO reply gives away: the host's name and the keywords.
  static func guess(_ capabilities: Capabilities) -> ProductGuess? {
    let name = Array(capabilities.domain.utf8).map(PhraseIndex.folded)
    let keyword = keywords.indices.first { capabilities.has(keywords[$0].name) }
    return surer(host(name[...]), keyword.map { keywords[$0].sign })?.guess
  }

  private static func host(_ name: ArraySlice<UInt8>) -> Sign? {
    hosts.first { name.suffix($0.name.count) == $0.name[...] }?.sign
  }

  /// The surer of two pieces of evidence; of equals that of the earlier row.
  private static func surer(_ a: Sign?, _ b: Sign?) -> Sign? {
    guard let a, let b else { return a ?? b }
    if a.certainty != b.certainty { return a.certainty > b.certainty ? a : b }
    return a.row <= b.row ? a : b
  }
}
