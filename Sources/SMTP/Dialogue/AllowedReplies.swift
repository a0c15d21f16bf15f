// Which replies each command may get: the command-reply sequences of RFC 5321 §4.3.2 and of the extensions,
// a row each. SMTPGuide has a meaning for every pair that stands here.

/// What a reply answers.
package enum Awaited: Hashable, Sendable {
  /// The opening of the connection.
  case connection
  case command(Verb)
  /// The line with the single dot after mail text.
  case endOfData
  /// A line of an AUTH exchange.
  case authResponse
  /// Nothing: the reply came unasked.
  case nothing

  /// How people call it: `RCPT`, `end of data`.
  package var name: String {
    switch self {
    case .connection: return "connection"
    case .command(.other): return "command"
    case .command(let verb): return verb.rawValue
    case .endOfData: return "end of data"
    case .authResponse: return "AUTH response"
    case .nothing: return "nothing"
    }
  }

  /// Its name in tables and recordings, which is stable: `RCPT`, `end-of-data`.
  package var key: String {
    switch self {
    case .connection: return "connection"
    case .command(.other): return "other"
    case .command(let verb): return verb.rawValue
    case .endOfData: return "end-of-data"
    case .authResponse: return "auth-response"
    case .nothing: return "nothing"
    }
  }

  /// Reads what `key` gives.
  package init?(key: String) {
    switch key {
    case "other": self = .command(.other)
    case "nothing": self = .nothing
    default: self.init(named: key)
    }
  }

  /// Reads a name as people write it: `RCPT`, `connection`, `end-of-data`, `.` or `auth-response`, in any case.
  package init?(named name: some StringProtocol) {
    switch name.lowercased() {
    case "connection": self = .connection
    case "end-of-data", "end of data", ".": self = .endOfData
    case "auth-response", "auth response": self = .authResponse
    default:
      let verb = Verb(name: String(name))
      guard verb != .other else { return nil }
      self = .command(verb)
    }
  }
}

/// The codes one command may get.
package struct ReplyRow: Sendable {
  /// What the codes of the row are replies to.
  package let answers: Awaited
  /// Codes that say the command was carried out.
  package let success: [UInt16]
  /// Codes that ask for more.
  package let intermediate: [UInt16]
  /// Codes that say it was not; those of `AllowedReplies.anywhere` come on top.
  package let failure: [UInt16]
  /// The document that has the sequence.
  package let source: Citation

  func has(_ code: UInt16) -> Bool {
    success.contains(code) || intermediate.contains(code) || failure.contains(code)
  }
}

/// The command-reply table.
package enum AllowedReplies {
  /// What any command may get (RFC 5321 §4.3.2).
  package static let anywhere: [UInt16] = [421, 500, 501]

  package static let rows: [ReplyRow] = [
    .init(answers: .connection, success: [220], intermediate: [], failure: [521, 554], source: rfc5321),
    .init(
      answers: .command(.ehlo), success: [250], intermediate: [], failure: [502, 504, 521, 550], source: rfc5321
    ),
    .init(
      answers: .command(.helo), success: [250], intermediate: [], failure: [502, 504, 521, 550], source: rfc5321
    ),
    .init(
      answers: .command(.lhlo), success: [250], intermediate: [], failure: [502, 504, 550],
      source: .rfc(2033, "4.1")),
    .init(
      answers: .command(.mail), success: [250], intermediate: [],
      failure: [450, 451, 452, 455, 503, 521, 530, 550, 552, 553, 555], source: rfc5321),
    .init(
      answers: .command(.rcpt), success: [250, 251], intermediate: [],
      failure: [450, 451, 452, 455, 503, 521, 530, 550, 551, 552, 553, 555, 556], source: rfc5321),
    .init(
      answers: .command(.data), success: [], intermediate: [354], failure: [450, 451, 452, 503, 530, 550, 554],
      source: rfc5321),
    .init(
      answers: .endOfData, success: [250], intermediate: [], failure: [450, 451, 452, 550, 552, 554],
      source: rfc5321),
    .init(
      answers: .command(.bdat), success: [250], intermediate: [],
      failure: [450, 451, 452, 503, 550, 552, 554], source: .rfc(3030, "2")),
    .init(answers: .command(.rset), success: [250], intermediate: [], failure: [], source: rfc5321),
    .init(
      answers: .command(.vrfy), success: [250, 251, 252], intermediate: [],
      failure: [502, 504, 530, 550, 551, 553], source: rfc5321),
    .init(
      answers: .command(.expn), success: [250, 252], intermediate: [], failure: [502, 504, 530, 550],
      source: rfc5321),
    .init(
      answers: .command(.help), success: [211, 214], intermediate: [], failure: [502, 504], source: rfc5321),
    .init(answers: .command(.noop), success: [250], intermediate: [], failure: [], source: rfc5321),
    .init(answers: .command(.quit), success: [221], intermediate: [], failure: [], source: rfc5321),
    .init(
      answers: .command(.starttls), success: [220], intermediate: [], failure: [454, 502, 503, 554],
      source: .rfc(3207, "4")),
    .init(
      answers: .command(.auth), success: [235], intermediate: [334],
      failure: [432, 454, 502, 503, 504, 530, 534, 535, 538], source: .rfc(4954, "6")),
    .init(
      answers: .authResponse, success: [235], intermediate: [334], failure: [432, 454, 534, 535, 538],
      source: .rfc(4954, "6")),
    .init(
      answers: .command(.etrn), success: [250, 251, 252, 253], intermediate: [], failure: [458, 459, 502, 530],
      source: .rfc(1985, "5.3")),
    .init(
      answers: .command(.xclient), success: [220], intermediate: [], failure: [502, 503, 550],
      source: .document("Postfix XCLIENT_README")),
    .init(
      answers: .command(.xforward), success: [250], intermediate: [], failure: [502, 503, 550],
      source: .document("Postfix XFORWARD_README")),
    .init(
      answers: .command(.other), success: [250], intermediate: [], failure: [502, 503, 504, 530],
      source: rfc5321),
  ]

  private static let rfc5321 = Citation.rfc(5321, "4.3.2")

  /// Nil for `nothing`.
  package static func row(_ answers: Awaited) -> ReplyRow? { place(answers).map { rows[$0] } }

  /// A row that is only looked at is not copied.
  private static func place(_ answers: Awaited) -> Int? { rows.indices.first { rows[$0].answers == answers } }

  /// What the table says against `code` as an answer to `answers`; nil when it stands there.
  package static func finding(_ code: UInt16, to answers: Awaited) -> Finding? {
    guard let place = place(answers), answers != .command(.other),
      !rows[place].has(code), !anywhere.contains(code)
    else { return nil }
    let row = rows[place]
    let good = row.success + row.intermediate
    switch code / 100 {
    case 2 where row.success.isEmpty, 3 where row.intermediate.isEmpty:
      return Finding(.replyWrongClass, nil, .code(code, expected: good))
    case 2, 3:
      return Finding(.replyUnexpectedCode, nil, .code(code, expected: good))
    // The codes that would do are many, and the first digit is what counts.
    default: return Finding(.replyUnexpectedCode, nil, .code(code, expected: []))
    }
  }
}
