import Foundation
import NetworkFacts
import NIOPosix
import Sandbox
import SMTP
import SMTPCore
import SMTPSession
import Testing
import Transcript

@testable import Runner
@testable import SessionFiles

struct FileRunnerChecksTests {
  @Test func expectationsHold() throws {
    let result = try FileRunnerTests.run(
      "good",
      """
      S: 220
      C: EHLO client.example
      S: 250
      :expect capability PIPELINING
      :expect !capability XCLIENT
      C: MAIL FROM:<a@client.example>
      S: 2xx
      C: RCPT TO:<unknown@sandbox.example>
      S: 550 5.1.1
      S~ (?i)no such|unknown
      C: QUIT
      S: 221
      S: eof
      """)
    #expect(result.outcome == .passed && result.checks.count == 8, "\(result.failures)")
  }

  @Test func aFailureEndsTheRunUnlessItGoesOn() throws {
    let text = "C: EHLO client.example\nS: 550\nC: NOOP\nS: 550\n"
    #expect(try FileRunnerTests.run("good", text).failures.map(\.failure) == ["expected 550"])
    let second = try FileRunnerTests.run("good", text) { $0.keepsGoing = true }
    #expect(second.outcome == .failed && second.failures.map(\.place.line) == [2, 4])
    #expect(second.failures.first?.received?.reply.code == 250)
  }

  @Test func findingsFailARunUnlessTheyAreAllowed() throws {
    let text = "S: 220\nC: RCPT TO:<bob@sandbox.example>\nS: 503\n"
    #expect(try FileRunnerTests.run("good", text).failures.first?.failure?.contains("rcpt-before-mail") == true)
    #expect(
      try FileRunnerTests.run("good", ":allow rcpt-before-mail mail-before-hello\n" + text).outcome == .passed)
  }

  /// Only findings of severity error fail a run: a warning is something to know.
  @Test func warningsFailNoRun() throws {
    let result = try FileRunnerTests.run("good", "S: 220\nC: EHLO localhost\nS: 250\nC: FROB\nS: 500\n")
    let rules = result.store.entries.flatMap { $0.findings }
    #expect(rules.map(\.rule) == [.helloNotQualified, .commandUnknown])
    #expect(rules.allSatisfy { $0.severity == .warning })
    #expect(result.outcome == .passed, "\(result.failures)")
  }

  /// A finding stands at its own line of a group, whether its octets had to be filled in or not.
  @Test(arguments: ["nobody@", "${name}@"]) func aFindingInAGroupHasItsOwnPlace(_ recipient: String) throws {
    let result = try FileRunnerTests.run(
      "good",
      """
      :set name bob
      S: 220
      C: EHLO client.example
      S: 250
      :pipeline
      C: MAIL FROM:<a@client.example>
      C: RCPT TO:<bob@sandbox.example>
      C: RCPT TO:<\(recipient)>
      C: RSET
      :end
      """
    ) { $0.keepsGoing = true }
    #expect(result.failures.map(\.place.line) == [8], "\(result.failures)")
    #expect(result.failures.first?.failure?.contains("domain-syntax") == true, "\(result.failures)")
  }

  /// What was found when a file was recorded is no reason to fail when it runs.
  @Test func findingsOfTheRecordingAreAllowed() throws {
    let text =
      "S: 220\nC: RCPT TO:<bob@sandbox.example>\n! rcpt-before-mail: text\n! mail-before-hello: text\nS: 503\n"
    #expect(try FileRunnerTests.run("good", text).outcome == .passed)
    let strict = try FileRunnerTests.run("good", text) { $0.isStrict = true }
    #expect(strict.outcome == .failed && strict.failures.map(\.place.line) == [4])
    #expect(strict.failures[0].failure == "the finding mail-before-hello was not made")
    let other = try FileRunnerTests.run("norelay", "C: EHLO x.example\nS: 250\n") { $0.isStrict = true }
    #expect(other.outcome == .passed)
  }

  @Test func aReplyWithNoExpectationIsAllRight() throws {
    #expect(
      try FileRunnerTests.run("good", "C: EHLO client.example\nC: VRFY x\nC: QUIT\nS: 221\n").outcome == .passed
    )
  }

  @Test(arguments: ["code", "text"]) func anExpectationThatQuotesALoginIsMasked(_ level: String) throws {
    let result = try FileRunnerTests.run(
      "good",
      "S: 220\nC: EHLO x.example\nS: 250\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\n:match \(level)\n"
        + "S: 538 not wonderland\n")
    let texts = result.checks.flatMap { [$0.failure ?? ""] + $0.differences }
    #expect(texts.contains { $0.contains("not ****") } && !texts.contains { $0.contains("wonderland") })
  }

  @Test func tlsFacts() throws {
    let text = "C: EHLO x.example\nC: STARTTLS\nS: 220\n:expect tls.version >= TLSv1.2\n:expect tls.verified\n"
    let result = try FileRunnerTests.run("good", text) { $0.keepsGoing = true }
    #expect(result.failures.count == 1 && result.failures[0].failure?.contains("self-signed") == true)
  }

  /// A condition is about the newest reply, whether anything was expected of it or not.
  @Test func aConditionIsAboutTheNewestReply() throws {
    let result = try FileRunnerTests.run(
      "good", "S: 220\nC: EHLO client.example\nS: 250\nC: VRFY bob\n:expect time < 9s\n")
    #expect(result.outcome == .passed, "\(result.failures)")
    #expect(result.checks.last?.received?.context.answers == .command(.vrfy))
  }
}
