import Foundation
import Platform
import Testing

/// A folder of its own for one test.
func withFolder<T>(_ work: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    .path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try work(folder)
}

struct FileProblemTests {
  @Test func itNamesTheFileAndTheSystemsReason() {
    #expect("\(FileProblem("read", "/x/y", ENOENT))" == "cannot read /x/y: No such file or directory")
  }

  @Test func aPlaceThatTakesNoMoreIsToldFromOneThatIsNotThere() {
    #expect(FileProblem("write", "x", ENOSPC).isOfOutput && FileProblem("write", "x", EPIPE).isOfOutput)
    #expect(
      !FileProblem("write", "x", EACCES).isOfOutput && !FileProblem("write", "x", because: "no").isOfOutput)
    #expect("\(FileProblem("write", "x", because: "nobody reads"))" == "cannot write x: nobody reads")
  }
}
