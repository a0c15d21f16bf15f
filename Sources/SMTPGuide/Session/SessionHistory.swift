// What happened in a session, as far as it gives later replies their meaning: who the server is, what was said in
// EHLO, who was refused and how. It makes the context of each reply, and asks the rules for what they have to say.

import SMTP

/// A remark that only this session gives reason to.
package struct Remark: Sendable, Equatable {
  let row: SessionRules.Row
  let values: [String: String]

  /// - Returns: nil for a rule that the file does not have.
  init?(id: String, values: [String: String]) {
    guard let row = SessionRules.row(id) else { return nil }
    self.row = row
    self.values = values
  }

  /// The rule's id.
  package var id: String { row.id }
  /// The sentence.
  package var text: String {
    Texts.text("session.\(id)")?.filled(values.map { ($0.key, $0.value) }) ?? id
  }

  /// The document it rests on.
  package var source: Citation { row.source }
  var advice: [Int] { row.advice }
}

/// What is known beside the facts of a context, where there is anything.
package final class ReplyDetails: Sendable, Equatable {
  /// Whose server it is.
  package let product: ProductGuess?
  /// What rules over the session have to say of the reply.
  package let remarks: [Remark]

  init(product: ProductGuess?, remarks: [Remark]) {
    self.product = product
    self.remarks = remarks
  }

  package static func == (a: ReplyDetails, b: ReplyDetails) -> Bool {
    a.product == b.product && a.remarks == b.remarks
  }
}

/// A session so far.
package struct SessionHistory: Sendable {
  /// A recipient that was not accepted.
  struct Refusal: Sendable {
    let sender: String
    let recipient: String
    let domain: String
    let code: UInt16
    /// The cause that its wording gives away, else its enhanced status code.
    let cause: String
    let time: Int64
  }

  /// Recipients that are remembered at most.
  static let most = 200

  /// The best guess so far of whose server it is; nil: there is none.
  package private(set) var product: ProductGuess?
  /// The name of the last hello, and its verb as typed.
  private(set) var hello: (verb: String, name: String)?
  /// Octets that the last MAIL declared.
  private(set) var declaredSize: Int?
  private(set) var sender: Path?
  private(set) var usesSMTPUTF8 = false
  private(set) var refusals: [Refusal] = []
  /// Negative replies.
  private(set) var negatives = 0
  private(set) var isGreetingMasked = false

  /// - Parameter earlier: the connection before, of the same session: who was refused then is remembered.
  package init(after earlier: SessionHistory? = nil) { refusals = earlier?.refusals ?? [] }

  /// Remembers what a reply says of the session.
  ///
  /// - Parameters:
  ///   - state: the answered state before the reply.
  ///   - offered: what the server offers, after the reply.
  ///   - time: nanoseconds since the session began.
  /// - Returns: the context in which the reply has its meaning.
  package mutating func apply(
    _ outcome: Dialogue.Outcome, _ reply: Reply, state: DialogueState, offered: Capabilities?,
    kind: Dialogue.Kind,
    at time: Int64 = 0
  ) -> ReplyContext {
    var context = ReplyContext(outcome, state: state, kind: kind)
    let known = product
    noteProduct(outcome, reply, offered)
    let cause = reply.isNegative ? Guide.cause(of: reply, product: product) : nil
    noteCommand(outcome, reply)
    if reply.isNegative { negatives += 1 }
    if reply.isNegative, outcome.answers == .command(.rcpt), let command = outcome.command {
      noteRefusal(command, reply, cause, time)
    }
    let remarks =
      SessionRules.concern(reply, outcome.answers, self)
      ? SessionRules.remarks(
        .init(outcome: outcome, reply: reply, state: state, context: context, cause: cause, time: time), self)
      : []
    // Where something is refused it matters who refuses; else it is said where it is news.
    let shown = reply.isNegative || product != known ? product : nil
    if shown != nil || !remarks.isEmpty { context.details = ReplyDetails(product: shown, remarks: remarks) }
    return context
  }

  private mutating func noteProduct(_ outcome: Dialogue.Outcome, _ reply: Reply, _ offered: Capabilities?) {
    // Once it is certain, nothing more has to be looked for.
    guard product?.certainty != .certain else { return }
    let guess: ProductGuess?
    switch outcome.answers {
    case .connection:
      let text = Guide.folded(reply)
      isGreetingMasked = PhraseIndex.first(Array("******".utf8), in: text, from: 0) != nil
      guess = ProductTable.guess(greeting: text) ?? ProductTable.guess(reply: text)
    case .command(.ehlo):
      guess = reply.isPositive ? offered.flatMap { ProductTable.guess($0) } : nil
    default:
      guard reply.code != nil else { return }
      guess = ProductTable.guess(reply: Guide.folded(reply))
    }
    guard let guess, product.map({ guess.certainty > $0.certainty }) ?? true else { return }
    product = guess
  }

  private mutating func noteCommand(_ outcome: Dialogue.Outcome, _ reply: Reply) {
    guard let command = outcome.command else { return }
    switch command.verb {
    case .ehlo, .helo, .lhlo: if case .name(let name) = command.argument { hello = (command.verbText, name) }
    case .mail:
      sender = command.path
      declaredSize = command.parameter("SIZE").flatMap { Array($0.utf8).decimalValue }
      usesSMTPUTF8 = command.parameter("SMTPUTF8") != nil
    default: return
    }
  }

  private mutating func noteRefusal(_ command: Command, _ reply: Reply, _ cause: String?, _ time: Int64) {
    guard let path = command.path else { return }
    if refusals.count >= Self.most { refusals.removeFirst() }
    refusals.append(
      Refusal(
        sender: sender?.address ?? "", recipient: path.address,
        domain: path.domain?.text.asciiUppercased ?? "", code: reply.code ?? 0,
        cause: cause ?? reply.enhanced?.description ?? "", time: time))
  }
}
