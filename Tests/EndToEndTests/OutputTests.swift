import Foundation
import Testing

/// What leaves the program: nothing raw, and nothing lost in silence.
struct OutputTests {
  /// What a terminal would obey, or a reader not see.
  private static let evil = "a\u{1B}]0;x\u{7}\u{9B}2J\u{202E}\u{200B}\u{0}\u{2028}z"

  private func isClean(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      if scalar == "\n" || scalar == "\t" { return true }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: return false
      default: return true
      }
    }
  }

  /// A conversation in which everything that a server or a person says is hostile.
  private func hostile() throws -> String {
    let e = Self.evil
    let path = try Program.folder() + "/x.smtp"
    let text = """
      :session 2
      * 0.000 start program=smtpscope version=0.1.0
      :connect mx\(e).example
      * 0.010 connect address=192.0.2.1\(e) port=25 took=1.000ms | connected \(e)
      * 0.011 tls protocol=TLSv1.3 cipher=X\(e) verify=no | TLS \(e)
      *   cert subject="CN=\(e)" name=\(e) | \(e)
      * 0.012 new-\(e) a=\(e) | \(e)
      S: 220 mx \(e) ESMTP Postfix
      C: EHLO \(e)
      S: 250-mx\(e)
      S: 250-AUTH PL\(e)AIN
      S: 250-SIZE \(e)
      S: 250-\(e) \(e)
      S: 250 X\(e)
      C: MAIL FROM:<a\(e)@client.example> SIZE=\(e)
      ! address\(e) | \(e)
      S: 550 5.7.1 <a\(e)@client.example>: Sender address rejected: \(e)
      # remark \(e)
      C: AUTH PLAIN \(e)
      S: 535 5.7.8 \(e)
      C: \(e)
      S: \(e)
      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test(arguments: ["session", "text", "json", "markdown", "html"])
  func aStrangersConversationIsTextInEveryForm(_ form: String) throws {
    let run = try Program.run(["convert", "--to", form, try hostile()])
    #expect(!run.output.isEmpty && isClean(run.output), "\(form): \(run.output.debugDescription)")
    #expect(isClean(run.errors))
  }

  @Test func soItIsWhereItIsFormattedComparedAndExplained() throws {
    let path = try hostile()
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for words in [
      ["fmt", path], ["compare", path, path], ["explain"], ["explain", "550 5.7.1 \(Self.evil)"],
      ["explain", Self.evil],
    ] {
      let run = try Program.run(words.map { $0.replacing("\0", with: "") }, input: text)
      #expect(
        isClean(run.output) && isClean(run.errors), "\(words): \((run.output + run.errors).debugDescription)")
    }
  }

  /// Arguments, names of files and variables of the environment come out in errors.
  @Test func errorsAreTextToo() throws {
    let e = Self.evil.replacing("\0", with: "")
    for words in [
      ["--plain", "--timeout", e, "127.0.0.1:1"], ["--\(e)"], ["run", "/nowhere/\(e)"], ["fmt", e],
      ["view", e],
      ["convert", e], ["--plain", "--no-record", "smtp://\(e).invalid:1"], ["--plain", "--hello", e, "\(e):x"],
      [e],
      ["run", "--set", e, "x.smtp"], ["--plain", "--record", "/nowhere/\(e)", "127.0.0.1:1"],
      ["explain", "--list", e],
      ["--plain", "--no-record", "--ca-file", e, "127.0.0.1:1"], ["help", e], ["completions", e],
      ["compare", e, e],
      ["--plain", "--no-record", "unix:/nowhere/\(e)"],
    ] {
      let run = try Program.run(
        words, environment: ["SMTPSCOPE_PASSWORD": e, "XDG_STATE_HOME": "/nowhere/\(e)"])
      #expect(
        isClean(run.output) && isClean(run.errors), "\(words): \((run.output + run.errors).debugDescription)")
      #expect(run.status != 0 && !(run.output + run.errors).isEmpty, "\(words)")
    }
  }

  @Test func commandsOfPlainModeAreText() throws {
    let sandbox = try SandboxProcess()
    let e = Self.evil.replacing("\0", with: "")
    let commands = [
      "set a\(e)", "set hello \(e)", "connect \(e)", "connect x:\(e)", "explain \(e)", "help \(e)",
      "record /nowhere/\(e)",
      "data /nowhere/\(e)", "run /nowhere/\(e)", "compare \(e)", "save /nowhere/\(e)", "mx \(e)", "\(e)",
      "auth \(e)",
      "send \"\\q\(e)", "caps", "timing",
    ].map { ":" + $0 }
    for format in ["text", "json"] {
      let run = try Program.plain(
        sandbox.target, ["EHLO \(e)", "\(e)", "MAIL FROM:<\(e)@\(e)>", "# \(e)"] + commands,
        ["--format", format, "--no-record"])
      #expect(isClean(run.output) && isClean(run.errors), "\((run.output + run.errors).debugDescription)")
      #expect(run.output.contains("\\x1B") || run.output.contains("\\u001b"))
    }
  }

  @Test func aFullDiskIsSaidOnceAndIsNoSuccess() throws {
    for words in [
      "--help", "explain --list codes", "explain 550", "convert '\(try hostile())'", "sandbox --list-personas",
    ] {
      let child = try Child(["sh", "-c", "'\(Program.path)' \(words) >/dev/full"])
      #expect(child.wait() == 74, "\(words)")
      #expect(
        child.errors
          == "smtpscope: cannot write standard output: No space left on device; what was to be said there is lost\n"
      )
    }
    let sandbox = try SandboxProcess()
    let child = try Child(
      ["sh", "-c", "'\(Program.path)' --plain --no-record \(sandbox.target) >/dev/full"],
      input: "EHLO x\nNOOP\nQUIT\n")
    #expect(child.wait() == 74 && child.errors.split(separator: "\n").count == 1, "\(child.errors)")
  }

  @Test func aReaderThatHasHadEnoughIsToldNothing() throws {
    let child = try Child(
      ["bash", "-c", "'\(Program.path)' explain --list wordings | head -1 >/dev/null; echo ${PIPESTATUS[0]}"])
    #expect(child.wait() == 0 && child.errors.isEmpty)
    #expect(["0\n", "74\n"].contains(child.output), "0 where it all fitted into the pipe")
  }
}
