// What the recorder writes, `fmt` takes, and the octets of both directions come back: any octets, any line ends, cut off
// anywhere.

import Foundation
import SMTP
import SMTPGuide
import SMTPSession
import Testing
import Transcript

@testable import SessionFiles

struct RecordingFormatTests {
  /// Pieces that lines are made of: what the notation gives a meaning to, and what is no text.
  private static let pieces: [[UInt8]] =
    [
      "${", "${x}", "${secret:word}", "}", "\\", "\\c", "\\x", "|", "!", "x", "xx", "2xx", "250", "250-", "-",
      " ",
      "  ", "eof", "C:", "S:", ":", "*", "#", "/", "é", "\u{202E}", "\u{85}", "\t", "\r", ".", "..", "secret:",
      "size=3",
    ].map { Array($0.utf8) } + [[0], [0xFF], [0xC3], [0xE2, 0x80]]

  private static func octets(_ random: inout some RandomNumberGenerator, upTo count: Int = 6) -> [UInt8] {
    (0..<Int.random(in: 0...count, using: &random)).flatMap { _ in
      pieces.randomElement(using: &random) ?? []
    }
  }

  private static func withFile(_ work: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try work(path)
  }

  private static func entries(_ random: inout some RandomNumberGenerator) -> [TranscriptEntry] {
    var time: Int64 = 0
    return (0..<30).map { id in
      time += Int64.random(in: 0...3_000_000, using: &random)
      let content: TranscriptEntry.Content
      switch Int.random(in: 0...5, using: &random) {
      case 0:
        let kinds: [TranscriptEntry.SentKind] = [.command, .text, .endOfText, .response, .chunk]
        let line = octets(&random)
        let hidden = Int.random(in: 0...line.count, using: &random)
        let secret = Outgoing.Secret(hidden..<line.count, variable: "secret:auth-plain")
        content = .sent(
          .init(
            kind: kinds.randomElement(using: &random) ?? .text, Shown(line, hiding: [secret]),
            lineEnd: [[], [ASCII.lf], [ASCII.cr], [ASCII.cr, ASCII.lf]].randomElement(using: &random) ?? []))
      case 1, 2:
        var parser = ReplyParser()
        let ends: [[UInt8]] = [[ASCII.lf], [ASCII.cr, ASCII.lf], []]
        parser.feed(octets(&random) + (ends.randomElement(using: &random) ?? []))
        let whole = parser.next()
        guard let reply = whole ?? parser.finish() else {
          content = .remark("no reply")
          break
        }
        content = .received(
          .init(reply: reply, context: ReplyContext(answers: .nothing), firstOctet: 0, lastOctet: 0))
      case 3:
        content = .event(
          .note(String(decoding: octets(&random), as: UTF8.self), level: .bad, details: ["", "${x \\ \u{7}"]))
      case 4: content = .remark(String(decoding: octets(&random), as: UTF8.self))
      default:
        let path = String(decoding: octets(&random), as: UTF8.self)
        content = .command(
          [
            "connect [::1]:25", "connect lmtp:unix:/tmp/a\\b${c", "set eol lf", "set ca-file /a\(path)b",
            "data a\(path)b size=3 sha256=" + String(repeating: "0", count: 64),
          ].randomElement(using: &random) ?? "")
      }
      return TranscriptEntry(id: id, time: time, content: content, findings: [])
    }
  }

  /// The octets of each line of both directions, as a recording says them.
  private static func wire(_ entry: TranscriptEntry) -> [[UInt8]?] {
    switch entry.content {
    // The placeholder in a masked line is a variable.
    case .sent(let sent): return [sent.isMasked ? nil : sent.octets + sent.lineEnd]
    case .received(let received):
      let reply = received.reply
      return reply.lines.indices.map { index in
        switch reply.lines[index].lineEnd {
        case .crlf: reply.lineOctets(index) + [ASCII.cr, ASCII.lf]
        case .lf: reply.lineOctets(index) + [ASCII.lf]
        case .none: Array(reply.lineOctets(index))
        }
      }
    default: return []
    }
  }

  private static func wire(_ file: SessionFile) -> [[UInt8]?] {
    file.lines.compactMap { line -> [UInt8]?? in
      switch line.content {
      case .sent(let wire):
        return .some(wire.text.literal.map { $0 + (wire.hasCRLF ? [ASCII.cr, ASCII.lf] : []) })
      case .reply(let reply):
        return .some(reply.line.text.literal.map { $0 + (reply.line.hasCRLF ? [ASCII.cr, ASCII.lf] : []) })
      default: return nil
      }
    }
  }

  @Test(arguments: 0..<60) func everyRecordingIsASessionFile(_ seed: UInt64) throws {
    var random = Random(state: seed &+ 1)
    try Self.withFile { path in
      let entries = Self.entries(&random)
      let recorder = try Recorder(path: path)
      for entry in entries { try recorder.append([entry]) }
      let file = try SessionFileLoader.parse(path).get()
      let wanted = entries.flatMap(Self.wire)
      let found = Self.wire(file)
      #expect(wanted.count == found.count, "\(SessionFilePrinter.print(file))")
      for (wanted, found) in zip(wanted, found) where wanted != nil {
        #expect(wanted == found, "\(Escaping.escape(wanted ?? []))")
      }
      let printed = SessionFilePrinter.print(file)
      let again = try SessionFileParserTests.parse(printed).get()
      #expect(SessionFilePrinter.print(again) == printed && Self.wire(again) == found)
    }
  }

  /// Wherever a crash ends the file, and whatever is recorded into it afterwards.
  @Test func aRecordingThatIsCutOffAnywhere() throws {
    var random = Random(state: 7)
    let entries = Array(Self.entries(&random).prefix(10))
    try Self.withFile { path in
      do {
        let recorder = try Recorder(path: path)
        try recorder.append(entries)
      }
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      // Every octet of the head and of the first lines, and enough of the rest.
      for count in Array(0..<min(200, whole.count)) + stride(from: 200, through: whole.count, by: 41) {
        try whole.prefix(count).write(to: URL(fileURLWithPath: path))
        _ = try SessionFileLoader.parse(path).get()
        do {
          let recorder = try Recorder(path: path)
          try recorder.append(entries)
        }
        let file = try SessionFileLoader.parse(path).get()
        let wanted = entries.flatMap(Self.wire)
        let found = Self.wire(file).suffix(wanted.count)
        #expect(zip(wanted, found).allSatisfy { $0 == nil || $0 == $1 }, "cut off at \(count)")
      }
    }
  }

  @Test(arguments: ["2xx fine", "!no", "a|b", "25x", "eof", "xx2-y", "|", "é|x"])
  func whatAServerSaysIsNoPattern(
    _ text: String
  ) throws {
    let line = "S: " + Escaping.reply(Array(text.utf8))
    guard case .reply(let reply)? = try SessionFileParserTests.parse(line).get().lines.first?.content else {
      Issue.record("\(line)")
      return
    }
    #expect(reply.codes == nil && reply.line.text.literal == Array(text.utf8))
  }

  /// A command's arguments are written as they are read.
  @Test func namesWithSignsOfTheirOwn() throws {
    let entry = TranscriptEntry(id: 0, time: 0, content: .command("set ca-file /a\\b/${c}/${secret:word}"))
    #expect(NotationWriter.recorded(entry) == [":set ca-file /a\\\\b/\\x24{c}/\\x24{secret:word}"])
    let file = try SessionFileParserTests.parse(":data /a\\\\b/\\x24{c}").get()
    #expect(
      file.lines.first?.content
        == .command(.data(file: "/a\\b/${c}", size: nil, sha256: nil), text: "data /a\\\\b/\\x24{c}"))
  }

  /// A sequence of numbers that is the same each time.
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
