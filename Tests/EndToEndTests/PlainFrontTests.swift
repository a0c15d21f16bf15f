import Foundation
import Testing

import Glibc

/// Plain mode, as scripts and pipes use it.
struct PlainFrontTests {
  @Test func eachLineWaitsForItsReply() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.plain(
      sandbox.target, ["EHLO client.example", "RCPT TO:<bob@sandbox.example>", "QUIT"])
    let wire = run.output.split(separator: "\n").filter {
      $0.hasPrefix("C:") || $0.hasPrefix("S:") || $0.hasPrefix("!")
    }
    #expect(wire.first == "S: 220 sandbox.example ESMTP smtpscope sandbox")
    #expect(
      wire.suffix(5) == [
        "C: RCPT TO:<bob@sandbox.example>",
        "! rcpt-before-mail: RCPT needs MAIL first: expect 503 (RFC 5321 §4.1.4)",
        "S: 503 5.5.1 MAIL first", "C: QUIT", "S: 221 2.0.0 sandbox.example Bye",
      ])
    #expect(run.output.contains("*   This side's doing. Asking again the same way will not help."))
    #expect(run.status == 1 && run.errors.isEmpty)
  }

  @Test func exitStatuses() throws {
    let sandbox = try SandboxProcess()
    #expect(try Program.plain(sandbox.target, ["EHLO client.example", "QUIT"]).status == 0)
    #expect(try Program.plain(sandbox.target, ["FROB", "QUIT"]).status == 1)
    #expect(try Program.plain("127.0.0.1:1", ["QUIT"]).status == 2)
    #expect(try Program.plain("smtps://\(sandbox.target)", ["QUIT"]).status == 3)
    #expect(try Program.plain(sandbox.target, [":data /nonexistent"]).status == 4)
    #expect(try Program.plain(sandbox.target, [":frobnicate"]).status == 4)
    #expect(try Program.run(["--plain", "--no-such-option"]).status == 64)
    #expect(try Program.run(["http://x"]).status == 64)
  }

  @Test func aChunkThatTheInputDoesNotFill() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.run(
      ["--plain", sandbox.target],
      input:
        "EHLO client.example\nMAIL FROM:<a@client.example>\nRCPT TO:<bob@sandbox.example>\nBDAT 345 LAST\nhallo\n"
    )
    #expect(run.status == 2 && run.output.contains(" 345 octets announced, 7 sent\n"), "\(run.output)")
  }

  /// By its name, wherever text is read, and nothing of it goes anywhere.
  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf16])
  func aTextThatIsUTF16IsNamed(_ encoding: String.Encoding) throws {
    let folder = try Program.folder()
    func file(_ name: String, _ text: String) throws -> String {
      let data = try #require(text.data(using: encoding))
      try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      return "\(folder)/\(name)"
    }
    let sandbox = try SandboxProcess()
    let session = try file("s.smtp", ":connect \(sandbox.target)\nS: 220\nC: QUIT\n")
    let secrets = try file("secrets", "password=wonderland\n")
    let message = try file("m.eml", "Subject: x\n\nhello\n")
    let large = try file("l.smtp", String(repeating: "C: NOOP\nS: 250\n", count: 40_000))
    let plain = folder + "/p.smtp"
    try "C: EHLO x.example\n:data \(message)\n".write(toFile: plain, atomically: true, encoding: .utf8)
    for (words, status) in [
      (["run", session], 4), (["fmt", session], 4), (["convert", session], 4),
      (["compare", session, plain], 4),
      (["run", "--secrets", secrets, "--target", sandbox.target, plain], 64), (["view", large], 4),
      (["run", "--target", sandbox.target, plain], 4),
    ] {
      let run = try Program.run(words)
      #expect(run.errors.contains("UTF-16, ") && run.errors.contains("UTF-8"), "\(words): \(run.errors)")
      #expect(run.status == status && run.output.isEmpty, "\(words): \(run.output)")
    }
    for words in [["explain"], ["--plain", sandbox.target], ["run", "-"], ["fmt", "-"]] {
      let child = try Child(["sh", "-c", "exec \(Program.path) \(words.joined(separator: " ")) <\(session)"])
      #expect(child.wait() == 4, "\(words)")
      #expect((child.errors + child.output).contains("UTF-16, "), "\(words): \(child.errors)\(child.output)")
      #expect(!child.output.contains("C: "), "\(words)")
    }
  }

  @Test func aMistypedCommandIsSaidAndTheSessionGoesOn() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.plain(sandbox.target, [":frobnicate", "NOOP", "QUIT"])
    #expect(run.output.contains("! there is no command :frobnicate"), "\(run.output)")
    #expect(run.output.contains("C: NOOP\nS: 250") && run.output.contains("S: 221"))
    #expect(run.status == 4, "what follows does not make it right")
  }

  @Test func jsonIsOneObjectALine() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.plain(sandbox.target, ["EHLO client.example", "QUIT"], ["--format", "json"])
    #expect(run.objects.count == run.output.split(separator: "\n").count)
    #expect(run.objects.map { $0["entry"] as? Int } == Array(0..<run.objects.count))
    let reply = try #require(run.objects.first { $0["answers"] as? String == "EHLO" })
    #expect(
      reply["code"] as? Int == 250 && (reply["notes"] as? [String])?.contains("messages up to 10.2 MB") == true)
  }

  @Test func tlsAndAuthWithAPasswordFromTheEnvironment() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.plain(
      sandbox.target,
      [
        "EHLO client.example", "STARTTLS", "EHLO client.example", ":auth plain alice", "MAIL FROM:<>", ":tls",
        "QUIT",
      ],
      environment: ["SMTPSCOPE_PASSWORD": "wonderland"])
    #expect(run.output.contains("S: 235 2.7.0") && run.output.contains("C: AUTH PLAIN ${secret:auth-plain}"))
    #expect(run.output.contains("✓ the certificate is for 127.0.0.1"))
    #expect(run.status == 0)
    let recording = try #require(run.recordings.first)
    let text = try String(contentsOfFile: recording, encoding: .utf8)
    #expect(text.contains(":auth plain alice") && !text.contains("wonderland") && !text.contains("d29uZGVy"))
    #expect(try FileManager.default.attributesOfItem(atPath: recording)[.posixPermissions] as? Int == 0o600)
  }

  /// What /proc shows of the process before and after the password is read; a second login has it still.
  @Test func thePasswordIsTakenOutOfTheEnvironment() throws {
    let sandbox = try SandboxProcess()
    let pipe = try Program.folder() + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let child = try Child(
      [
        "sh", "-c", "exec \"$0\" --plain --allow-cleartext-auth \"$1\" < \"$2\"", Program.path, sandbox.target,
        pipe,
      ], environment: ["SMTPSCOPE_PASSWORD": "wonderland"])
    let input = try #require(FileHandle(forWritingAtPath: pipe))
    func environment() -> String {
      // Another user than root may not read it any more.
      ((try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(child.pid)/environ"))) ?? Data()).map {
        String(UnicodeScalar($0))
      }.joined()
    }
    child.wait(for: "S: 220")
    #expect(environment().contains("wonderland"))
    try input.write(contentsOf: Data("EHLO client.example\n:auth plain alice\n".utf8))
    child.wait(for: "C: AUTH")
    #expect(!environment().contains("wonderland"))
    let limits = try String(contentsOfFile: "/proc/\(child.pid)/limits", encoding: .utf8)
    #expect(limits.contains(/Max core file size +0 +0/))
    try input.write(contentsOf: Data("NOOP\n:auth plain alice\nQUIT\n".utf8))
    try input.close()
    child.wait()
    #expect(
      child.output.components(separatedBy: "C: AUTH PLAIN ${secret:auth-plain}").count == 3, "\(child.output)")
  }

  /// From the beginning, from where a recording begins, and where it changes.
  @Test func thatSecretsAreShownIsSaid() throws {
    let sandbox = try SandboxProcess()
    let said = " setting name=secrets value=shown"
    let run = try Program.plain(sandbox.target, ["QUIT"], ["--show-secrets"])
    #expect(run.output.contains("secrets is shown"), "\(run.output)")
    #expect(try Program.recording(try #require(run.recordings.first)).contains(said))
    #expect(
      try Program.plain(sandbox.target, ["QUIT"], ["--show-secrets", "--no-record"]).output.contains(
        "secrets is shown"))
    let path = try Program.folder() + "/x.smtp"
    _ = try Program.plain(
      sandbox.target, [":record \(path)", ":set secrets masked", "QUIT"], ["--show-secrets", "--no-record"])
    let recording = try Program.recording(path)
    #expect(
      recording.contains(said) && recording.contains(" setting name=secrets value=masked"), "\(recording)")
    #expect(!(try Program.plain(sandbox.target, ["QUIT"]).output.contains("secrets is")))
  }

  /// Where nobody is there to be asked nothing is sent; who means it says so beforehand, or in the session.
  @Test func withoutTLSNoLoginIsSentUnasked() throws {
    let sandbox = try SandboxProcess()
    let lines = ["EHLO client.example", ":auth plain alice", "QUIT"]
    let secret = ["SMTPSCOPE_PASSWORD": "wonderland"]
    let refused = try Program.plain(sandbox.target, lines, environment: secret)
    #expect(refused.output.contains("! this connection is not encrypted, so no login was sent: STARTTLS first"))
    #expect(!refused.output.contains("C: AUTH") && refused.status == 4)
    let allowed = try Program.plain(sandbox.target, lines, ["--allow-cleartext-auth"], environment: secret)
    #expect(allowed.output.contains("C: AUTH PLAIN ${secret:auth-plain}"))
    let set = try Program.plain(sandbox.target, [":set cleartext-auth allow"] + lines, environment: secret)
    #expect(set.output.contains("C: AUTH PLAIN ${secret:auth-plain}"))
  }

  /// The password is asked for: in the line it is refused, and nobody repeats it.
  @Test func aPasswordBehindTheUserIsNeitherPrintedNorRecorded() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.plain(
      sandbox.target,
      ["EHLO client.example", ":auth plain alice tarts-1865", ":auth alice tarts-1865", "QUIT"],
      environment: ["SMTPSCOPE_PASSWORD": "wonderland"])
    #expect(run.output.contains("! more than a user name: the password is asked for"))
    #expect(run.output.contains("! there is no such mechanism: write :auth MECHANISM USER"))
    let recording = try String(contentsOfFile: try #require(run.recordings.first), encoding: .utf8)
    #expect(!(run.output + recording).contains("tarts") && !run.output.contains("C: AUTH"))
  }

  @Test func recordingCanBeSwitchedOffOrElsewhere() throws {
    let sandbox = try SandboxProcess()
    #expect(try Program.plain(sandbox.target, ["QUIT"], ["--no-record"]).recordings.isEmpty)
    let path = try Program.folder() + "/x.smtp"
    #expect(try Program.plain(sandbox.target, ["QUIT"], ["--record", path]).recordings.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("C: QUIT"))
  }

  @Test func aMessageWithAColonInItsText() throws {
    let sandbox = try SandboxProcess()
    let run = try Program.plain(
      sandbox.target,
      ["EHLO client.example", "MAIL FROM:<>", "RCPT TO:<bob@sandbox.example>", "DATA", ":quit", ".", "QUIT"])
    #expect(run.output.contains("C: :quit") && run.output.contains("S: 250 2.0.0 Ok: queued"))
  }

  @Test func escapeSequencesOfAServerStayText() throws {
    let sandbox = try SandboxProcess("--persona", "broken")
    let run = try Program.plain(
      sandbox.target,
      ["EHLO client.example", "VRFY reply-control-character", "VRFY reply-nul", "VRFY reply-too-long"])
    #expect(!run.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(run.output.contains("! reply-control-character") && run.output.contains("! reply-too-long"))
  }

  /// `:run` does all of a file, and what comes behind it goes on over the same connection.
  @Test func aSessionFileInTheMiddle() throws {
    let sandbox = try SandboxProcess()
    let path = try Program.folder() + "/t.smtp"
    try "C: MAIL FROM:<a@client.example>\nS: 250\nC: NOOP\nS: 421\nC: RSET\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let run = try Program.plain(
      sandbox.target, ["EHLO client.example", ":run \(path)", "QUIT", ":compare \(path)", ":run nothing.smtp"])
    #expect(run.status == 4, "a file that is not there")
    #expect(run.output.contains("t.smtp:4: expected 421") && run.output.contains("FAILED"))
    #expect(
      run.output.contains("C: RSET") && run.output.contains("S: 221") && run.output.contains("nothing was sent")
    )
    #expect(run.output.contains("NOOP\n*   ") && run.output.contains(": 421 is now 250 "), "\(run.output)")
    #expect(run.output.split(separator: "\n").filter { $0.hasPrefix("S: 220") }.count == 1)
  }

  @Test func thatAFileWasCutOffIsSaidBeforeItRuns() throws {
    let sandbox = try SandboxProcess()
    let path = try Program.folder() + "/t.smtp"
    try ":session 2\n* 0.000 start program=smtpscope version=0.1.0\nC: NOOP\nS: 250\nC: RSE".write(
      toFile: path, atomically: true, encoding: .utf8)
    let run = try Program.plain(sandbox.target, [":run \(path)", "QUIT"])
    #expect(run.output.contains("* \(path):5: the recording was cut off here"), "\(run.output)")
    #expect(run.output.contains("C: NOOP") && !run.output.contains("C: RSE") && run.status == 0)
  }

  @Test func aReaderThatGoesAwayEndsItQuietly() throws {
    let sandbox = try SandboxProcess()
    let command =
      "(echo 'EHLO x'; sleep 1; echo QUIT) | '\(Program.path)' --plain --no-record \(sandbox.target) | head -1"
    let child = try Child(["sh", "-c", command])
    #expect(child.wait() == 0)
    #expect(child.output.hasPrefix(":connect") && child.errors.isEmpty)
  }

  /// A kill -9 in mid-session loses at most the line in flight: here in the middle of a slow reply.
  @Test func aKilledSessionIsOnDisk() throws {
    let sandbox = try SandboxProcess("--persona", "tarpit")
    let folder = try Program.folder()
    let child = try Child(
      [Program.path, "--plain", sandbox.target, "--record", folder + "/x.smtp"], input: "EHLO client.example\n")
    func recorded() -> String { (try? Program.recording(folder + "/x.smtp")) ?? "" }
    for _ in 0..<2000 where !recorded().contains("S: 250-PIPELINING") { usleep(10_000) }
    child.end()
    #expect(recorded().contains("C: EHLO client.example\nS: 250-sandbox.example\nS: 250-PIPELINING\n"))
  }
}
