// Entries for the tests of their forms.

import SMTP
import SMTPGuide
import Testing
import Transcript

/// An entry for a reply.
func received(_ text: String, _ answers: Awaited, findings: [Finding] = []) throws -> TranscriptEntry {
  var parser = ReplyParser()
  parser.feed(Array(text.utf8))
  let next = parser.next()
  let reply = try #require(next)
  return TranscriptEntry(
    id: 7, time: 1_500_000_000,
    content: .received(
      .init(reply: reply, context: ReplyContext(answers: answers), firstOctet: 2_000_000, lastOctet: 31_000_000)
    ),
    findings: findings)
}

/// An entry for a sent command.
///
/// - Parameter secret: octets of the command that are one, shown as `${secret:auth-plain}`.
func sent(_ text: String, lineEnd: [UInt8] = [13, 10], secret: Range<Int>? = nil, findings: [Finding] = [])
  -> TranscriptEntry
{
  let secrets = secret.map { [Outgoing.Secret($0, variable: "secret:auth-plain")] } ?? []
  return TranscriptEntry(
    id: 6, time: 1_000_000_000,
    content: .sent(.init(kind: .command, Shown(Array(text.utf8), hiding: secrets), lineEnd: lineEnd)),
    findings: findings)
}
