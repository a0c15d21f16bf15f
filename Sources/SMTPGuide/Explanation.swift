// What the guide says of a reply, a finding or a topic: lines in the order in which they are said, each with its role.
// Which roles are said, and in which order, is decided here. Whoever shows an explanation lays its lines out: it may
// leave roles out, and never says one before another.

import SMTP

/// Whether asking again helps.
package enum Retry: String, Sendable {
  /// The command was carried out.
  case notNeeded = "not-needed"
  /// The same again later may succeed (RFC 5321 §4.2.1, 4yz).
  case later
  /// The same again will fail the same way; something has to change first (RFC 5321 §4.2.1, 5yz).
  case afterChange = "after-change"
}

/// Everything that the guide says of a reply, a finding or a topic.
package struct Explanation: Sendable, Equatable {
  /// What a line is there for, in the order in which lines are said.
  package enum Role: String, Sendable, CaseIterable {
    /// What it means, in one sentence: the first line of every explanation, and the only one of its role.
    case summary
    /// Whose doing it is; only where something is wrong.
    case side
    /// Whether asking again helps; only where something was refused.
    case retry
    /// What only this session gives reason to say.
    case here
    /// What a part means by itself: a code, an enhanced status code, a keyword.
    case part
    /// What the wording is known for, and the block list that it names.
    case cause
    /// Whose server says so, how sure that is, and what gives it away.
    case server
    /// Something to try.
    case advice
  }

  /// One thing that is said.
  package struct Line: Sendable, Equatable {
    /// By it whoever shows the explanation knows which lines to leave out.
    package let role: Role
    /// What the line is about, or the word in front of it: `550`, `wording`, `here`. Nil for summary, side and retry.
    package let label: String?
    /// May hold what a server or a person said: whoever shows it escapes it.
    package let text: String
    /// The document that the line rests on; nil where another line names it, or where nothing has to be proved.
    package private(set) var citation: Citation?
    /// What is put on the command line; nil where there is nothing to type.
    package let command: String?
    /// The name of what is said, the same in every language: the rule of a remark. Nil for most lines.
    package let id: String?

    init(
      _ role: Role, _ label: String?, _ text: String, _ citation: Citation? = nil, command: String? = nil,
      id: String? = nil
    ) {
      self.role = role
      self.label = label
      self.text = text
      self.citation = citation
      self.command = command
      self.id = id
    }

    fileprivate func citing(_ source: Citation?) -> Line {
      var line = self
      line.citation = citation ?? source
      return line
    }
  }

  /// All that is said, in its order.
  package let lines: [Line]
  /// Whose doing it is; nil where nothing is wrong.
  package let fault: Fault?
  /// Whether asking again helps; `notNeeded` where nothing was refused.
  package let retry: Retry
  /// What is wrong, in a word that is the same whoever says it: `rate-limit`; nil where the wording is not known.
  package let cause: String?
  /// Whose server it is, as far as that can be told.
  package let product: ProductGuess?

  /// Puts the lines into their order.
  ///
  /// - Parameters:
  ///   - source: what the sentence rests on, where no other line says so.
  ///   - isOurs: the client is this side; in the log of a server it is not.
  ///   - parts: lines of the role `part`.
  ///   - causes: lines of the role `cause`.
  ///   - advice: lines of the role `advice`.
  init(
    _ summary: String, _ source: Citation? = nil, fault: Fault? = nil, retry: Retry = .notNeeded,
    isOurs: Bool = true, remarks: [Remark] = [], parts: [Line] = [], cause: String? = nil, causes: [Line] = [],
    product: ProductGuess? = nil, advice: [Line] = []
  ) {
    var lines: [Line] = []
    lines.reserveCapacity(4 + remarks.count + parts.count + causes.count + advice.count)
    lines.append(Line(.summary, nil, summary, source))
    if let fault { lines.append(Line(.side, nil, Words.side(fault, isOurs: isOurs))) }
    if let text = Words.retry(retry) { lines.append(Line(.retry, nil, text)) }
    for remark in remarks {
      lines.append(Line(.here, Words.here, remark.text, remark.source, id: remark.id))
    }
    lines += parts
    lines += causes
    if let product {
      lines.append(Line(.server, Words.server, product.description, ProductTable.row(product.name)?.source))
    }
    lines += advice
    self.lines = lines
    self.fault = fault
    self.retry = retry
    self.cause = cause
    self.product = product
  }

  /// The sentence.
  package var summary: String { lines[0].text }

  /// The lines of a role.
  package subscript(_ role: Role) -> [Line] { lines.filter { $0.role == role } }

  /// What is said where nobody has answers, under each reply of a conversation: everything where something is wrong, and
  /// else the sentence with what it rests on, and what is news.
  package var inPassing: [Line] {
    if fault != nil { return lines }
    return lines.compactMap { line in
      switch line.role {
      case .summary: line.citing(lines.first { $0.role == .part }?.citation)
      case .here, .server: line
      case .side, .retry, .part, .cause, .advice: nil
      }
    }
  }

  /// All lines, the advice in front of what is only explained: for a screen, of which often the top alone is seen.
  package var adviceFirst: [Line] {
    let rest =
      lines.firstIndex { $0.role == .part || $0.role == .cause || $0.role == .server } ?? lines.endIndex
    return lines[..<rest].filter { $0.role != .advice } + self[.advice]
      + lines[rest...].filter { $0.role != .advice }
  }
}

extension [Explanation.Line] {
  /// The lines, where whose doing it is and whether asking again helps are one: two short sentences that are read in
  /// one go.
  package var paragraphs: [Explanation.Line] {
    var out: [Explanation.Line] = []
    out.reserveCapacity(count)
    for line in self {
      if line.role == .retry, let side = out.last, side.role == .side {
        out[out.count - 1] = .init(.side, nil, side.text + " " + line.text)
      } else {
        out.append(line)
      }
    }
    return out
  }
}

/// The words that come back in every explanation: looked up once.
enum Words {
  static let here = Texts.say("label.here")
  static let advice = Texts.say("label.advice")
  static let server = Texts.say("label.server")
  static let wording = Texts.say("label.wording")
  static let list = Texts.say("label.list")
  static let syntax = Texts.say("label.syntax")
  static let replies = Texts.say("label.replies")

  private static let otherClient = Texts.say("side.other-client")
  private static let client = Texts.say("side.client")
  private static let serverSide = Texts.say("side.server")
  private static let policy = Texts.say("side.policy")
  private static let network = Texts.say("side.network")
  private static let senderDNS = Texts.say("side.senderDNS")
  private static let later = Texts.say("retry.later")
  private static let afterChange = Texts.say("retry.after-change")

  static func side(_ fault: Fault, isOurs: Bool) -> String {
    switch fault {
    case .client: isOurs ? client : otherClient
    case .server: serverSide
    case .policy: policy
    case .network: network
    case .senderDNS: senderDNS
    }
  }

  /// Nil where there is nothing to ask again.
  static func retry(_ retry: Retry) -> String? {
    switch retry {
    case .notNeeded: nil
    case .later: later
    case .afterChange: afterChange
    }
  }
}
