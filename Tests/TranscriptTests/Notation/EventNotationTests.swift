import Foundation
import SMTP
import Testing
import Transcript

struct EventNotationTests {
  private func read(_ lines: [EventLine]) -> Event? {
    let texts = lines.map(EventNotation.text).compactMap { EventNotation.line($0) }
    guard texts.count == lines.count, let first = texts.first else { return nil }
    return EventNotation.event(first, Array(texts.dropFirst()))
  }

  /// What is written is read back as it was: each event, with everything that it can have.
  @Test(arguments: everyEvent) func thereAndBack(_ event: Event) {
    let lines = EventNotation.lines(event)
    #expect(read(lines) == event)
    for line in lines {
      #expect(EventNotation.text(line).unicodeScalars.allSatisfy { Escaping.isSafe($0) }, "\(line)")
    }
  }

  @Test func everyTagIsMet() {
    let tags = Set(everyEvent.map { EventNotation.lines($0)[0].tag })
    for tag in EventNotation.Tag.allCases { #expect(tags.contains(tag.rawValue), "\(tag)") }
  }

  /// A mark at the beginning of a value belongs to the value, not to the quotation mark in front of it.
  @Test(arguments: ["\u{301}a b", "\u{301}", "a\u{301} \"\u{301}|", "|\u{301}x=y"])
  func marksInValues(_ value: String) {
    let line = EventLine("newer", [EventField("key", value)], text: value)
    #expect(EventNotation.line(EventNotation.text(line)) == line)
  }

  /// The reference of the form has each tag, and each key that stands behind it.
  @Test func everyTagAndKeyStandsInTheReference() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Sources/Transcript/Transcript.docc/recordings.md")
    var rows: [String: String] = [:]
    for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") {
      if let found = line.firstMatch(of: /^\| `([a-z-]+)`/) { rows[String(found.1)] = String(line) }
    }
    for tag in EventNotation.Tag.allCases { #expect(rows[tag.rawValue] != nil, "\(tag)") }
    for event in everyEvent {
      if case .unknown = event { continue }
      for line in EventNotation.lines(event) {
        let row = try #require(rows[line.tag], "\(line.tag)")
        for field in line.fields { #expect(row.contains("`\(field.key)`"), "\(field.key) of \(line.tag)") }
      }
    }
  }
}
