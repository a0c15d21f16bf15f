import SMTP
import SessionFiles
import Testing
import Transcript

struct SessionFilePrinterTests {
  /// Parse, print, parse is the identity; print, parse, print too.
  @Test(arguments: [
    "C: EHLO client.example\nS: 250-mx.example\nS: 250 SIZE\n", "C:\nC:  x\nC: a\\n\\c\n",
    "S: 2xx\nS: !5xx|421 x\nS: eof\n",
    "S~ ^250 (a|b)$\n", ":set x a b\n:capture q /a b/\n:expect !capability STARTTLS\n", "# x\n* y\n! z\n\n",
    "C: \\x00\\xFF\\\\c\nC: ü ${name} \\x24{no}\n", ":pipeline\nC: MAIL\n:end\n", ":data a b.eml size=3\n",
  ])
  func roundTrip(_ text: String) throws {
    let file = try SessionFileParser.parse(Array(text.utf8), name: "t").get()
    #expect(SessionFilePrinter.print(file) == text)
    #expect(try SessionFileParser.parse(Array(SessionFilePrinter.print(file).utf8), name: "t").get() == file)
  }

  @Test func theCanonicalForm() throws {
    let file = try SessionFileParser.parse(Array("\t C:EHLO x\r\n  #remark  \n:pause   2s \n".utf8), name: "t")
      .get()
    #expect(SessionFilePrinter.print(file) == "C: EHLO x\n# remark\n:pause   2s\n")
  }

  /// What fmt prints it prints again, and it says the same: with carriage returns in front of a line's end, with a
  /// control character behind a code, and with marks and letters that belong to the character beside them.
  @Test(arguments: [
    "# a\r\r\n* b \r\r\n! c\r\r\n", "S: 221\u{14}\n", "S: 221\u{85}x\nS: 250\u{200B}\n",
    "C: \u{301}x\nS: \u{301}\nS~ \u{301}\n", "C: \u{0D4E}\\c\n", "C: \u{0D4E}${name}\u{301}\n",
    "C: \\x24{\u{301}\nC: ${name}\u{301}}\n",
  ])
  func fmtIsIdempotent(_ text: String) throws {
    let file = try SessionFileParser.parse(Array(text.utf8), name: "t").get()
    let printed = SessionFilePrinter.print(file)
    let again = try SessionFileParser.parse(Array(printed.utf8), name: "t").get()
    #expect(SessionFilePrinter.print(again) == printed)
    for (a, b) in zip(file.lines, again.lines) {
      switch (a.content, b.content) {
      case (.sent, _), (.reply, _), (.pattern, _): #expect(a == b)
      default: #expect(file.lines.count == again.lines.count)
      }
    }
  }

  /// By octets: a letter that takes the character behind it hides neither a variable nor a final `\c`.
  @Test func lettersThatTakeTheNextCharacter() throws {
    let file = try SessionFileParser.parse(Array("C: \u{0D4E}${name}\u{0D4E}\\c\n".utf8), name: "t").get()
    guard case .sent(let wire)? = file.lines.first?.content else {
      Issue.record("no C: line")
      return
    }
    #expect(wire.text.variables == ["name"] && !wire.hasCRLF)
  }

  @Test func allOctetsComeBack() throws {
    let octets = [UInt8](0...255)
    let text = "C: " + Escaping.wire(octets) + "\n"
    guard
      case .sent(let wire)? = try SessionFileParser.parse(Array(text.utf8), name: "t").get().lines.first?
        .content
    else {
      Issue.record("no C: line")
      return
    }
    #expect(wire.text.literal == octets)
  }
}
