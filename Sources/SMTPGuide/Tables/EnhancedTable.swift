// Enhanced status codes: the registry of RFC 5248 and what providers add to it, a row a code in Data/enhanced.txt.
// The class is explained apart, and changes the wording where a row has a text for it.

import SMTP

/// One `x.subject.detail`.
package struct EnhancedRow: Sendable {
  /// As the registry writes it, X for the class, and the provider behind it.
  package let name: String
  /// The second number of the code.
  package let subject: UInt16
  /// The third numbers of the codes that the row is about; one number alone for most.
  package let details: ClosedRange<UInt16>
  /// The document that defines the code.
  package let source: Citation
  /// For any class; where the class changes what it means, the texts behind it say so.
  package let text: String
  /// What it means with class 4, said instead of `text`; nil: `text` is right.
  package let temporary: String?
  /// What it means with class 5, said instead of `text`; nil: `text` is right.
  package let permanent: String?
  /// The provider whose code it is; nil: the registry's.
  package let provider: String?
}

/// The table of enhanced status codes.
package enum EnhancedTable {
  /// What the class says (RFC 3463 §2).
  package static func classText(_ statusClass: UInt16) -> String { Texts.say("enhanced-class.\(statusClass)") }

  /// What a subject is about, for details that no row has (RFC 3463 §2).
  private static func subject(_ number: UInt16) -> String {
    number <= 7
      ? Texts.say("enhanced-subject.\(number)") : Texts.say("enhanced-subject", ("number", String(number)))
  }

  /// In the order of Data/enhanced.txt.
  package static var rows: [EnhancedRow] { table.all }

  private static let table = RowTable(.enhanced, row)

  /// What a row is about: `X.7.26`, or `X.7.26 Gmail`, or `X.7.606-649 Microsoft` for many.
  private struct Name {
    let subject: UInt16
    let details: ClosedRange<UInt16>
    let provider: String?

    init?(_ name: some Collection<UInt8>) {
      let words = name.split(separator: ASCII.space, maxSplits: 1)
      let parts = words.first?.split(separator: ASCII.dot) ?? []
      guard parts.count == 3, parts[0].elementsEqual("X".utf8), let subject = Self.number(parts[1]) else {
        return nil
      }
      let details = parts[2].split(separator: ASCII.hyphen).compactMap { Self.number($0) }
      guard let first = details.first, let last = details.last, first <= last else { return nil }
      self.subject = subject
      self.details = first...last
      provider = words.count > 1 ? words[1].text : nil
    }

    private static func number(_ digits: some Collection<UInt8>) -> UInt16? {
      digits.decimalValue.flatMap { UInt16(exactly: $0) }
    }
  }

  static func row(_ row: KnowledgeFile.Row) -> EnhancedRow? {
    guard let name = Name(Array(row.name.utf8)), let source = row.source,
      let text = Texts.text("enhanced.\(row.name)")
    else { return nil }
    return EnhancedRow(
      name: row.name, subject: name.subject, details: name.details, source: source, text: text,
      temporary: Texts.text("enhanced.4.\(name.subject).\(name.details.lowerBound)"),
      permanent: Texts.text("enhanced.5.\(name.subject).\(name.details.lowerBound)"),
      provider: name.provider)
  }

  /// Which details of which subject each row is about, in the order of both.
  private static let index: [(subject: UInt16, details: ClosedRange<UInt16>, row: Int)] = {
    table.indices.compactMap { row in Name(table.name(row)).map { ($0.subject, $0.details, row) } }
      .sorted { ($0.subject, $0.details.lowerBound, $0.row) < ($1.subject, $1.details.lowerBound, $1.row) }
  }()

  /// All rows of a code: the registry's, and those of providers.
  static func rows(_ code: EnhancedStatusCode) -> [EnhancedRow] {
    // Where the subject's rows begin.
    var low = 0
    var high = index.count
    while low < high {
      let middle = (low + high) / 2
      if index[middle].subject < code.subject { low = middle + 1 } else { high = middle }
    }
    return index[low...].prefix { $0.subject == code.subject && $0.details.lowerBound <= code.detail }
      .filter { $0.details.contains(code.detail) }.map(\.row).sorted().compactMap { table[$0] }
  }

  /// The registry's row, or the only provider's.
  package static func row(_ code: EnhancedStatusCode) -> EnhancedRow? { row(code, product: nil) }

  private static func row(_ code: EnhancedStatusCode, product: String?) -> EnhancedRow? {
    let found = rows(code)
    let provider = product.map(ProductTable.maker)
    return found.first { $0.provider != nil && $0.provider == provider }
      ?? found.first { $0.provider == nil } ?? found.first
  }

  /// What a code means: its row, or its digits where no row exists.
  ///
  /// - Parameter product: whose server said so, where that is known.
  package static func part(_ code: EnhancedStatusCode, product: String? = nil) -> Explanation.Line {
    guard let row = row(code, product: product) else {
      let text = Texts.say("guide.no-registry", ("subject", subject(code.subject)))
      return Explanation.Line(.part, code.description, text, .rfc(3463, "2"))
    }
    if let provider = row.provider {
      let text = Texts.say("guide.with-provider", ("provider", provider), ("text", row.text))
      return Explanation.Line(.part, code.description, text, row.source)
    }
    // Where nothing is wrong, nothing is the cause.
    if code.statusClass == 2, code.detail == 0, code.subject > 0 {
      let text = Texts.say("guide.all-well", ("subject", subject(code.subject)))
      return Explanation.Line(.part, code.description, text, row.source)
    }
    let text = (code.statusClass == 4 ? row.temporary : code.statusClass == 5 ? row.permanent : nil) ?? row.text
    return Explanation.Line(.part, code.description, text, row.source)
  }
}
