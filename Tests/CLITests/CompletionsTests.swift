import Foundation
import Testing

@testable import CLI

struct CompletionsTests {
  /// Runs a program on a text; nil: it is not installed.
  private func run(_ words: [String], on text: String) throws -> (status: Int32, output: String)? {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(words[0])" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let path else { return nil }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = folder.appendingPathComponent("script")
    try text.write(to: script, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = Array(words.dropFirst()) + [script.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// zsh and fish are asked where they are installed.
  @Test(arguments: Completions.Shell.allCases) func theShellCanReadIt(_ shell: Completions.Shell) throws {
    let run = try run([shell.rawValue, "-n"], on: Completions.text(shell))
    #expect(run != nil || shell != .bash)
    if let run { #expect(run.status == 0 && run.output.isEmpty, "\(run.output)") }
  }

  @Test(arguments: Completions.Shell.allCases) func everySubcommandAndOptionIsInIt(_ shell: Completions.Shell) {
    let text = Completions.text(shell)
    let sign = shell == .fish ? "-l " : "--"
    for row in Subcommand.rows { #expect(text.contains(row.name), "\(row.name)") }
    for flag in Subcommand.flags {
      #expect(text.contains(sign + flag.long), "--\(flag.long)")
      if let negation = flag.negation { #expect(text.contains(sign + negation.long)) }
      for word in flag.value.words { #expect(text.contains(word), "--\(flag.long) \(word)") }
    }
  }

  /// What bash offers, asked as bash asks: `words` are the line as bash cuts it, the last one is being typed.
  private func offers(_ words: [String]) throws -> [Substring] {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let script =
      Completions.text(.bash) + """
        compopt() { :; }
        COMP_WORDS=(\(quoted))
        COMP_CWORD=\(words.count - 1)
        _smtpscope
        printf '%s\\n' "${COMPREPLY[@]}"
        """
    let run = try #require(try run(["bash"], on: script))
    #expect(run.status == 0, "\(run.output)")
    return run.output.split(separator: "\n")
  }

  @Test(arguments: [
    (["smtpscope", "exp"], ["explain"]),
    (["smtpscope", "fmt", "--"], ["--check", "--write", "--help", "--version"]),
    (["smtpscope", "run", "--keep"], ["--keep-going"]),
    (["smtpscope", "--no"], ["--no-record"]),
    (["smtpscope", "run", "--no"], []),
    (["smtpscope", "--theme", ""], ["dark", "light", "ansi", "mono"]),
    (["smtpscope", "demo", "--theme", "=", "l"], ["light"]),
    (["smtpscope", "--theme", "="], ["dark", "light", "ansi", "mono"]),
    (["smtpscope", "explain", "--format", "m"], ["markdown"]),
    (["smtpscope", "--format", "m"], []),
    (["smtpscope", "run", "--report", "j"], ["junit=", "json="]),
    (["smtpscope", "run", "--report", "junit", "=", "/etc/hostn"], ["/etc/hostname"]),
    (["smtpscope", "run", "/etc/hostn"], ["/etc/hostname"]),
    (["smtpscope", "completions", ""], ["bash", "zsh", "fish"]),
    (["smtpscope", "help", "comp"], ["compare", "completions"]),
    (["smtpscope", "run", "--repeat", ""], []),
  ]) func bashOffers(_ words: [String], _ expected: [String]) throws {
    #expect(try offers(words).map(String.init) == expected)
  }
}
