// Recordings of both versions, read back; and the lines of events by themselves.

import SMTP
import SMTPCore
import SessionFiles
import Transcript

/// The octets are the lines of a recording; the head is put in front of them. An odd count: version 1.
enum RecordingsTarget {
  static func run(_ octets: [UInt8]) {
    guard octets.count <= 20_000 else { return }
    let head =
      octets.count % 2 == 1
      ? ":session 1\n* smtpscope 0.1.0, 2026-11-24 08:33:49Z\n"
      : ":session 2\n* 0.000 start program=smtpscope version=0.2.0 clock=2026-11-24T08:33:49Z\n"
    let text = Array(head.utf8) + octets + [ASCII.lf]
    for line in octets.split(separator: ASCII.lf).prefix(50) { event(String(decoding: line, as: UTF8.self)) }
    _ = SessionFileParser.lines(ofPart: text, isCutOff: true)
    guard case .success(let file) = SessionFileParser.parse(text, name: "x.smtp") else { return }
    let entries = RecordingReplay.entries(file)
    Forms.check(entries, octets.count / 2)
    // What was read is written as a recording, and from there on it is the same for ever.
    let first = Forms.recording(entries)
    let second = again(first)
    Finding.expect(second, equals: again(second), "a recording changes each time it is read")
  }

  private static func again(_ text: String) -> String {
    switch SessionFileParser.parse(Array(text.utf8), name: "x.smtp") {
    case .failure(let problems):
      Finding.stop("a recording cannot be read: \(problems.list.first?.description ?? "")")
    case .success(let file): return Forms.recording(RecordingReplay.entries(file))
    }
  }

  /// A line of an event means the same when it is written again.
  static func event(_ text: String) {
    guard let line = EventNotation.line(text) else { return }
    let event = EventNotation.event(line, [])
    let lines = EventNotation.lines(event)
    let written = lines.map(EventNotation.text)
    for text in written {
      Finding.expectClean(text, "a line of an event")
      Finding.expect(!text.contains("\n"), "a line of an event is two: \(text)")
    }
    let read = written.map { text -> EventLine in
      guard let line = EventNotation.line(text) else {
        Finding.stop("an event is written as \(text), which is none")
      }
      return line
    }
    guard let first = read.first else { return }
    let same = EventNotation.event(first, Array(read.dropFirst()))
    Finding.expect(same == event, "an event is another one when it is read again: \(event), then \(same)")
  }
}
