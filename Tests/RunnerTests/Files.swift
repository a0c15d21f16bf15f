// Session files of tests, on disk for as long as they are loaded.

import Foundation
import SessionFiles

/// Loads a file that has other files beside it.
///
/// - Parameters:
///   - files: names and texts; the first is loaded.
func load(_ files: [(String, String)]) throws -> Result<[Step], SessionFileProblems> {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files {
    try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }
  return SessionFileLoader.load(folder.appendingPathComponent(files[0].0).path)
}
