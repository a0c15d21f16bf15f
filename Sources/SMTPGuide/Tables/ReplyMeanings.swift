// What a reply code means as an answer to a certain command: one row a pair, in Data/replies.txt. The sentence stands
// under the row's key in Data/english.txt.

import SMTP

/// One pair of what was asked and the code that came.
package struct ReplyMeaning: Sendable {
  /// Nil: any command, where no row of its own exists.
  package let answers: Awaited?
  /// From 200 to 599.
  package let code: UInt16
  /// Whose doing it is; nil where the row does not say.
  package let fault: Fault?
  /// What the row says, else what the first digit of the code does.
  package let retry: Retry
  /// The document that the sentence rests on.
  package let source: Citation
  /// Rows of `AdviceTable`.
  package let advice: [Int]
  /// One sentence; `{verb}` is the command as typed.
  package let text: String

  /// The key of the sentence, without `reply.`: `rcpt.550`, `any.421`.
  package var key: String { ReplyMeaning.key(answers, code) }

  static func key(_ answers: Awaited?, _ code: UInt16) -> String {
    "\((answers?.key ?? "any").lowercased()).\(code)"
  }
}

/// The table of meanings.
package enum ReplyMeanings {
  /// Pairs that stand in `AllowedReplies`, and those that servers send besides.
  package static var rows: [ReplyMeaning] { table.all }

  private static let table = RowTable(.replies, meaning)

  /// A row of the file; nil where it cannot be read, which a test finds.
  static func meaning(_ row: KnowledgeFile.Row) -> ReplyMeaning? {
    let words = row.name.split(separator: " ")
    guard words.count == 2, let code = UInt16(words[1]), (200..<600).contains(code),
      let answers = answers(words[0]), let source = row.source
    else { return nil }
    let usual: Retry = code < 400 ? .notNeeded : code < 500 ? .later : .afterChange
    guard let text = Texts.text("reply.\(ReplyMeaning.key(answers, code))") else { return nil }
    return ReplyMeaning(
      answers: answers, code: code, fault: row.value("side").flatMap(Fault.init),
      retry: row.value("retry").flatMap(Retry.init) ?? usual, source: source,
      advice: AdviceTable.indices(row.list("advice")), text: text)
  }

  /// What the file means by `RCPT`, `end-of-data` or `any`; nil: nothing.
  private static func answers(_ word: Substring) -> Awaited?? {
    word == "any" ? .some(nil) : Awaited(named: word)
  }

  /// The row for a pair: its own, or the code's general one, or nil for a code that no document has.
  package static func row(_ code: UInt16, to answers: Awaited) -> ReplyMeaning? {
    row(answers.key, code) ?? general(code)
  }

  /// The code's row for any command.
  package static func general(_ code: UInt16) -> ReplyMeaning? { row("any", code) }

  private static func row(_ word: String, _ code: UInt16) -> ReplyMeaning? {
    table.index(of: "\(word) \(code)".utf8).flatMap { table[$0] }
  }
}
