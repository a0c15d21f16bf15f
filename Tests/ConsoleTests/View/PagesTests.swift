import SMTP
import Testing
import Transcript

@testable import Console

struct PagesTests {
  @Test func hexadecimal() {
    #expect(
      EntryPage.hex(Array("0123456789abcdefXY\r\n".utf8)) == [
        "0000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef",
        "0010  58 59 0d 0a                                       XY..",
      ])
  }

  @Test func aSecretIsNotInThePage() {
    let entry = TranscriptEntry(
      id: 1, time: 0,
      content: .sent(
        .init(
          kind: .command,
          Shown(Array("AUTH PLAIN x".utf8), hiding: [.init(11..<12, variable: "secret:auth-plain")]))))
    #expect(EntryPage.lines(entry).contains { $0.contains("a secret is replaced") })
  }

  @Test func aLargeEntryIsCut() {
    let entry = TranscriptEntry(
      id: 1, time: 0, content: .sent(.init(kind: .text, octets: [UInt8](repeating: 65, count: 100_000))))
    #expect(EntryPage.lines(entry).last == "(the rest is in the recording)")
  }
}
