import Foundation
import Testing

@testable import Platform

struct TextFileTests {
  @Test func aNewFileIsPrivateAndAnOldOneIsKept() throws {
    try withFolder { folder in
      let path = folder + "/t.txt"
      try TextFile.create(path, "one\n")
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
      #expect { try TextFile.create(path, "two\n") } throws: { "\($0)".contains("File exists") }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\n")
    }
  }

  @Test func aReaderThatIsGoneIsNoticed() {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    #expect(TextFile.write("x", to: ends[1]))
    close(ends[0])
    #expect(!TextFile.write("x", to: ends[1]))
    close(ends[1])
  }

  // MARK: In the place of another

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func aFileThatIsReplacedKeepsItsMode() throws {
    try withFolder { folder in
      let path = folder + "/r.json"
      try TextFile.replace(path, "one\n")
      #expect(try mode(path) == 0o600)
      chmod(path, 0o640)
      try TextFile.replace(path, "two\n")
      #expect(try mode(path) == 0o640 && text(path) == "two\n" && names(folder) == ["r.json"])
    }
  }

  @Test func anOwnerIsKeptWhereThatIsPossible() throws {
    guard geteuid() == 0 else { return }
    try withFolder { folder in
      let path = folder + "/r.json"
      try TextFile.replace(path, "one\n")
      #expect(chown(path, 65534, 65534) == 0)
      try TextFile.replace(path, "two\n")
      var info = stat()
      #expect(stat(path, &info) == 0 && info.st_uid == 65534 && info.st_gid == 65534)
    }
  }

  /// `--report json=/dev/full` as root made a file of the device. A device of our own, so that a mistake costs none of the
  /// machine's.
  @Test func aDeviceIsWrittenToAndStays() throws {
    try withFolder { folder in
      let path = folder + "/full"
      guard mknod(path, S_IFCHR | 0o666, 1 << 8 | 7) == 0, open(path, O_WRONLY | O_CLOEXEC) >= 0 else { return }
      #expect { try TextFile.replace(path, "x") } throws: {
        "\($0)" == "cannot write \(path): No space left on device"
      }
      var info = stat()
      #expect(lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFCHR)
      let left = try names(folder)
      #expect(left == ["full"])
    }
  }

  @Test func aLinkIsWrittenThroughWhereverItLeads() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/other", withIntermediateDirectories: true)
      for (link, target) in [("a", "there"), ("b", "other/there"), ("c", "dangling"), ("d", "a")] {
        if target != "dangling", target != "a" {
          try TextFile.create("\(folder)/\(target)", "what was there is longer\n")
        }
        #expect(symlink(target, "\(folder)/\(link)") == 0)
        try TextFile.replace("\(folder)/\(link)", "new \(link)\n")
        var info = stat()
        #expect(lstat("\(folder)/\(link)", &info) == 0 && info.st_mode & S_IFMT == S_IFLNK, "\(link)")
        #expect(try text("\(folder)/\(target)") == "new \(link)\n")
      }
      #expect(symlink("loop", folder + "/loop") == 0)
      #expect { try TextFile.replace(folder + "/loop", "x") } throws: { "\($0)".contains("symbolic links") }
    }
  }

  @Test func aFileWithTwoNamesKeepsBoth() throws {
    try withFolder { folder in
      try TextFile.create(folder + "/a", "what was there is longer\n")
      #expect(link(folder + "/a", folder + "/b") == 0)
      try TextFile.replace(folder + "/a", "new\n")
      #expect(try text(folder + "/b") == "new\n")
    }
  }

  @Test func aFIFOIsWrittenTo() throws {
    try withFolder { folder in
      let path = folder + "/fifo"
      #expect(mkfifo(path, 0o600) == 0)
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      try TextFile.replace(path, "x\n")
      var octets = [UInt8](repeating: 0, count: 8)
      #expect(read(reader, &octets, 8) == 2)
      close(reader)
      var info = stat()
      #expect(lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFIFO)
    }
  }

  /// What was redirected goes on where it stands.
  @Test func aDescriptorOfOursIsWrittenWhereItStands() throws {
    try withFolder { folder in
      let path = folder + "/out"
      let out = open(path, O_WRONLY | O_CREAT, 0o600)
      #expect(TextFile.write("before\n", to: out))
      try TextFile.replace("/dev/fd/\(out)", "report\n")
      #expect(symlink("/dev/fd/\(out)", folder + "/link") == 0)
      try TextFile.replace(folder + "/link", "again\n")
      close(out)
      #expect(try text(path) == "before\nreport\nagain\n")
      #expect(TextFile.ownDescriptor(path) == nil && TextFile.ownDescriptor(folder + "/nothing") == nil)
    }
  }

  @Test func aFolderIsNoFile() throws {
    try withFolder { folder in
      #expect { try TextFile.replace(folder, "x") } throws: {
        "\($0)" == "cannot write \(folder): Is a directory"
      }
      let left = try names(folder)
      #expect(left.isEmpty)
    }
  }

  @Test func aFullPipeIsNotWaitedForWithoutEnd() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
    let many = [UInt8](repeating: 0, count: 1 << 21)
    let done = TextFile.write(many, to: ends[1], patience: 10)
    #expect(errno == ETIMEDOUT && done > 0 && done < many.count)
    close(ends[0])
    close(ends[1])
  }
}
