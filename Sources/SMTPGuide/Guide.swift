// The one place where the tables meet: what a reply means to this command in this state, whose side it is
// on, whether asking again helps, and what to do. Pure: the same reply and context give the same annotation.

import SMTP

/// What the tool knows, asked.
package enum Guide {
  /// The sentence alone of what `annotate` says: what a screen full of replies needs.
  package static func summary(_ reply: Reply, _ context: ReplyContext) -> String {
    guard let code = reply.code else { return malformed(reply).summary }
    let wording = wording(reply, context)
    return summary(code, wording, wording == nil ? MeaningTable.row(code, to: context.asked) : nil, context)
  }

  /// Wording that is known says more than the code.
  private static func summary(
    _ code: UInt16, _ wording: WordingRow?, _ meaning: Meaning?, _ context: ReplyContext
  ) -> String {
    wording?.text ?? meaning.map { fill($0.text, context) }
      ?? "No document defines \(code); \(DigitTable.part(code).text)."
  }

  /// Everything that is to be said of a reply.
  package static func annotate(_ reply: Reply, _ context: ReplyContext) -> Annotation {
    guard let code = reply.code else { return malformed(reply) }
    let folded = reply.isNegative ? folded(reply) : []
    let product =
      context.details?.product ?? (reply.isNegative ? ProductTable.guess(reply: folded) : nil)
    let wording = reply.isNegative ? WordingTable.row(matching: folded, code, reply.enhanced, product) : nil
    let meaning = MeaningTable.row(code, to: context.asked)
    let digits = DigitTable.part(code)
    var parts: [Part] = []
    if let meaning {
      let text = (MeaningTable.general(code) ?? meaning).text
      parts.append(Part(label: digits.label, text: fill(text, context), source: meaning.source))
    } else {
      parts.append(
        Part(label: digits.label, text: "in no RFC; its digits say: \(digits.text)", source: digits.source))
    }
    if let enhanced = reply.enhanced { parts.append(EnhancedTable.part(enhanced, product: product?.name)) }
    if let wording {
      let name = String(wording.cause.map { $0 == "-" ? " " : $0 })
      parts.append(Part(label: "wording", text: "known as: \(name)", source: wording.source))
      if let list = wording.cause.hasSuffix("-list") ? BlockListTable.row(in: folded) : nil {
        parts.append(list.part)
      }
    }
    if let product {
      parts.append(
        Part(
          label: "server", text: product.description,
          source: ProductTable.row(product.name)?.source ?? .document(product.name)))
    }
    let remarks = context.details?.remarks ?? []
    // What the session gives reason to comes first; wording that is known says more than the code.
    var rows = remarks.flatMap(\.tries)
    for row in wording?.tries ?? meaning?.tries ?? [] where !rows.contains(row) { rows.append(row) }
    return Annotation(
      summary: summary(code, wording, meaning, context),
      party: reply.isNegative ? wording?.party ?? meaning?.party ?? DigitTable.party(code) : nil,
      retry: wording.map { $0.retry(code) } ?? meaning?.retry ?? DigitTable.retry(code), parts: parts,
      tries: TryTable.suggestions(rows, context), cause: wording?.cause, product: product, remarks: remarks)
  }

  private static func wording(_ reply: Reply, _ context: ReplyContext) -> WordingRow? {
    guard reply.isNegative, let code = reply.code else { return nil }
    let folded = folded(reply)
    let product = context.details?.product ?? ProductTable.guess(reply: folded)
    return WordingTable.row(matching: folded, code, reply.enhanced, product)
  }

  /// What the wording of a negative reply gives away; nil: nothing.
  static func cause(of reply: Reply, product: ProductGuess?) -> String? {
    guard reply.isNegative, let code = reply.code else { return nil }
    return WordingTable.row(matching: folded(reply), code, reply.enhanced, product)?.cause
  }

  /// The text of a reply as the tables look at it: all lines joined, in lower case, without the enhanced status code
  /// in front of each.
  static func folded(_ reply: Reply) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(reply.octets.count)
    for index in reply.lines.indices {
      var text = reply.text(index)
      if let (_, length) = EnhancedStatusCode.parse(text) { text = text.dropFirst(length) }
      while text.first == ASCII.space { text = text.dropFirst() }
      if !out.isEmpty, out.last != ASCII.space { out.append(ASCII.space) }
      for octet in text { out.append(PhraseIndex.folded(octet)) }
    }
    return out
  }

  private static func malformed(_ reply: Reply) -> Annotation {
    let finding = reply.findings.first { $0.rule == .notSMTP } ?? Finding(.replyMalformed)
    let tries: [Suggestion]
    switch finding.got {
    case "TLS":
      tries = [Suggestion(text: "this port wants TLS at once", command: ":connect smtps://")]
    case .some:
      tries = [
        Suggestion(text: "look whether the port is the right one: 25, 465 and 587 are SMTP's", command: nil)
      ]
    case nil:
      tries = [
        Suggestion(
          text: "look whether something between here and the server changes the connection", command: nil)
      ]
    }
    let summary = FindingTexts.sentence(finding)
    return Annotation(
      summary: summary.prefix(1).uppercased() + summary.dropFirst() + ".", party: .server, retry: .afterChange,
      parts: [Part(label: finding.id, text: summary, source: finding.rule.row.source)], tries: tries)
  }

  /// The few words that stand beside a line of a reply; nil where the reply's summary says it all.
  package static func note(line index: Int, of reply: Reply, _ context: ReplyContext) -> String? {
    guard reply.code == 250, index > 0,
      context.asked == .command(.ehlo) || context.asked == .command(.lhlo)
    else { return nil }
    let words = reply.text(index).split(separator: ASCII.space).map { $0.text }
    guard let keyword = words.first else { return nil }
    if keyword.asciiUppercased.hasPrefix("AUTH=") {
      return "the same as AUTH, written for very old clients"
    }
    return ExtensionTable.note(
      Capabilities.Entry(keyword: keyword.asciiUppercased, parameters: Array(words.dropFirst())),
      isTLS: context.facts.contains(.tls))
  }

  /// What a finding says, with its source.
  package static func annotate(_ finding: Finding) -> Annotation {
    let sentence = FindingTexts.sentence(finding)
    return Annotation(
      summary: sentence.prefix(1).uppercased() + sentence.dropFirst() + ".", party: finding.rule.row.party,
      retry: .afterChange,
      parts: [Part(label: finding.id, text: finding.severity.rawValue, source: finding.rule.row.source)],
      tries: [])
  }

  /// What a command is for.
  package static func annotate(verb: Verb) -> Annotation? {
    guard let row = verb.row, let text = VerbTexts.english(verb) else { return nil }
    var parts = [Part(label: verb.rawValue, text: row.syntax, source: row.source)]
    if let reply = ReplyTable.row(.command(verb)) {
      let codes = (reply.success + reply.intermediate).map(String.init).joined(separator: ", ")
      parts.append(Part(label: "replies", text: "\(codes) when it goes well", source: reply.source))
    }
    return Annotation(summary: text, party: nil, retry: .notNeeded, parts: parts, tries: [])
  }

  /// Explains a reply code, an enhanced status code, an extension, a verb or a finding by its name.
  ///
  /// - Returns: nil for a topic that the tables do not have.
  package static func explain(_ topic: String) -> Annotation? {
    let topic = String(topic.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    if let enhanced = EnhancedStatusCode(topic) {
      let part = EnhancedTable.part(enhanced)
      return Annotation(
        summary: part.text.prefix(1).uppercased() + part.text.dropFirst() + ".", party: nil,
        retry: enhanced.statusClass == 2 ? .notNeeded : enhanced.statusClass == 4 ? .later : .afterChange,
        parts: [
          part,
          Part(
            label: "\(enhanced.statusClass).x.x", text: EnhancedTable.classText(enhanced.statusClass),
            source: .rfc(3463, "2")),
        ], tries: [])
    }
    let octets = Array(topic.utf8)
    if octets.count == 3, let number = octets.decimalValue, (200...599).contains(number) {
      return explain(code: UInt16(number))
    }
    if let rule = Rule(rawValue: topic) { return annotate(Finding(rule)) }
    if let row = ExtensionTable.row(topic) {
      return Annotation(
        summary: row.text, party: nil, retry: .notNeeded,
        parts: [Part(label: row.keyword, text: row.note, source: row.source)], tries: [])
    }
    let verb = Verb(name: topic)
    if verb != .other { return annotate(verb: verb) }
    // A whole reply line.
    if octets.count > 3 {
      var parser = ReplyParser()
      parser.feed(octets + [ASCII.cr, ASCII.lf])
      if let reply = parser.next(), reply.code != nil {
        return annotate(reply, ReplyContext(asked: .nothing, verb: "the command"))
      }
    }
    return nil
  }

  private static func explain(code: UInt16) -> Annotation {
    let digits = DigitTable.part(code)
    let general = MeaningTable.general(code)
    var parts: [Part] = []
    for meaning in MeaningTable.rows where meaning.code == code {
      guard let asked = meaning.asked else { continue }
      parts.append(Part(label: "after \(asked.name)", text: meaning.text, source: meaning.source))
    }
    return Annotation(
      summary: general?.text.filled("verb", "the command")
        ?? "No document defines \(code); \(digits.text).",
      party: general?.party, retry: general?.retry ?? DigitTable.retry(code), parts: [digits] + parts, tries: []
    )
  }

  private static func fill(_ text: String, _ context: ReplyContext) -> String {
    text.filled("verb", context.verb[...])
  }
}

extension String {
  /// The text with `{name}` replaced, once.
  func filled(_ name: String, _ value: Substring) -> String {
    guard let open = utf8.firstIndex(of: UInt8(ascii: "{")),
      let close = utf8[open...].firstIndex(of: UInt8(ascii: "}")), self[index(after: open)..<close] == name
    else { return self }
    return String(self[..<open] + value + self[index(after: close)...])
  }
}

/// What the digits of a code say by themselves (RFC 5321 §4.2.1).
package enum DigitTable {
  package static let first: [Int: String] = [
    2: "done", 3: "go on: more is expected", 4: "refused for now", 5: "refused for good",
  ]
  package static let second: [Int: String] = [
    0: "syntax", 1: "information", 2: "the connection", 3: "unspecified", 4: "unspecified",
    5: "the mail system",
  ]

  package static func part(_ code: UInt16) -> Part {
    let a = first[Int(code / 100)] ?? "a class that SMTP does not have"
    let b = second[Int(code / 10 % 10)] ?? "a category that SMTP does not have"
    return Part(label: String(code), text: "\(a); about \(b)", source: .rfc(5321, "4.2.1"))
  }

  static func retry(_ code: UInt16) -> Retry {
    switch code / 100 {
    case 4: return .later
    case 5: return .afterChange
    default: return .notNeeded
    }
  }

  static func party(_ code: UInt16) -> Party? { code / 10 % 10 == 0 ? .client : .server }
}
