// Conversations as tests: `C:` and `S:` lines go through the parser and the dialogue, and the `!` lines behind
// each of them are the findings it has to give, no more and no less.

import SMTP
import Testing

/// Plays a conversation and compares the findings.
///
/// - Parameter notation: `C:` sent, `S:` received, `! id` expected behind its line; `:lmtp` at the start, `:tls`
///   when the handshake has succeeded, `:close` when the server closes. `\n` in an `S:` line is a bare LF.
/// - Returns: the dialogue at the end.
@discardableResult
func play(_ notation: String, sourceLocation: SourceLocation = #_sourceLocation) -> Dialogue {
  var kind = Dialogue.Kind.smtp
  var lines = notation.split(separator: "\n", omittingEmptySubsequences: true).map {
    String($0.drop { $0 == " " })
  }
  if lines.first == ":lmtp" {
    kind = .lmtp
    lines.removeFirst()
  }
  var dialogue = Dialogue(kind: kind)
  var parser = ReplyParser()
  var produced: [String] = []
  var index = 0
  while index < lines.count {
    let line = lines[index]
    index += 1
    if line.hasPrefix("!") { continue }
    produced.append(line)
    var findings: [Finding] = []
    switch line.prefix(3) {
    case "C: ", "C:": findings = dialogue.sent(dialogue.read(Array(line.dropFirst(3).utf8)))
    case "S: ", "S:":
      parser.feed(Array((line.dropFirst(3) + "\r\n").utf8))
      // A packet holds all S: lines up to the next other line.
      while index < lines.count, lines[index].hasPrefix("S:") {
        produced.append(lines[index])
        parser.feed(Array((lines[index].dropFirst(3) + "\r\n").utf8))
        index += 1
      }
      while let reply = parser.next() {
        findings += dialogue.received(reply, unread: parser.pendingOctets.count).findings
        if dialogue.phase == .handshake { parser = ReplyParser() }
      }
    default:
      switch line {
      case ":tls": dialogue.tlsStarted()
      case ":close": findings = dialogue.closed()
      default: Issue.record("not a line of a conversation: \(line)", sourceLocation: sourceLocation)
      }
    }
    produced += findings.map { "! \($0.id)" }
  }
  let expected = lines.map { $0.hasPrefix("!") ? String($0.prefix { $0 != ":" }) : $0 }
  #expect(produced == expected, sourceLocation: sourceLocation)
  return dialogue
}

/// One reply out of octets.
func parseReply(_ text: String) -> Reply? {
  var parser = ReplyParser()
  parser.feed(Array(text.utf8))
  return parser.next()
}
