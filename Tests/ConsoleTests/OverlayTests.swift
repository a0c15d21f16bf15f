import SessionFiles
import Testing

@testable import Console

struct OverlayTests {
  private static func pairs() throws -> [RecordingDiff.Row] {
    let first = "S: 220 mx.example\nC: EHLO a.example\nS: 250-mx.example\nS: 250 SIZE 10\nC: NOOP\nS: 250 Ok\n"
    let second = "S: 220 mx.example\nC: EHLO a.example\nS: 250-mx.example\nS: 250-DSN\nS: 250 SIZE 20\n"
    return RecordingDiff.rows(
      try SessionFileParser.parse(Array(first.utf8), name: "a").get(),
      try SessionFileParser.parse(Array(second.utf8), name: "b").get())
  }

  private static func text(_ overlay: Overlay, _ columns: Int) -> [String] {
    overlay.rows(columns: columns).map { row in
      var line = row.map(\.text).joined()
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  @Test func besideEachOther() throws {
    let rows = Self.text(Overlay(title: "x", pairs: try Self.pairs()), 80)
    #expect(
      rows == [
        "S: 220 mx.example                    │ S: 220 mx.example",
        "C: EHLO a.example                    │ C: EHLO a.example",
        "S: 250-mx.example                    │ S: 250-mx.example",
        "S: 250 SIZE 10                       ≠ S: 250 SIZE 20",
        "                                     > S: 250-DSN",
        "C: NOOP                              <",
        "S: 250 Ok                            <",
      ], "\(rows.joined(separator: "\n"))")
  }

  /// A narrow screen has them one under the other.
  @Test func oneUnderTheOther() throws {
    let rows = Self.text(Overlay(title: "x", pairs: try Self.pairs()), 40)
    #expect(
      rows == [
        "  S: 220 mx.example", "  C: EHLO a.example", "  S: 250-mx.example", "- S: 250 SIZE 10",
        "+ S: 250 SIZE 20", "+ S: 250-DSN", "- C: NOOP", "- S: 250 Ok",
      ])
  }

  @Test func longLinesAreWrapped() {
    let overlay = Overlay(title: "x", lines: [String(repeating: "word ", count: 20), "", "end"])
    let rows = Self.text(overlay, 40)
    #expect(rows.count == 5 && rows[3].isEmpty && rows[4] == "end" && rows.allSatisfy { $0.count <= 36 })
  }
}
