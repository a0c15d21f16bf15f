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
