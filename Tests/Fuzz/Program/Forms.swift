// Entries in every form in which they are printed.

import SMTP
import SMTPCore
import Transcript

/// Prints entries, and looks at what comes out.
enum Forms {
  /// The recording of entries, head included.
  static func recording(_ entries: [TranscriptEntry]) -> String {
    var clock = NotationWriter.Clock()
    var lines = NotationWriter.head(clock: 1_790_000_000)
    for entry in entries { lines += clock.recorded(entry) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// All forms of entries have nothing raw in them, and lines are lines.
  static func check(_ entries: [TranscriptEntry]) {
    for entry in entries {
      for lines in [NotationWriter.recorded(entry), NotationWriter.shown(entry), NotationWriter.annotated(entry)] {
        for line in lines {
          Finding.expectClean(line, "the notation")
          Finding.expect(!line.contains("\n"), "a line of the notation is two: \(line)")
        }
      }
      let json = JSONWriter.line(entry)
      Finding.expectClean(json, "JSON")
      Finding.expect(!json.contains("\n"), "a line of JSON is two: \(json)")
    }
    Finding.expectClean(HTMLWriter.page(title: "x", body: HTMLWriter.conversation(entries)), "HTML")
    Finding.expectClean(MarkdownWriter.text(entries, title: "x"), "Markdown")
  }
}
