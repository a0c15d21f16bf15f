// The one place where the tables meet: what a reply means to this command in this state, whose side it is
// on, whether asking again helps, and what to do. Pure: the same reply and context give the same explanation.

import SMTP

/// What the tool knows, answers.
package enum Guide {
  /// The sentence alone of what `explain` says: what a screen full of replies needs.
  package static func summary(_ reply: Reply, _ context: ReplyContext) -> String {
    guard let code = reply.code else { return malformed(reply).summary }
    let wording = wording(reply, context)
    return summary(
      reply, code, wording, wording == nil ? ReplyMeanings.row(code, to: context.answers) : nil, context)
  }

  /// Wording that is known says more than the code.
  private static func summary(
    _ reply: Reply, _ code: UInt16, _ wording: WordingRow?, _ meaning: ReplyMeaning?, _ context: ReplyContext
  ) -> String {
    if let wording { return wording.text }
    guard let meaning else { return unknown(code) }
    if isMisplaced(meaning, context) {
      return Texts.say(
        "guide.misplaced", ("code", String(code)), ("answers", context.answers.name), digits(code))
    }
    if code == 250, context.answers == .endOfData || context.answers == .command(.bdat) {
      if let id = QueueIDTable.id(in: reply) { return Texts.say("guide.queue-id", ("id", id)) }
      if context.answers == .endOfData { return Texts.say("guide.no-queue-id") }
    }
    return fill(meaning.text, context)
  }

  /// A code that has a meaning, and none as an answer to this command.
  private static func isMisplaced(_ meaning: ReplyMeaning, _ context: ReplyContext) -> Bool {
    meaning.answers == nil && AllowedReplies.finding(meaning.code, to: context.answers) != nil
  }

  private static func unknown(_ code: UInt16) -> String {
    Texts.say("guide.unknown", ("code", String(code)), digits(code))
  }

  private static func digits(_ code: UInt16) -> (String, String) { ("digits", DigitTable.part(code).text) }

  /// A command of which nobody knows which one it was, as it stands in a sentence.
  package static let anyCommand = Texts.say("guide.any-command")

  /// Everything that is to be said of a reply.
  ///
  /// - Parameters:
  ///   - isOurs: the client is this side; in somebody else's log it is not.
  ///   - hasCode: the code is the reply's; else it was put in front of words that came without one, and nothing is
  ///     said of it.
  package static func explain(
    _ reply: Reply, _ context: ReplyContext, isOurs: Bool = true, hasCode: Bool = true
  ) -> Explanation {
    guard let code = reply.code else { return malformed(reply) }
    let folded = reply.isNegative ? folded(reply) : []
    let product =
      context.details?.product ?? (reply.isNegative ? ProductTable.guess(reply: folded) : nil)
    let wording = reply.isNegative ? WordingTable.row(matching: folded, code, reply.enhanced, product) : nil
    let meaning = ReplyMeanings.row(code, to: context.answers)
    let isMisplaced = meaning.map { self.isMisplaced($0, context) } ?? false
    var parts: [Explanation.Line] = []
    if hasCode { parts.append(codePart(code, meaning, isSaid: wording == nil, context)) }
    if let enhanced = reply.enhanced { parts.append(EnhancedTable.part(enhanced, product: product?.name)) }
    let remarks = context.details?.remarks ?? []
    let known = isMisplaced ? nil : meaning
    // What the session gives reason to comes first; wording that is known says more than the code.
    let rows = remarks.flatMap(\.advice) + (wording?.advice ?? known?.advice ?? [])
    return Explanation(
      summary(reply, code, wording, meaning, context),
      wording != nil ? nil : isMisplaced ? AllowedReplies.row(context.answers)?.source : meaning?.source,
      fault: reply.isNegative ? wording?.fault ?? known?.fault ?? DigitTable.fault(code) : nil,
      retry: wording.map { $0.retry(code) } ?? known?.retry ?? DigitTable.retry(code), isOurs: isOurs,
      remarks: remarks, parts: parts, cause: wording?.cause,
      causes: wording.map { causes($0, folded) } ?? [], product: product,
      advice: AdviceTable.suggestions(rows, context))
  }

  /// What a wording is known for, and the block list that the text names.
  private static func causes(_ wording: WordingRow, _ folded: [UInt8]) -> [Explanation.Line] {
    let name = String(wording.cause.map { $0 == "-" ? " " : $0 })
    let cause = Explanation.Line(
      .cause, Words.wording, Texts.say("guide.known-as", ("cause", name)), wording.source)
    guard wording.cause.hasSuffix("-list"), let list = BlockListTable.row(in: folded) else { return [cause] }
    return [cause, list.line]
  }

  /// What is said of the code beside the sentence: the sentence says what the code means here, or what the wording does,
  /// and this says the other.
  ///
  /// - Parameter isSaid: the sentence is the code's.
  private static func codePart(_ code: UInt16, _ meaning: ReplyMeaning?, isSaid: Bool, _ context: ReplyContext)
    -> Explanation.Line
  {
    let digits = DigitTable.part(code)
    func part(_ text: String, _ source: Citation?) -> Explanation.Line {
      Explanation.Line(.part, digits.label, text, source)
    }
    guard let meaning else {
      return part(Texts.say("guide.no-rfc", ("digits", digits.text)), digits.citation)
    }
    if isMisplaced(meaning, context) {
      return part(Texts.say("guide.elsewhere", ("text", fill(meaning.text, context))), meaning.source)
    }
    guard isSaid else { return part(fill(meaning.text, context), meaning.source) }
    guard meaning.answers != nil, let general = ReplyMeanings.general(code) else { return digits }
    return part(fill(general.text, context), general.source)
  }

  /// What two replies have in common that the guide says the same of.
  package struct Fingerprint: Hashable, Sendable {
    let code: UInt16
    let enhanced: EnhancedStatusCode?
    let wording: Int
    let product: Int?
    let list: Int?
    let answers: Awaited
  }

  /// What a negative reply is taken for, without saying it: for telling in a long log what was said before.
  package static func fingerprint(_ reply: Reply, _ answers: Awaited) -> Fingerprint? {
    guard let code = reply.code else { return nil }
    let folded = folded(reply)
    let sign = ProductTable.sign(in: folded)
    let wording = WordingTable.index(matching: folded, code, reply.enhanced, sign.map(ProductTable.guess))
    let isList = wording.map(WordingTable.isList) ?? false
    return Fingerprint(
      code: code, enhanced: reply.enhanced, wording: wording ?? -1, product: sign,
      list: isList ? BlockListTable.index(in: folded) : nil, answers: answers)
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
      if let last = out.last, last != ASCII.space { out.append(ASCII.space) }
      let start = out.count
      out += text
      PhraseIndex.fold(&out, from: start)
    }
    return out
  }

  private static func malformed(_ reply: Reply) -> Explanation {
    let finding = reply.findings.first { $0.rule == .notSMTP } ?? Finding(.replyMalformed)
    let advice: Explanation.Line
    switch finding.detail {
    case .otherProtocol(.tls)?: advice = .advice(Texts.say("guide.try-tls"), command: ":connect smtps://")
    case .otherProtocol?: advice = .advice(Texts.say("guide.try-port"))
    default: advice = .advice(Texts.say("guide.try-between"))
    }
    let summary = FindingTexts.sentence(finding, in: .reply(reply))
    return Explanation(
      summary.sentence, fault: .server, retry: .afterChange,
      parts: [Explanation.Line(.part, finding.id, summary, finding.rule.row.source)], advice: [advice])
  }

  /// The few words that stand beside a line of a reply; nil where the reply's summary says it all.
  package static func note(line index: Int, of reply: Reply, _ context: ReplyContext) -> String? {
    let words = offer(line: index, of: reply, context)
    guard let keyword = words.first else { return nil }
    if keyword.asciiUppercased.hasPrefix("AUTH=") {
      return Texts.say("offer.auth-equals")
    }
    return ExtensionTable.note(
      Capabilities.Entry(keyword: keyword.asciiUppercased, parameters: Array(words.dropFirst())),
      isTLS: context.facts.contains(.tls))
  }

  /// What a line of an EHLO reply offers; nil: it offers nothing, or nothing that is known.
  package static func explain(line index: Int, of reply: Reply, _ context: ReplyContext) -> Explanation? {
    offer(line: index, of: reply, context).first.flatMap(ExtensionTable.row).map(explain)
  }

  /// Keyword and parameters of a line of an EHLO reply; none: the line has none.
  private static func offer(line index: Int, of reply: Reply, _ context: ReplyContext) -> [String] {
    guard reply.code == 250, index > 0,
      context.answers == .command(.ehlo) || context.answers == .command(.lhlo)
    else { return [] }
    return ReplyWords(reply.text(index)).map(\.text)
  }

  /// What a finding says, with its source.
  package static func explain(_ finding: Finding) -> Explanation {
    Explanation(
      FindingTexts.sentence(finding, in: .none).sentence, fault: finding.rule.row.fault, retry: .afterChange,
      parts: [
        Explanation.Line(
          .part, finding.id, Texts.say("severity.\(finding.severity.rawValue)"), finding.rule.row.source)
      ])
  }

  /// What a command is for; nil for one that nobody knows.
  package static func explain(_ verb: Verb) -> Explanation? {
    guard let row = verb.row, let text = VerbTexts.english(verb) else { return nil }
    var parts = [Explanation.Line(.part, Words.syntax, row.syntax, row.source)]
    if let reply = AllowedReplies.row(.command(verb)) {
      let codes = (reply.success + reply.intermediate).map(String.init).joined(separator: ", ")
      parts.append(
        Explanation.Line(.part, Words.replies, Texts.say("guide.replies", ("codes", codes)), reply.source))
    }
    return Explanation(text, parts: parts)
  }

  /// Explains a reply code, an enhanced status code, an extension, a verb, a finding, or a whole reply.
  ///
  /// - Parameter answers: what the code or the reply answers, where that is known.
  /// - Returns: nil for a topic that the tables do not have.
  package static func explain(_ topic: String, after answers: Awaited? = nil) -> Explanation? {
    let topic = topic[...].trimmed
    if let enhanced = EnhancedStatusCode(topic) { return explain(enhanced) }
    let octets = Array(topic.utf8)
    if octets.count == 3, let number = octets.decimalValue, (200...599).contains(number) {
      if answers != nil { return reply(octets, answers) }
      return explain(code: UInt16(number))
    }
    if let rule = Rule(rawValue: topic) { return explain(Finding(rule)) }
    if let row = ExtensionTable.row(topic) { return explain(row) }
    let verb = Verb(name: topic)
    if verb != .other { return explain(verb) }
    if octets.count > 3 { return reply(octets, answers) ?? text(octets, answers) }
    return nil
  }

  /// An enhanced status code by itself, with what providers make of it.
  package static func explain(_ enhanced: EnhancedStatusCode) -> Explanation {
    let part = EnhancedTable.part(enhanced)
    let others = EnhancedTable.rows(enhanced).compactMap { row in
      row.provider.map { provider in
        Explanation.Line(.part, Texts.say("label.provider", ("provider", provider)), row.text, row.source)
      }
    }
    let statusClass = Explanation.Line(
      .part, "\(enhanced.statusClass).x.x", EnhancedTable.classText(enhanced.statusClass), .rfc(3463, "2"))
    return Explanation(
      part.text.sentence,
      retry: enhanced.statusClass == 2 ? .notNeeded : enhanced.statusClass == 4 ? .later : .afterChange,
      parts: [part, statusClass] + others.filter { $0.text != part.text && !part.text.hasSuffix($0.text) })
  }

  private static func explain(_ row: ExtensionRow) -> Explanation {
    var parts = [
      Explanation.Line(.part, row.keyword, Texts.say("standing.\(row.standing.rawValue)"), row.source)
    ]
    // Some keywords are commands as well.
    if let verb = explain(Verb(name: row.keyword)) { parts += verb[.part] }
    return Explanation(
      row.text, parts: parts,
      advice: row.use.map { [.advice(Texts.say("guide.use-it"), command: $0)] } ?? [])
  }

  /// A whole reply, as people paste it.
  private static func reply(_ octets: [UInt8], _ answers: Awaited?, hasCode: Bool = true) -> Explanation? {
    Reply(joined: octets).map { reply in
      let context = ReplyContext(answers: answers ?? .nothing, verb: answers == nil ? anyCommand : "")
      return explain(reply, context, hasCode: hasCode)
    }
  }

  /// A reply without its code: its wording alone, where that is known.
  private static func text(_ octets: [UInt8], _ answers: Awaited?) -> Explanation? {
    let enhanced = EnhancedStatusCode.parse(octets.prefix { $0 != ASCII.space })?.code
    let code = enhanced?.statusClass == 4 ? "450 " : "550 "
    guard let explanation = reply(Array(code.utf8) + octets, answers, hasCode: false), explanation.cause != nil
    else { return nil }
    return explanation
  }

  private static func explain(code: UInt16) -> Explanation {
    let general = ReplyMeanings.general(code)
    var parts = [DigitTable.part(code)]
    for meaning in ReplyMeanings.rows where meaning.code == code {
      guard let answers = meaning.answers else { continue }
      parts.append(
        Explanation.Line(
          .part, Texts.say("label.after", ("answers", answers.name)), meaning.text, meaning.source))
    }
    return Explanation(
      general?.text.filled([("verb", anyCommand)]) ?? unknown(code), general?.source, fault: general?.fault,
      retry: general?.retry ?? DigitTable.retry(code), parts: parts)
  }

  private static func fill(_ text: String, _ context: ReplyContext) -> String {
    text.filled([("verb", context.answers == .nothing ? anyCommand : context.verb)])
  }
}

/// What the digits of a code say by themselves (RFC 5321 §4.2.1).
package enum DigitTable {
  /// The class and the subject of a code in words, as a line of the role `part`; any number is taken.
  package static func part(_ code: UInt16) -> Explanation.Line {
    let first = Int(code / 100)
    let second = Int(code / 10 % 10)
    let text = Texts.say(
      "digits", ("class", Texts.say("digits.first.\((2...5).contains(first) ? String(first) : "other")")),
      ("subject", Texts.say("digits.second.\(second <= 5 ? String(second) : "other")")))
    return Explanation.Line(.part, String(code), text, .rfc(5321, "4.2.1"))
  }

  static func retry(_ code: UInt16) -> Retry {
    switch code / 100 {
    case 4: return .later
    case 5: return .afterChange
    default: return .notNeeded
    }
  }

  static func fault(_ code: UInt16) -> Fault? { code / 10 % 10 == 0 ? .client : .server }
}
