import Foundation
import Platform
import SMTP
import SMTPGuide
import Testing
import Transcript

@testable import SMTPSession

/// A folder of its own for a test, gone afterwards.
func withFolder<T>(_ work: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    .path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try work(folder)
}

struct RecorderTests {
  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func aRecordingIsPrivateAndInTheNotation() throws {
    try withFolder { folder in
      let recorder = try Recorder(in: folder + "/a/b", target: "smtps://mx.example:465")
      #expect(try mode(recorder.path) == 0o600 && mode(folder + "/a/b") == 0o700)
      #expect(recorder.path.hasSuffix(".smtp") && recorder.path.contains("mx.example_465"))
      try recorder.append([
        TranscriptEntry(id: 0, time: 0, content: .sent(.init(kind: .command, octets: Array("NOOP".utf8))))
      ])
      let lines = try String(contentsOfFile: recorder.path, encoding: .utf8).split(separator: "\n")
      #expect(lines.first == ":session 2" && lines.last == "C: NOOP")
    }
  }

  @Test func aLongTargetIsCutInTheNameOfTheFile() throws {
    try withFolder { folder in
      let recorder = try Recorder(in: folder, target: String(repeating: "x", count: 300))
      let name = recorder.path.split(separator: "/").last ?? ""
      #expect(name.contains("-" + String(repeating: "x", count: 80) + "-\(getpid()).smtp"))
    }
  }

  /// A bare LF is one from the first: it is written before the reply is complete.
  @Test func howAPendingLineEndedIsKept() throws {
    try withFolder { folder in
      let recorder = try Recorder(path: folder + "/x.smtp")
      try recorder.append(pending: [Array("250-a".utf8), Array("250-b".utf8)], [.lf, .crlf], at: 0)
      let text = try String(contentsOfFile: folder + "/x.smtp", encoding: .utf8)
      #expect(text.hasSuffix("\nS: 250-a\\n\\c\nS: 250-b\n"))
    }
  }

  /// What has come of a reply is in the file before the reply is complete, and not twice afterwards.
  @Test func linesAreWrittenAsTheyCome() throws {
    try withFolder { folder in
      let recorder = try Recorder(path: folder + "/x.smtp")
      func lines() throws -> [Substring] {
        try Array(
          String(contentsOfFile: folder + "/x.smtp", encoding: .utf8).split(separator: "\n").dropFirst(2))
      }
      try recorder.append(pending: [Array("250-a".utf8)], [.crlf], at: 1_250_000_000)
      #expect(try lines() == ["* 1.250", "S: 250-a"])
      var parser = ReplyParser()
      parser.feed(Array("250-a\r\n250 b\r\n".utf8))
      let next = parser.next()
      let reply = try #require(next)
      try recorder.append([
        TranscriptEntry(
          id: 0, time: 1_300_000_000,
          content: .received(
            .init(reply: reply, context: ReplyContext(answers: .command(.ehlo)), firstOctet: 0, lastOctet: 0)))
      ])
      #expect(try lines() == ["* 1.250", "S: 250-a", "* 1.300", "S: 250 b"])
    }
  }

  @Test func aFileThatIsThereIsAddedTo() throws {
    try withFolder { folder in
      try "# mine\n".write(toFile: folder + "/x.smtp", atomically: true, encoding: .utf8)
      _ = try Recorder(path: folder + "/x.smtp")
      #expect(try String(contentsOfFile: folder + "/x.smtp", encoding: .utf8).hasPrefix("# mine\n:session 2\n"))
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsSaid() {
    #expect { try Recorder(path: "/nonexistent/x.smtp") } throws: {
      "\($0)".contains("cannot write /nonexistent/x.smtp: No such file")
    }
  }

  // MARK: For this user alone

  @Test func aRecordingThatOthersCouldReadIsMadePrivate() throws {
    try withFolder { folder in
      let path = folder + "/x.smtp"
      try "# mine\n".write(toFile: path, atomically: true, encoding: .utf8)
      chmod(path, 0o666)
      _ = try Recorder(path: path)
      #expect(try mode(path) == 0o600)
    }
  }

  @Test func aFileOfAnotherUserIsRefused() throws {
    guard geteuid() == 0 else { return }
    try withFolder { folder in
      let path = folder + "/x.smtp"
      try "".write(toFile: path, atomically: true, encoding: .utf8)
      chown(path, 65534, 65534)
      #expect { try Recorder(path: path) } throws: { "\($0)".contains("belongs to another user") }
      #expect(try String(contentsOfFile: path, encoding: .utf8).isEmpty)
    }
  }

  @Test func aLinkThatSomebodyNamesIsFollowedAndSaid() throws {
    try withFolder { folder in
      symlink("there.smtp", folder + "/x.smtp")
      let recorder = try Recorder(path: folder + "/x.smtp")
      #expect(recorder.linkedPath == Recorder.realPath(folder + "/there.smtp") && recorder.linkedPath != nil)
      #expect(try mode(folder + "/there.smtp") == 0o600)
      #expect(try Recorder(path: folder + "/there.smtp").linkedPath == nil)
    }
  }

  /// Somebody may have put a link where the name will be.
  @Test func aNameOfOursIsNeitherFollowedNorAddedTo() throws {
    try withFolder { folder in
      let first = try Recorder(in: folder, target: "mx.example")
      let second = try Recorder(in: folder, target: "mx.example")
      #expect(first.path != second.path)
      try FileManager.default.removeItem(atPath: second.path)
      symlink(folder + "/elsewhere", second.path)
      _ = try Recorder(in: folder, target: "mx.example")
      #expect(access(folder + "/elsewhere", F_OK) != 0)
    }
  }

  @Test func aFolderOfOthersIsNotUsed() throws {
    try withFolder { folder in
      chmod(folder, 0o770)
      #expect { try Recorder(in: folder, target: "mx.example") } throws: {
        "\($0)".hasSuffix("others may write in it; chmod 700 makes it yours alone")
      }
      chmod(folder, 0o755)
      _ = try Recorder(in: folder, target: "mx.example")
      #expect(try mode(folder) == 0o700)
      guard geteuid() == 0 else { return }
      chown(folder, 65534, 65534)
      #expect { try Recorder(in: folder, target: "mx.example") } throws: { "\($0)".contains("another user") }
    }
  }

  // MARK: What is no file

  @Test func aFIFOThatNobodyReadsIsNotWaitedFor() throws {
    try withFolder { folder in
      let path = folder + "/fifo"
      mkfifo(path, 0o600)
      #expect { try Recorder(path: path) } throws: { "\($0)".hasSuffix("nobody reads at its other end") }
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      let recorder = try Recorder(path: path)
      close(reader)
      signal(SIGPIPE, SIG_IGN)
      let entry = TranscriptEntry(id: 0, time: 0, content: .remark("x"))
      #expect { try recorder.append([entry]) } throws: { ($0 as? FileProblem)?.number == EPIPE }
    }
  }

  @Test func aFullDiskIsSaid() {
    #expect { try Recorder(path: "/dev/full") } throws: { ($0 as? FileProblem)?.isOfOutput == true }
  }
}
