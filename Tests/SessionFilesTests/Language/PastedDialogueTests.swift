import SMTP
import Testing

@testable import SessionFiles

struct PastedDialogueTests {
  /// What the lines of a conversation are: `C:` lines and the codes of replies.
  private static func kinds(_ text: String) -> [String] {
    var dialogue = PastedDialogue()
    var out: [String] = []
    for line in text.split(separator: "\n") {
      let octets = Array(line.utf8.dropFirst(3))
      if line.hasPrefix("S:") {
        dialogue.received(code: UInt16(line.dropFirst(3).prefix(3)), isContinued: line.contains("-"))
      } else {
        let read = dialogue.read(octets)
        switch read {
        case .command(let command): out.append(command.verb.rawValue)
        case .text: out.append("text")
        case .endOfText: out.append("end")
        case .response: out.append("response")
        case .chunk: out.append("chunk")
        }
        dialogue.sent(read, octets)
      }
    }
    return out
  }

  @Test func mailTextEndsWithItsDot() {
    #expect(
      Self.kinds("C: DATA\nS: 354 go\nC: QUIT\nC: ..\nC: .\nC: QUIT\n") == [
        "DATA", "text", "text", "end", "QUIT",
      ])
  }

  @Test func aChallengeIsForOneLine() {
    #expect(Self.kinds("C: AUTH LOGIN\nS: 334 x\nC: QUIT\nC: QUIT\n") == ["AUTH", "response", "QUIT"])
  }

  /// A chunk is as long as its BDAT says, whatever its lines look like (RFC 3030 §2).
  @Test func aChunkIsAsLongAsItsBDATSays() {
    #expect(
      Self.kinds("C: BDAT 12 LAST\nC: QUIT\nC: RSET\nC: QUIT\nS: 250\n") == ["BDAT", "chunk", "chunk", "QUIT"])
    #expect(
      Self.kinds("C: BDAT 12 LAST\nS: 250 ok\nC: QUIT\n") == ["BDAT", "QUIT"], "the chunk is not in the text")
  }

  /// Where replies are missing the newest counts.
  @Test func missingRepliesDoNoHarm() {
    #expect(
      Self.kinds("C: MAIL\nC: RCPT\nC: DATA\nS: 354 go\nC: x\nC: .\nC: QUIT\n").suffix(3) == [
        "text", "end", "QUIT",
      ])
    #expect(Self.kinds("C: DATA\nS: 354 go\nS: 250 queued\nC: QUIT\n") == ["DATA", "QUIT"])
  }
}
