import Foundation
import Platform
import Testing

struct RegularFileTests {
  private func write(_ text: String, _ path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func rest(_ file: RegularFile) throws(FileProblem) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let piece = try file.next()
      if piece.isEmpty { return all }
      all += piece
    }
  }

  @Test func itComesInPieces() throws {
    try withFolder { folder in
      let path = folder + "/x"
      for size in [0, 1, RegularFile.pieceSize, RegularFile.pieceSize + 1] {
        try write(String(repeating: "x", count: size), path)
        let file = try RegularFile(path)
        #expect(file.size == size)
        #expect(try rest(file).count == size)
      }
    }
  }

  @Test func whatIsNoFileIsRefusedWithoutWaiting() throws {
    try withFolder { folder in
      mkfifo(folder + "/fifo", 0o600)
      for (path, why) in [
        (folder + "/fifo", "it is a FIFO"), ("/dev/zero", "it is a device"), (folder, "Is a directory"),
        (folder + "/none", "No such file"),
      ] {
        #expect { _ = try RegularFile(path) } throws: { "\($0)".hasPrefix("cannot read \(path): \(why)") }
      }
    }
  }

  @Test func whatIsNotThereIsNotRefused() throws {
    try RegularFile.check("/nonexistent")
    #expect { try RegularFile.check("/dev/tty") } throws: { "\($0)".contains("it is a device") }
  }

  @Test func aFileThatChangesMeanwhileIsNotWhatItWas() throws {
    try withFolder { folder in
      let path = folder + "/x"
      try write(String(repeating: "x", count: 600_000), path)
      let shorter = try RegularFile(path)
      truncate(path, 300_000)
      #expect { _ = try rest(shorter) } throws: { "\($0)".contains("it has become shorter: 300000 of 600000") }
      let longer = try RegularFile(path)
      truncate(path, 300_001)
      #expect { _ = try rest(longer) } throws: { "\($0)".contains("it has grown beyond its 300000 octets") }
      let other = try RegularFile(path)
      var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
      #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
      #expect { _ = try rest(other) } throws: { "\($0)".contains("it was written to meanwhile") }
    }
  }

  /// Its size is not known beforehand.
  @Test func aFileOfTheSystemIsRead() throws {
    #expect(try !rest(RegularFile("/proc/self/status")).isEmpty)
  }
}
