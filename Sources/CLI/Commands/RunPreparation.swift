// What a run of session files needs before anything is sent: the files without a mistake, their variables and secrets,
// and how their sessions behave. `run` and `compare --live` begin with it.

import NetworkFacts
import Platform
import Runner
import SMTPCore
import SessionFiles
import Transcript

/// Reads files and secrets.
struct RunPreparation {
  let files: [String]
  var options = RunOptions()
  private let secretsFile: String?

  /// - Parameters:
  ///   - parsed: of a subcommand with `--set`, `--secrets FILE` and the settings; its words are files.
  ///   - target: where to connect, whatever server a file names.
  init(_ parsed: Parsed, target: Target?) throws(UseProblem) {
    files = parsed.words
    secretsFile = parsed.text(.secretsFile)
    options.target = target
    options.session.tls.keyLogFile = Environment.value("SSLKEYLOGFILE")
    try parsed.apply(to: &options.session)
    for text in parsed.texts(.variable) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, Variables.isName(parts[0]), !parts[0].contains(":") else {
        throw parsed.subcommand.problem(Self.objection(parts.map(String.init)), Self.advice)
      }
      options.variables.fix(String(parts[0]), Array(parts[1].utf8))
    }
  }

  /// What is wrong with what `--set` was given. A value is not shown, nor what may be one.
  private static func objection(_ parts: [String]) -> String {
    guard parts.count == 2, Variables.isName(parts[0]) else { return "--set: this is not NAME=VALUE" }
    return "--set: \"\(parts[0])\" is no name of a variable"
  }

  private static let advice =
    "write --set name=value; a secret comes from SMTPSCOPE_SECRET_NAME, or from a file with --secrets FILE"

  /// A `NAME=VALUE` a line; the value is everything behind the first sign.
  private static func readSecrets(_ path: String, _ variables: inout Variables) throws {
    let octets: [UInt8]
    ProcessMemory.keepPrivate()
    do throws(SessionFileLoader.ReadProblem) { octets = try SessionFileLoader.read(path) } catch {
      // Who means the setting of that name, and not a file.
      let isSetting = Setting.row("secrets")?.values.contains(path) == true
      throw UseProblem(
        // Not every FILE is one: somebody gives the secret itself.
        text: "the file of --secrets: \(error.text)",
        advice: isSetting ? "--secrets names a file here; secrets are shown with --show-secrets" : error.advice)
    }
    for (index, line) in octets.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      guard let sign = line.firstIndex(of: UInt8(ascii: "=")), sign > line.startIndex,
        Variables.isName(String(decoding: line[..<sign], as: UTF8.self))
      else {
        // The line itself is not shown: it may be a secret.
        throw UseProblem(
          text: "line \(index + 1) of \(Escaping.escape(path)) is not NAME=VALUE",
          advice: "write one secret a line")
      }
      let value = line[(sign + 1)...]
      variables.set(
        secret: String(decoding: line[..<sign], as: UTF8.self),
        Array(value.last == 0x0D ? value.dropLast() : value))
    }
  }

  /// All files, read and without a mistake, and the secrets they need; nil: something was wrong, and was said.
  mutating func load() throws -> [SessionFileProgram]? {
    if let path = secretsFile { try Self.readSecrets(path, &options.variables) }
    var programs: [SessionFileProgram] = []
    var secrets: [[String]] = []
    var isGood = true
    for path in try SessionFilePaths.expand(files) {
      switch SessionFileLoader.load(path, variables: options.variables, warn: { Output.complain("\($0)\n") })
      {
      case .success(let steps):
        programs.append(SessionFileProgram(path, steps))
        secrets.append(SessionFileLoader.secrets(steps))
      case .failure(let problems):
        isGood = false
        for problem in problems.list { Output.complain("\(problem)\n") }
      }
    }
    guard isGood else {
      Output.complain("nothing was sent\n")
      return nil
    }
    for (program, names) in zip(programs, secrets) {
      let file = program.file
      if options.target == nil, !program.connects {
        throw UseProblem(
          text: "\(Escaping.escape(file)) names no server", advice: "name one with --target SERVER")
      }
      for name in names where options.variables.secrets[name] == nil {
        let variable = Variables.environmentName(secret: name)
        guard let secret = Environment.secret(variable) ?? PasswordPrompt.ask("secret \(name): ") else {
          throw UseProblem(
            text: "\(Escaping.escape(file)) needs the secret \(name)",
            advice: "set \(variable), or run it on a terminal")
        }
        options.variables.set(secret: name, Array(secret.utf8))
      }
    }
    return programs
  }
}
