import SMTP
import SMTPGuide
import Testing

/// One reply out of octets.
func reply(_ text: String) throws -> Reply {
  var parser = ReplyParser()
  parser.feed(Array((text + "\r\n").utf8))
  let reply = parser.next()
  return try #require(reply)
}

struct GuideTests {
  private func explain(
    _ line: String, _ answers: Awaited, _ facts: ReplyContext.Facts = [], subject: String? = nil
  ) throws
    -> Explanation
  {
    Guide.explain(try reply(line), ReplyContext(answers: answers, subject: subject, facts: facts))
  }

  @Test func theSameCodeMeansSomethingElseElsewhere() throws {
    let mail = try explain("452 4.3.1 no space", .command(.mail))
    let rcpt = try explain("452 4.5.3 no more", .command(.rcpt))
    #expect(mail.summary != rcpt.summary)
    #expect(rcpt.summary.contains("Too many recipients"))
    #expect(rcpt.retry == .later)
  }

  @Test func relayDenied() throws {
    let explanation = try explain(
      "554 5.7.1 <bob@elsewhere.example>: Relay access denied", .command(.rcpt), [.helloSaid, .authOffered],
      subject: "bob@elsewhere.example")
    #expect(explanation.summary.contains("does not relay for you"))
    #expect(explanation.fault == .policy && explanation.retry == .afterChange)
    #expect(explanation.lines.compactMap(\.label) == ["554", "5.7.1", "wording", "server", "try", "try"])
    #expect(explanation[.advice].compactMap(\.command) == [":auth plain ", ":mx elsewhere.example"])
  }

  @Test func adviceFitsTheState() throws {
    func advice(_ facts: ReplyContext.Facts) throws -> [String] {
      try explain("530 5.7.0 no", .command(.mail), facts)[.advice].map { $0.command ?? $0.text }
    }
    #expect(try advice([.helloSaid, .starttlsOffered, .authOffered]) == ["STARTTLS", ":auth plain "])
    #expect(try advice([.helloSaid, .starttlsOffered]) == ["STARTTLS"], "AUTH may be offered under TLS")
    #expect(try advice([.helloSaid, .starttlsOffered, .authOffered, .tls]) == [":auth plain "])
    #expect(try advice([.helloSaid]) == ["log in first, on port 587 or 465: this server offers no AUTH here"])
    #expect(try advice([.helloSaid, .heloOnly]) == ["log in first, usually on port 587 or 465"])
    #expect(try advice([]) == ["log in first, usually on port 587 or 465"])
    let known = try explain("530 5.7.0 no", .command(.mail), [.tls, .authenticated])
    #expect(known[.advice].isEmpty)
  }

  @Test func aCodeNobodyKnowsIsExplainedByItsDigits() throws {
    let explanation = try explain("577 no", .command(.rcpt))
    #expect(
      explanation.summary
        == "No document defines 577; its digits say: refused for good; about a category that SMTP does not have."
    )
    #expect(explanation.retry == .afterChange)
    #expect(try explain("459 x", .command(.etrn)).retry == .afterChange)
  }

  /// A code of some RFC that answers what no RFC has it for is not explained by what it means elsewhere.
  @Test func aCodeInTheWrongPlaceIsExplainedByItsDigits() throws {
    let explanation = try explain("553 no", .command(.helo))
    #expect(
      explanation.summary
        == "No document has 553 as an answer to HELO; its digits say: refused for good; about the mail system.")
    #expect(explanation.lines[0].citation == .rfc(5321, "4.3.2") && explanation.fault == .server)
    #expect(explanation[.part][0].text == "elsewhere it says: Refused: the mailbox name is not allowed.")
    #expect(
      try explain("250 ok", .command(.data)).summary.hasPrefix("No document has 250 as an answer to DATA"))
    #expect(try explain("421 bye", .command(.data)).summary.hasPrefix("The server ends the session"))
  }

  /// The sentence and each part name what they rest on.
  @Test func everySentenceHasItsSource() throws {
    let meaning = try explain("452 4.5.3 no more", .command(.rcpt))
    #expect(
      meaning.lines[0].citation == .rfc(5321, "4.5.3.1.10") && meaning[.part][0].citation == .rfc(5321, "4.2.3")
    )
    let wording = try explain("554 5.7.1 Relay access denied", .command(.rcpt))
    #expect(wording.lines[0].citation == nil && wording[.cause].first?.citation == .rfc(5321, "3.6.1"))
    let general = try explain("421 bye", .command(.data))
    #expect(
      general.lines[0].citation == .rfc(5321, "3.8")
        && general[.part][0].text == "refused for now; about the connection")
  }

  @Test func whereTheMessageIsNow() throws {
    let named = try explain("250 2.0.0 Ok: queued as 4F2AB", .endOfData)
    #expect(named.summary.hasPrefix("The server has taken the message as 4F2AB and is responsible"))
    #expect(try explain("250 2.0.0 Ok", .endOfData).summary.contains("names no queue id"))
    #expect(try explain("250 2.0.0 Ok", .command(.bdat)).summary.hasPrefix("The chunk has arrived"))
    #expect(try explain("250 2.0.0 Ok: queued as 4F2AB", .command(.noop)).summary.contains("4F2AB") == false)
  }

  @Test func successBlamesNobody() throws {
    let explanation = try explain("250 2.1.0 Ok", .command(.mail))
    #expect(explanation.fault == nil && explanation.retry == .notNeeded)
  }

  @Test func otherProtocolsAreNamed() throws {
    #expect(try explain("* OK IMAP4rev1", .connection).summary.contains("IMAP"))
    #expect(try explain("hello", .connection).summary.hasPrefix("This is not a reply"))
  }

  @Test func ehloLinesAreInWords() throws {
    var parser = ReplyParser()
    parser.feed(
      Array(
        "250-mx.example\r\n250-SIZE 10240000\r\n250-AUTH PLAIN CRAM-MD5\r\n250-XYZ\r\n250 AUTH=LOGIN\r\n".utf8))
    let next = parser.next()
    let reply = try #require(next)
    func note(_ line: Int, _ facts: ReplyContext.Facts = []) -> String? {
      Guide.note(line: line, of: reply, ReplyContext(answers: .command(.ehlo), facts: facts))
    }
    #expect(note(0) == nil)
    #expect(note(1) == "messages up to 10.2 MB")
    #expect(note(2) == "log in; PLAIN would show the password: no TLS yet")
    #expect(note(2, .tls) == "log in with PLAIN, CRAM-MD5")
    #expect(note(3) == "private extension, not known to us")
    #expect(note(4)?.contains("AUTH") == true)
    #expect(Guide.note(line: 1, of: reply, ReplyContext(answers: .command(.mail))) == nil)
  }

  /// A line of the offer is cut into words as the session cuts it: a tab separates, too.
  @Test func aTabInTheOffer() throws {
    var parser = ReplyParser()
    parser.feed(Array("250-mx.example\r\n250 SIZE\t1000\r\n".utf8))
    let next = parser.next()
    let reply = try #require(next)
    let context = ReplyContext(answers: .command(.ehlo))
    #expect(Guide.note(line: 1, of: reply, context) == "messages up to 1 kB")
    #expect(Guide.explain(line: 1, of: reply, context)?[.part].first?.label == "SIZE")
  }

  @Test(arguments: [
    "550", "5.7.1", "4.9.9", "STARTTLS", "size", "rcpt-before-mail", "MAIL", " 421 ", "550 5.1.1 User unknown",
  ])
  func topicsAreExplained(_ topic: String) { #expect(Guide.explain(topic) != nil) }

  @Test func topicsAfterACommand() {
    #expect(Guide.explain("452", after: .command(.rcpt))?.summary.hasPrefix("Too many recipients") == true)
    #expect(Guide.explain("550 5.1.1 User unknown", after: .command(.rcpt))?.cause == "no-such-user")
    let general = Guide.explain("452")
    #expect(general?[.part].contains { $0.label == "after RCPT" } == true)
  }

  /// Wording alone, as people remember it: nothing is said of a code that nobody named.
  @Test func wordsWithoutACode() {
    let explanation = Guide.explain("Relay access denied")
    #expect(explanation?.cause == "relay-denied" && explanation?[.part].isEmpty == true)
    #expect(Guide.explain("the weather is fine today") == nil)
  }

  @Test func whatProvidersMakeOfACode() {
    let parts = Guide.explain("5.7.27")?[.part] ?? []
    #expect(parts.contains { $0.label == "with Gmail" && $0.text.contains("SPF") })
  }

  @Test func extensionsAreUsed() {
    #expect(Guide.explain("size")?[.advice].first?.command?.hasPrefix("MAIL FROM:") == true)
    #expect(Guide.explain("UTF8SMTP")?[.part].first?.text == "an obsolete service extension")
    #expect(Guide.explain("ETRN")?[.part].count ?? 0 > 1, "a command as well")
  }

  @Test(arguments: ["", "hello", "99", "9.9.9", "1000"])
  func otherTopicsAreNot(_ topic: String) { #expect(Guide.explain(topic) == nil) }

  @Test func digits() {
    #expect(DigitTable.part(550).text == "refused for good; about the mail system")
    #expect(DigitTable.part(421).text == "refused for now; about the connection")
  }
}
