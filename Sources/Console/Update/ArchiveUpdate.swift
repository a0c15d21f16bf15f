// A recording that is looked at through a window: when to ask for another part of it, and what of the new part is shown.

import SessionFiles
import Transcript

/// Where the entries of the transcript stand in a recording.
package struct ArchiveView: Sendable {
  /// The offset of each entry's first line.
  package let offsets: [Int]
  /// The octets of the recording that the transcript shows.
  package let range: Range<Int>
  /// The recording's size in octets.
  package let size: Int
}

/// What the screen wants of a recording.
package enum ArchiveOrder: Sendable, Equatable {
  case around(Int, ArchivePlace)
  case find(String, forward: Bool, from: Int)
}

/// What is shown of a new window.
package enum ArchivePlace: Sendable, Equatable {
  /// The same entries as before, where they still are.
  case same
  case first, last
  /// The entry with this offset in it, and in that the line with this text.
  case found(Int, text: String)
}

/// The part of the update that is about windows.
enum ArchiveUpdate {
  static func receive(_ window: RecordingArchive.Window, size: Int, _ place: ArchivePlace, _ model: inout Model)
  {
    let old = model.archive
    model.archive = ArchiveView(offsets: window.offsets, range: window.range, size: size)
    model.store = TranscriptStore()
    model.store.append(window.entries)
    model.now = window.entries.last?.time ?? 0
    switch place {
    case .same:
      func moved(_ position: Position) -> Position? {
        guard let old, position.entry < old.offsets.count else { return nil }
        return entry(at: old.offsets[position.entry], window.offsets).map {
          Position(entry: $0, line: position.line)
        }
      }
      model.selection = model.selection.flatMap(moved) ?? model.last
      model.top = model.top.flatMap { top in
        moved(top.position).map { Model.Top(position: $0, skipped: top.skipped) }
      }
    case .first:
      model.selection = model.store.isEmpty ? nil : Position(entry: 0, line: 0)
      model.top = nil
    case .last:
      model.selection = model.focus == .transcript ? model.last : nil
      model.top = nil
    case .found(let offset, let text):
      guard let entry = entry(at: offset, window.offsets) else { return }
      let line = TranscriptUpdate.match(model.store.entries[entry], text.lowercased()) ?? 0
      model.focus = .transcript
      model.selection = Position(entry: entry, line: line)
      model.top = nil
    }
    if model.selection != nil { TranscriptView.keepVisible(&model) }
  }

  /// The entry that has an offset in it.
  private static func entry(at offset: Int, _ offsets: [Int]) -> Int? {
    var low = 0
    var high = offsets.count
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// Asks for what comes next when the selection has come near the edge of the window.
  static func atEdge(_ model: Model) -> [Effect] {
    guard let archive = model.archive, model.focus == .transcript, let entry = model.selection?.entry,
      entry < archive.offsets.count
    else { return [] }
    let margin = 2 * max(1, model.size.rows)
    let isNearTop = entry < margin && archive.range.lowerBound > 0
    let isNearEnd = entry >= archive.offsets.count - margin && archive.range.upperBound < archive.size
    return isNearTop || isNearEnd ? [.archive(.around(archive.offsets[entry], .same))] : []
  }

  /// Searches the whole recording.
  static func search(_ text: String, forward: Bool, _ model: Model) -> [Effect] {
    guard let archive = model.archive, let entry = (model.selection ?? model.last)?.entry,
      entry < archive.offsets.count
    else { return [] }
    // The lines of the entry itself are behind its offset, too.
    let next = entry + 1 < archive.offsets.count ? archive.offsets[entry + 1] : archive.range.upperBound
    return [.archive(.find(text, forward: forward, from: forward ? next - 1 : archive.offsets[entry]))]
  }
}
