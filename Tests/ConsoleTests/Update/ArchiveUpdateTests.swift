import Foundation
import SessionFiles
import SMTPCore
import Testing

@testable import Console

/// A recording through a window, with the file itself behind it.
struct ArchiveUpdateTests {
  private final class Bench {
    var model = Model(options: SessionOptions())
    let archive: RecordingArchive
    var windows = 0

    init(_ columns: Int, _ rows: Int) throws {
      setlocale(LC_ALL, "C.UTF-8")
      var text = ":connect mx.example\nS: 220 mx.example\nC: EHLO client.example\nS: 250 mx.example\n"
      for number in 0..<40_000 { text += "C: NOOP \(number)\nS: 250 2.0.0 Ok\n" }
      let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
        .path
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      archive = try RecordingArchive(path)
      model.size = Size(columns: columns, rows: rows)
      model.focus = .transcript
      carryOut(.archive(.around(.max, .last)))
    }

    func carryOut(_ effect: Effect) {
      guard case .archive(let order) = effect else { return }
      windows += 1
      switch order {
      case .around(let offset, let place):
        take(.window(archive.window(around: offset), size: archive.size, place))
      case .find(let text, let forward, let from):
        guard let found = archive.find(text, forward: forward, from: from) else {
          return take(.notice("not found: \(text)"))
        }
        take(.window(archive.window(around: found), size: archive.size, .found(found, text: text)))
      }
    }

    func take(_ event: ConsoleEvent) { for effect in ConsoleUpdate.update(&model, event) { carryOut(effect) } }
    func press(_ keys: Key...) { for key in keys { take(.key(key)) } }
    var text: String { ConsoleView.view(model).text }
    /// The line under the cursor.
    var selected: String { text.split(separator: "\n").first { $0.hasPrefix("▌") }.map(String.init) ?? "" }
  }

  @Test(arguments: [(80, 24), (40, 14)]) func fromTheEndToTheBeginning(_ columns: Int, _ rows: Int) throws {
    let bench = try Bench(columns, rows)
    #expect(bench.text.contains("NOOP 39999"))
    bench.press(.character("g"))
    #expect(bench.selected.contains(":connect mx.example"))
    bench.press(.character("G"))
    #expect(bench.text.contains("NOOP 39999"))
  }

  /// Line by line upwards, every command comes by once, in order, across the windows' edges.
  @Test func nothingIsSkippedAtTheEdges() throws {
    let bench = try Bench(80, 24)
    var seen: [Int] = []
    for _ in 0..<8_000 {
      bench.press(.up)
      if let selection = bench.model.selection,
        case .sent(let sent) = bench.model.store.entries[selection.entry].content,
        let number = Int(sent.octets.text.dropFirst(5))
      {
        seen.append(number)
      }
    }
    #expect(seen == Array((40_000 - seen.count..<40_000).reversed()) && seen.count == 4_000)
    #expect(bench.windows > 1 && bench.model.store.entries.count < 20_000, "\(bench.windows) windows")
  }

  @Test func searchingGoesThroughTheWholeFile() throws {
    let bench = try Bench(80, 24)
    bench.press(.character("/"))
    for character in "NOOP 1234" { bench.take(.key(.character(character))) }
    bench.press(.enter)
    #expect(bench.selected.contains("NOOP 12349"))
    bench.press(.character("N"))
    #expect(bench.selected.contains("NOOP 12348"))
    bench.press(.character("n"))
    #expect(bench.selected.contains("NOOP 12349"))
    bench.press(.character("/"))
    for character in "absent" { bench.take(.key(.character(character))) }
    bench.press(.enter)
    #expect(bench.text.contains("not found: absent"))
  }
}
