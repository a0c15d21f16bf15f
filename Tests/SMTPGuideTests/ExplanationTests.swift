import SMTP
import Testing

@testable import SMTPGuide

struct ExplanationTests {
  /// A refusal of which everything is known.
  private static func refusal(isOurs: Bool = true) throws -> Explanation {
    let played = try play(
      """
      S: 220 mx.example ESMTP Postfix
      C: EHLO localhost
      S: 250 mx.example
      C: MAIL FROM:<a@client.example>
      S: 250 Ok
      C: RCPT TO:<b@one.example>
      S: 554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org
      """)
    return Guide.explain(
      try reply("554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org"), played.context,
      isOurs: isOurs)
  }

  /// Every role is said in its turn, the first one once.
  @Test func rolesComeInTheirOrder() throws {
    let explanation = try Explanation(
      "s", fault: .server, retry: .later, remarks: [#require(Remark(id: "not-logged-in", values: [:]))],
      parts: [.init(.part, "550", "p")], cause: "c", causes: [.init(.cause, "wording", "c")],
      product: ProductGuess(name: "Postfix", certainty: .certain, evidence: "e"),
      advice: [.advice("a", command: "b")])
    #expect(explanation.lines.map(\.role) == Explanation.Role.allCases)
    #expect(explanation.summary == "s" && explanation[.advice].map(\.command) == ["b"])
    #expect(
      explanation[.here].map(\.id) == ["not-logged-in"] && explanation[.here][0].citation == .rfc(4954, "6"))
    #expect(explanation[.server].map(\.text) == ["Postfix (certain: e)"])
    #expect(explanation[.server].map(\.citation) == [ProductTable.row("Postfix")?.source])
  }

  /// What a real refusal is made of.
  @Test func everythingOfARefusal() throws {
    let lines = try Self.refusal().lines
    let order = Explanation.Role.allCases
    let places = lines.compactMap { order.firstIndex(of: $0.role) }
    #expect(places == places.sorted() && lines[0].role == .summary, "\(lines)")
    #expect(lines.filter { $0.role == .cause }.map(\.label) == ["wording", "list"])
    #expect(Set(lines.map(\.role)).isSuperset(of: [.side, .retry, .part, .cause, .server, .advice]))
  }

  /// A document that nobody named is not made up.
  @Test func nothingIsCitedThatNoRowNames() {
    let guess = ProductGuess(name: "No such server", certainty: .possible, evidence: "e")
    #expect(Explanation("s", product: guess)[.server].map(\.citation) == [nil])
    #expect(Remark(id: "no-such-rule", values: [:]) == nil)
  }

  /// Unasked, a refusal is explained in full, and of another reply the sentence is said with what it rests on.
  @Test func whatIsSaidInPassing() throws {
    let refusal = try Self.refusal()
    #expect(refusal.inPassing == refusal.lines)
    let malformed = Guide.explain(try reply("hello"), ReplyContext(answers: .connection))
    #expect(malformed.inPassing == malformed.lines && malformed.inPassing.count > 3)
    let greeting = try play("S: 220 mx.example ESMTP Postfix").context
    let positive = Guide.explain(try reply("220 mx.example ESMTP Postfix"), greeting)
    #expect(positive.inPassing.map(\.role) == [.summary, .server] && positive[.part].count == 1)
    let general = Guide.explain(try reply("250 2.1.0 Ok"), ReplyContext(answers: .command(.rset)))
    #expect(general.inPassing.count == 1 && general.inPassing[0].citation != nil)
  }

  /// On a screen of which the top alone is seen, what to do stands before what is only explained; nothing is lost.
  @Test func adviceInFront() throws {
    let explanation = try Self.refusal()
    let first = explanation.adviceFirst
    #expect(first.count == explanation.lines.count && explanation.lines.allSatisfy(first.contains))
    let roles = first.map(\.role)
    let advice = try #require(roles.firstIndex(of: .advice))
    #expect(roles[..<advice].allSatisfy { [.summary, .side, .retry, .here].contains($0) })
    #expect(roles.firstIndex(of: .part).map { $0 > advice } == true)
    #expect(Explanation("s").adviceFirst == Explanation("s").lines)
  }

  /// In somebody else's log the client is not this side.
  @Test func whoseSideItIs() throws {
    func side(_ fault: Fault, isOurs: Bool) -> String? {
      Explanation("s", fault: fault, isOurs: isOurs)[.side].first?.text
    }
    #expect(side(.client, isOurs: true) == "This side's doing.")
    #expect(side(.client, isOurs: false) == "The client's doing.")
    for fault in Fault.allCases where fault != .client {
      #expect(side(fault, isOurs: true) == side(fault, isOurs: false), "\(fault)")
      #expect(side(fault, isOurs: true) == Texts.text("side.\(fault.rawValue)"), "\(fault)")
    }
  }

  /// Side and retry are one paragraph, each of them alone is one as well.
  @Test func paragraphs() {
    func texts(_ fault: Fault?, _ retry: Retry) -> [String] {
      Explanation("s", fault: fault, retry: retry).lines.paragraphs.map(\.text)
    }
    #expect(texts(.server, .later) == ["s", "The server's doing. Asking again later may help."])
    #expect(texts(nil, .later) == ["s", "Asking again later may help."])
    #expect(texts(.server, .notNeeded) == ["s", "The server's doing."] && texts(nil, .notNeeded) == ["s"])
  }
}
