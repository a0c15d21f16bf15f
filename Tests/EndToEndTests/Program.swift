// The program itself, run as a user runs it: plain mode over pipes, the console in tmux.

import Foundation
import Testing

import Glibc

/// The built program.
enum Program {
  /// Beside the test bundle, where SwiftPM puts both; SMTPSCOPE_BINARY names another.
  static var path: String {
    if let named = ProcessInfo.processInfo.environment["SMTPSCOPE_BINARY"] { return named }
    return URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("smtpscope").path
  }

  /// What a run came to.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
    /// The folder that stood in for $XDG_STATE_HOME.
    let state: String

    /// The JSON objects of `--format json`.
    var objects: [[String: Any]] {
      output.split(separator: "\n").compactMap {
        (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
      }
    }

    /// Recordings of the run.
    var recordings: [String] {
      let folder = state + "/smtpscope"
      return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
        $0.hasSuffix(".smtp")
      }
      .map { folder + "/" + $0 }
    }
  }

  /// A new empty folder.
  static func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("smtpscope-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// A recording without the lines that only say what time it is.
  static func recording(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8).replacing(/\* \d+\.\d{3}\n/, with: "")
  }

  /// Runs the program with `input` on standard input.
  static func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws
    -> Outcome
  {
    let child = try Child([path] + arguments, input: input, environment: environment)
    let status = child.wait()
    return Outcome(status: status, output: child.output, errors: child.errors, state: child.folder)
  }

  /// Runs `smtpscope --plain` with a line of input each.
  static func plain(
    _ target: String, _ lines: [String], _ options: [String] = [], environment: [String: String] = [:]
  )
    throws -> Outcome
  {
    try run(
      ["--plain", target] + options, input: lines.map { $0 + "\n" }.joined(), environment: environment)
  }
}

/// A process with files for its input and output: nobody has to read while it runs, and no daemon that it leaves
/// behind can hold a pipe open. It starts with no signal blocked, whatever the test's thread blocks.
final class Child {
  let pid: pid_t
  /// Stands in for $XDG_STATE_HOME, and holds the files.
  let folder: String
  private var status: Int32?

  init(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws {
    let folder = try Program.folder()
    self.folder = folder
    try input.write(toFile: folder + "/in", atomically: true, encoding: .utf8)
    var all = ProcessInfo.processInfo.environment
    all["XDG_STATE_HOME"] = folder
    all["SWIFT_BACKTRACE"] = "enable=no"
    all.merge(environment) { $1 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, folder + "/in", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, folder + "/out", O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, folder + "/err", O_WRONLY | O_CREAT, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // Whoever runs the tests may have told them to ignore SIGPIPE.
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    let words = arguments.map { strdup($0) } + [nil]
    let variables = all.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var started: pid_t = 0
    let result = posix_spawnp(&started, arguments[0], &actions, &attributes, words, variables)
    try #require(result == 0, "\(arguments[0]): \(String(cString: strerror(result)))")
    pid = started
  }

  deinit { if status == nil { end() } }

  var output: String { (try? String(contentsOfFile: folder + "/out", encoding: .utf8)) ?? "" }
  var errors: String { (try? String(contentsOfFile: folder + "/err", encoding: .utf8)) ?? "" }

  /// Its exit status; 128 and the signal's number where a signal ended it. Sixty seconds at most.
  @discardableResult
  func wait() -> Int32 {
    for _ in 0..<6000 {
      var raw: Int32 = 0
      if waitpid(pid, &raw, WNOHANG) == pid {
        let signal = raw & 0x7F
        let code = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
        status = code
        return code
      }
      usleep(10_000)
    }
    Issue.record("it did not end: \(output)\(errors)")
    end()
    return -1
  }

  /// Waits until its output, or a file of its folder, holds a text; twenty seconds at most.
  func wait(for text: String, in file: String = "out", sourceLocation: SourceLocation = #_sourceLocation) {
    for _ in 0..<2000 {
      if let now = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8), now.contains(text) {
        return
      }
      usleep(10_000)
    }
    Issue.record("\"\(text)\" did not come: \(output)\(errors)", sourceLocation: sourceLocation)
  }

  /// kill -9.
  func end() {
    kill(pid, SIGKILL)
    var raw: Int32 = 0
    waitpid(pid, &raw, 0)
    status = 137
  }
}

/// A sandbox as a process of its own.
final class SandboxProcess {
  let port: Int
  private let child: Child

  convenience init(_ arguments: String...) throws { try self.init(arguments) }

  init(_ arguments: [String]) throws {
    child = try Child([Program.path, "sandbox", "--port", "0"] + arguments)
    child.wait(for: "listens on")
    let match = try #require(child.output.firstMatch(of: /listens on 127\.0\.0\.1:(\d+)/))
    port = try #require(Int(match.1))
  }

  var target: String { "127.0.0.1:\(port)" }
}

/// A terminal, in tmux.
final class Tmux {
  private let socket = "smtpscope-\(UUID().uuidString)"
  let state: String

  init(_ columns: Int, _ rows: Int, _ command: String) throws {
    state = try Program.folder()
    try call(
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      "env -u NO_COLOR LC_ALL=C.UTF-8 TERM=screen-256color XDG_STATE_HOME=\(state) SWIFT_BACKTRACE=enable=no \(command)"
    )
  }

  deinit { _ = try? call("kill-server") }

  @discardableResult
  private func call(_ arguments: String...) throws -> String {
    let child = try Child(["tmux", "-L", socket] + arguments)
    child.wait()
    return child.output
  }

  var screen: String { (try? call("capture-pane", "-p")) ?? "" }

  /// The screen with its escape sequences.
  var colours: String { (try? call("capture-pane", "-p", "-e")) ?? "" }

  func keys(_ keys: String...) throws { for key in keys { try call("send-keys", key) } }

  /// Types text as it is.
  func type(_ text: String) throws { try call("send-keys", "-l", "--", text) }

  /// Types a line and Enter.
  func enter(_ line: String) throws {
    if !line.isEmpty { try type(line) }
    try keys("Enter")
  }

  func resize(_ columns: Int, _ rows: Int) throws {
    try call("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// Waits until the screen shows `text`; twenty seconds at most.
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    for _ in 0..<400 {
      if screen.contains(text) { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    Issue.record("\"\(text)\" did not come:\n\(screen)", sourceLocation: sourceLocation)
  }
}
