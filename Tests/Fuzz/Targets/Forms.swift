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

  /// Entries in one of the forms, which the input says: each input is met in all of them as it grows.
  ///
  /// What is printed goes through the last escape; a recording and a report are files of their own.
  static func check(_ entries: [TranscriptEntry], _ form: Int) {
    switch form % 5 {
    case 0: for entry in entries { lines(NotationWriter.recorded(entry), isFile: true, "a recording") }
    case 1: for entry in entries { lines(NotationWriter.shown(entry), isFile: false, "the notation") }
    case 2:
      for entry in entries { lines(NotationWriter.annotated(entry), isFile: false, "the notation, explained") }
    case 3: for entry in entries { lines([JSONWriter.line(entry)], isFile: true, "JSON") }
    default:
      Finding.expectClean(HTMLWriter.conversation(entries), "HTML")
      Finding.expectClean(shown: MarkdownWriter.text(entries, title: "x"), "Markdown")
    }
  }

  private static func lines(_ lines: [String], isFile: Bool, _ what: String) {
    for line in lines {
      if isFile { Finding.expectClean(line, what) } else { Finding.expectClean(shown: line, what) }
      Finding.expect(!line.utf8.contains(0x0A), "a line of \(what) is two: \(line)")
    }
  }
}
