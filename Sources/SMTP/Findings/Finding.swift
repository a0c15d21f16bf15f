// A finding: one rule that a command or a reply breaks, where, and what was expected and what came. No text of a line
// gets into it: a finding names a place, and whoever shows it quotes the line as it may be shown.

/// How much a finding matters.
package enum Severity: String, Sendable, Comparable, CaseIterable {
  /// Worth knowing; nothing is broken.
  case notice
  /// Works in many places, breaks in some.
  case warning
  /// A rule of the protocol is broken.
  case error

  private var rank: Int {
    switch self {
    case .notice: return 0
    case .warning: return 1
    case .error: return 2
    }
  }

  /// The less grave one is smaller.
  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// Whose doing it is.
package enum Fault: String, Sendable, CaseIterable {
  /// The person or script at this end.
  case client
  /// The server's software or its configuration.
  case server
  /// A decision of those who run the server.
  case policy
  /// What lies between the two.
  case network
  /// The DNS of the sender's domain or of this client.
  case senderDNS
}

/// One broken rule at one place.
package struct Finding: Sendable, Equatable {
  /// The rule, whose row has severity, fault and source.
  package let rule: Rule
  /// What the finding means; nil where no place is meant.
  package let place: Place?
  /// What was expected and what came, where that says more than the rule's own sentence.
  package let detail: Detail?

  /// - Parameters:
  ///   - offset: octets from the start of the line that was sent, where a caret goes.
  package init(_ rule: Rule, at offset: Int? = nil, _ detail: Detail? = nil) {
    self.init(rule, offset.map { .line($0..<$0) }, detail)
  }

  /// - Parameters:
  ///   - range: octets of the line that was sent.
  package init(_ rule: Rule, at range: Range<Int>, _ detail: Detail? = nil) {
    self.init(rule, .line(range), detail)
  }

  /// A finding at a place of any kind, or at none.
  package init(_ rule: Rule, _ place: Place?, _ detail: Detail? = nil) {
    self.rule = rule
    self.place = place
    self.detail = detail
  }

  /// The stable name that session files use, for example `rcpt-before-mail`.
  package var id: String { rule.rawValue }
  /// What the rule's row says.
  package var severity: Severity { rule.row.severity }
  /// Octets from the start of the line that was sent, where a caret goes; nil where no place in it is meant.
  package var offset: Int? {
    if case .line(let range)? = place { return range.lowerBound }
    return nil
  }

  /// The same finding about a line of another form, in which ranges of this one stand elsewhere.
  package func moved(_ map: (Range<Int>) -> Range<Int>) -> Finding {
    guard case .line(let range)? = place else { return self }
    return Finding(rule, .line(map(range)), detail)
  }

  /// Where something is wrong.
  package enum Place: Sendable, Equatable {
    /// Octets of the line that was sent, as it is shown; an empty range is a place between two of them.
    case line(Range<Int>)
    /// Octets of the reply's `octets`.
    case reply(Range<Int>)
    /// Lines of a message out of a file: the first, from 1, and how many there are.
    case text(line: Int, count: Int)
  }

  /// What was expected and what came. A closed list: nothing that somebody typed or a server said can get in.
  package enum Detail: Sendable, Equatable {
    /// What stands at the place is what came.
    case quote
    /// What stands at the place, and what was expected there.
    case quoteExpecting(Token)
    case expected(Token)
    /// A limit, and the count that is over it.
    case limit(Int, found: Int, Unit)
    /// Reply codes.
    case codes([UInt16])
    /// A reply code, and those that would do; none: too many to name.
    case code(UInt16, expected: [UInt16])
    /// An enhanced status code, and the class that the reply code asks for.
    case enhanced(EnhancedStatusCode, expectedClass: UInt16)
    /// What stands in front of the command in its group, or what a reply was due to.
    case after(Awaited)
    case before(Awaited)
    /// Octets that should not be there.
    case octets(Int)
    case otherProtocol(OtherProtocol)
    case verb(Verb)
    /// The keyword that offers the verb; `afterHello`: it can only have been offered after EHLO.
    case keyword(of: Verb, afterHello: Bool)
    case mechanisms([MechanismName])
    /// What stands at the place, and the mechanisms that would do.
    case quoteMechanisms([MechanismName])
    case emptyLine
  }

  /// What a limit counts.
  package enum Unit: String, Sendable, CaseIterable {
    case octets
    case octetsWithCRLF = "octets-with-crlf"
    case labelOctets = "label-octets"
    /// Octets of a message.
    case size
  }

  /// What can be expected at a place.
  package enum Token: Sendable, Equatable {
    case word(Word)
    /// The way the command is written.
    case syntax(Verb)
    /// The form of a parameter's value, and the keyword that offers it: rows of `Parameter.table`.
    case value(row: Int)
    case keyword(row: Int)
  }

  /// Words that can be expected, which the guide has texts for.
  package enum Word: String, Sendable, CaseIterable {
    case ehlo, lhlo, space, colon, at, last, from, to, smtputf8, bdat, binarymime
    case closingQuote = "closing-quote"
    case oneSpace = "one-space"
    case lessThan = "less-than"
    case greaterThan = "greater-than"
    case atDomain = "at-domain"
    case mailSMTPUTF8 = "mail-smtputf8"
    case body8BitMIME = "body-8bitmime"
  }
}
