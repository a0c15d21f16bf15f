import SMTP
import Testing

@testable import SMTPGuide

struct SessionHistoryTests {
  @Test func whoItIsIsSaidOnceAndWhereSomethingIsRefused() throws {
    let greeting = try play("S: 220 mx.example ESMTP Postfix (Debian)")
    #expect(greeting.context.details?.product?.name == "Postfix")
    #expect(greeting.context.details?.product?.certainty == .certain)
    let ok = try play("S: 220 mx.example ESMTP Postfix\nC: NOOP\nS: 250 Ok")
    #expect(ok.context.details == nil)
    let refused = try play("S: 220 mx.example ESMTP Postfix\nC: NOOP\nS: 500 no")
    #expect(refused.context.details?.product?.evidence == "the greeting says \"ESMTP Postfix\"")
  }

  @Test func surerEvidenceCounts() throws {
    let history = try play(
      "S: 220 mx.example\nC: NOOP\nS: 250 2.0.0 Ok: queued as 1\nC: NOOP\nS: 250 x - gsmtp"
    ).history
    #expect(history.product?.name == "Gmail" && history.product?.certainty == .certain)
    let kept = try play("S: 220 mx.example ESMTP Exim 4.96\nC: NOOP\nS: 550 Relay access denied").history
    #expect(kept.product?.name == "Exim")
  }

  /// Of two guesses that are as sure, the first one stays: who it is does not change from reply to reply.
  @Test func equalCertaintyChangesNothing() throws {
    let begun = "S: 220 mx.example\nC: NOOP\nS: 250 2.0.0 Ok: queued as 1"
    let first = try play(begun).history.product
    #expect(first?.name == "Postfix" && first?.certainty == .likely)
    let other = try play("S: 220 mx.example\nC: NOOP\nS: 250 OK id=1").history.product
    #expect(other?.name == "Exim" && other?.certainty == .likely)
    #expect(try play(begun + "\nC: NOOP\nS: 250 OK id=1").history.product == first)
  }

  /// Greylisting shows in the next connection.
  @Test func refusalsOutliveAConnection() throws {
    let transaction =
      "S: 220 mx.example\nC: EHLO client.example\nS: 250 mx.example\nC: MAIL FROM:<a@client.example>\nS: 250 Ok\nC: RCPT TO:<b@one.example>\n"
    let first = try play(transaction + "S: 450 4.7.1 try later").history
    let second = try play(transaction + "S: 250 Ok", from: first)
    #expect(second.context.details?.remarks.map(\.id) == ["greylisting-passed"])
  }

  @Test func memoryIsBounded() throws {
    var text =
      "S: 220 mx.example\nC: EHLO client.example\nS: 250 mx.example\nC: MAIL FROM:<a@client.example>\nS: 250 Ok\n"
    for number in 0..<300 { text += "C: RCPT TO:<b\(number)@one.example>\nS: 550 5.1.1 User unknown\n" }
    #expect(try play(text).history.refusals.count == SessionHistory.most)
  }
}
