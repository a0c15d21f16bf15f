import Foundation
import Testing
import Transcript

@testable import SessionFiles

/// A large recording through a window.
struct RecordingArchiveTests {
  /// Octets: many times what a window shows. Windows are small here, as a large recording takes long to make and to read.
  private static let size = 120_000
  private static let reach = 4 * 1024

  /// One session, or one for every ten messages; some messages are longer than a window's half, and some longer than two.
  private static func recording(sessions: Bool) -> String {
    var text = ":session 1\n* smtpscope 0.1.0, 2026-11-23 19:06:11Z\n"
    var number = 0
    while text.utf8.count < size {
      if number == 0 || (sessions && number % 10 == 0) {
        text +=
          ":connect mx.example\nS: 220 mx.example\nC: EHLO client.example\nS: 250-mx.example\nS: 250 SIZE 10\n"
      }
      number += 1
      text += "C: MAIL FROM:<a\(number)@client.example>\nS: 250 2.1.0 Ok\nC: RCPT TO:<b\(number)@mx.example>\n"
      text += "S: 250 2.1.5 Ok\nC: DATA\nS: 354 Go\n"
      for line in 0..<(number % 60 == 0 ? 700 : number % 20 == 0 ? 200 : 3) {
        text += "C: line \(line) of message \(number)\n"
      }
      text += "C: .\nS: 250 2.0.0 queued as \(number)\n"
    }
    return text + "C: QUIT\nS: 221 Bye\n"
  }

  private static func archive(_ text: String, lookBack: Int = 16 * reach) throws -> RecordingArchive {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try RecordingArchive(path, reach: reach, lookBack: lookBack)
  }

  /// Behind a 334 stands a response, in a window that begins there, too.
  @Test func aResponseIsNoCommand() throws {
    let before =
      ":session 2\n:connect mx.example\n" + String(repeating: "S: 250 2.0.0 Ok\nC: NOOP\n", count: 100)
    let head = before + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
    let rest = "C: ${secret:auth-login-1}\nS: 235 Ok\n" + String(repeating: "# remark\n", count: Self.reach)
    let archive = try Self.archive(head + rest, lookBack: 60)
    let entries = archive.window(around: head.utf8.count + Self.reach + 3).entries
    guard case .sent(let sent)? = entries.first?.content else {
      Issue.record("\(entries.prefix(2))")
      return
    }
    #expect(sent.kind == .response)
  }

  private static func lines(_ entries: [TranscriptEntry]) -> [String] {
    entries.flatMap(NotationWriter.recorded).filter { !$0.hasPrefix("!") }
  }

  /// Whatever the place, a window shows the lines that stand there, and what kind of lines they are.
  ///
  /// - Parameter lookBack: so far that a reply is always found, and less far than the longest message is long.
  @Test(arguments: [false, true], [16 * reach, 4 * reach])
  func aWindowShowsWhatStandsThere(_ sessions: Bool, _ lookBack: Int) throws {
    let text = Self.recording(sessions: sessions)
    let archive = try Self.archive(text, lookBack: lookBack)
    let octets = Array(text.utf8)
    let whole = RecordingReplay.entries(try SessionFileParser.parse(octets, name: "t").get())
    func kinds(_ entries: [TranscriptEntry]) -> [String] {
      entries.compactMap { entry in
        if case .sent(let sent) = entry.content { "\(sent.kind) \(sent.octets.text)" } else { nil }
      }
    }
    let known = Set(kinds(whole))
    for place in stride(from: 0, through: archive.size, by: 3_803) {
      let window = archive.window(around: place)
      #expect(window.range.contains(place) || place >= archive.size - 1)
      #expect(window.entries.count == window.offsets.count && window.range.count < 8 * Self.reach)
      #expect(
        Self.lines(window.entries).joined(separator: "\n")
          == octets[window.range].text.split(separator: "\n").filter {
            !$0.hasPrefix(":session") && !$0.hasPrefix("* smtpscope")
          }.joined(separator: "\n") || window.range.lowerBound == 0, "at \(place)")
      #expect(kinds(window.entries).allSatisfy(known.contains), "at \(place)")
      // What came before is not known: nobody is accused of having said no EHLO.
      #expect(!window.entries.contains { !$0.findings.isEmpty }, "at \(place)")
    }
  }

  @Test func offsetsAreThoseOfTheLines() throws {
    let text = Self.recording(sessions: true)
    let archive = try Self.archive(text)
    let octets = Array(text.utf8)
    let window = archive.window(around: Self.size / 2)
    for (entry, offset) in zip(window.entries, window.offsets) {
      let line = NotationWriter.recorded(entry)[0]
      #expect(octets[offset...].starts(with: line.utf8), "\(line) at \(offset)")
    }
  }

  /// An event ends where its line does: what follows it has its own place.
  @Test func offsetsBehindEventsAreThoseOfTheLines() throws {
    let text = """
      :session 2
      :connect mx.example
      * 0.001 connect address=192.0.2.1 port=25 took=1.000ms
      S: 220 mx.example ESMTP
      * 0.500 message-stopped by=user | given up
      # what now?
      * 9.000 closed by=server expected=no | x

      """
    let octets = Array(text.utf8)
    let window = try Self.archive(text).window(around: 0)
    let lines = window.offsets.map { octets[$0...].prefix { $0 != 0x0A }.text }
    #expect(lines.suffix(5) == text.split(separator: "\n").dropFirst(2).map(String.init)[...], "\(lines)")
  }

  /// A megabyte of what says nothing of the conversation may stand between a reply and the place.
  @Test func howFarBackAReplyIsLookedFor() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    let remark = "# " + String(repeating: "x", count: 9_997) + "\n"
    let text =
      ":session 2\n:connect mx.example\nS: 220 mx.example\n" + String(repeating: remark, count: 100)
      + "C: NOOP\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let window = try RecordingArchive(path).window(around: .max)
    guard case .sent(let sent)? = window.entries.last?.content else {
      Issue.record("\(window.entries.count)")
      return
    }
    #expect(sent.kind == .command)
  }

  @Test func searchingBothWaysAndRoundTheEnd() throws {
    let text = Self.recording(sessions: false)
    let archive = try Self.archive(text)
    func line(_ offset: Int?) -> String? {
      offset.map { Array(text.utf8)[$0...].prefix { $0 != 0x0A }.text }
    }
    let first = archive.find("QUEUED AS 7", forward: true, from: 0)
    #expect(line(first) == "S: 250 2.0.0 queued as 7")
    #expect(line(archive.find("queued as 7", forward: true, from: first ?? 0)) == "S: 250 2.0.0 queued as 70")
    #expect(
      line(archive.find("MAIL FROM:<a1@", forward: false, from: 10)) == "C: MAIL FROM:<a1@client.example>")
    #expect(line(archive.find("221 Bye", forward: false, from: 0)) == "S: 221 Bye")
    #expect(archive.find("nowhere in it", forward: true, from: 500) == nil)
    #expect(archive.find("", forward: true, from: 0) == nil)
  }

  @Test func whatCannotBeReadIsAnEvent() throws {
    let text = ":connect mx.example\nS: 220 x\nnonsense\nC: NOOP\n:matsch\nS: 250 Ok\n"
    let lines = Self.lines(try Self.archive(text).window(around: 0).entries)
    #expect(lines.contains { $0.contains("cannot be read") && $0.hasSuffix("nonsense") })
    #expect(
      lines.contains("C: NOOP") && lines.contains("S: 250 Ok") && lines.contains { $0.hasSuffix(":matsch") })
  }

  @Test func theCutOffEndSaysSo() throws {
    let window = try Self.archive(Self.recording(sessions: false) + "C: QUI").window(around: .max)
    #expect(Self.lines(window.entries).last?.hasSuffix("cut off here: C: QUI") == true)
  }

  @Test(arguments: ["/nonexistent/x.smtp", "/", "/dev/null"]) func whatIsNoRecording(_ path: String) {
    #expect(throws: SessionFileLoader.ReadProblem.self) { try RecordingArchive(path) }
  }
}
