// `smtpscope run FILE…`: session files without a screen.

import NetworkFacts
import Platform
import Runner
import SessionFiles
import SMTPCore
import Transcript

/// Runs session files.
enum RunCommand {
  static let name = "run"

  struct Arguments {
    var files: [String] = []
    var run = RunOptions()
    var times = 1
    var parallel = 1
    var isVerbose = false
    var reports: [(form: ReportFormat, path: String)] = []
    var recordFile: String?
    var secretsFile: String?
    var colour = Paint.Choice.auto
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope run [options] FILE…",
      abstract: "Run session files: send their C: lines, compare their S: lines, and say what does not hold.",
      operand: SessionFiles.operand { $0.files.append($1) },
      takesMany: true,
      options: [
        Option("target", "SERVER", "connect there, whatever server a file names") { values, text in
          do throws(Target.Problem) {
            values.run.target = try Target(parsing: text)
            return nil
          } catch { return "a server: \(error)" }
        },
        Option("repeat", "N", "run each file so many times") { values, text in
          guard let times = Int(text), (1...1_000_000).contains(times) else {
            return "a number from 1 to 1000000"
          }
          values.times = times
          return nil
        },
        Option("parallel", "N", "so many sessions at a time, 1 to 1000") { values, text in
          guard let count = Int(text), (1...1000).contains(count) else { return "a number from 1 to 1000" }
          values.parallel = count
          return nil
        },
        Option("timed", "keep the pace of the recording: wait where its * lines say that time went by") {
          $0.run.keepsPace = true
        },
        Option("color", "WHEN", "auto, always or never; auto is a terminal, and NO_COLOR unset") {
          values, text in
          guard let choice = Paint.Choice(rawValue: text) else { return "auto, always or never" }
          values.colour = choice
          return nil
        },
        Option("keep-going", "go on behind an expectation that failed") { $0.run.keepsGoing = true },
        Option("strict", "findings have to be those that the file has in its ! lines, no more and no less") {
          $0.run.isStrict = true
        },
        Option("verbose", "show the conversation with its explanations") { $0.isVerbose = true },
        Option("report", "FORM=FILE", "write a report: junit=FILE, tap=FILE, json=FILE or html=FILE") {
          values, text in
          let parts = text.split(separator: "=", maxSplits: 1)
          guard parts.count == 2, let form = ReportFormat(rawValue: String(parts[0])) else {
            return "junit=FILE, tap=FILE, json=FILE or html=FILE"
          }
          values.reports.append((form, String(parts[1])))
          return nil
        },
        Option("record", "FILE", "append the sessions to FILE") { values, text in
          values.recordFile = text
          return text.isEmpty ? "a file" : nil
        },
      ] + sessionOptions)
  }

  /// What a file's run needs to know whoever asks for it: variables, secrets, and the settings of its sessions.
  static var sessionOptions: [Option<Arguments>] {
    [
      Option("set", "NAME=VALUE", "give a variable of the file a value") { values, text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Variables.isName(parts[0]), !parts[0].contains(":") else {
          return "NAME=VALUE"
        }
        values.run.variables.fix(String(parts[0]), Array(parts[1].utf8))
        return nil
      },
      Option("secrets", "FILE", "read secrets from FILE, a NAME=VALUE a line; /dev/fd/3 is a descriptor") {
        values, text in
        values.secretsFile = text
        return text.isEmpty ? "a file" : nil
      },
    ]
      + Setting.table.map { setting in
        Option(setting.option, setting.placeholder, setting.help) { values, text in
          setting.set(&values.run.session, text)
        }
      }
  }

  static func run(_ words: [String]) throws -> Int32 {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) {
      return status.rawValue
    }
    guard !arguments.files.isEmpty else {
      throw UseProblem(text: "run what?", advice: "smtpscope run FILE…")
    }
    guard let programs = try load(&arguments) else { return ExitStatus.file.rawValue }

    if arguments.recordFile != nil, arguments.parallel > 1 {
      throw UseProblem(
        text: "--record and --parallel contradict each other",
        advice: "sessions at the same time would be mixed up")
    }
    let batch = RunBatch(
      programs: programs, options: arguments.run, times: arguments.times, parallel: arguments.parallel,
      isVerbose: arguments.isVerbose, recordFile: arguments.recordFile, paint: Paint(arguments.colour))
    let results = try batch.run()
    for report in arguments.reports {
      try TextFile.replace(report.path, RunReports.text(results, report.form))
    }
    return results.map { ExitStatus($0.outcome).rawValue }.max() ?? 0
  }

  /// A `NAME=VALUE` a line; the value is everything behind the first sign.
  private static func readSecrets(_ path: String, _ variables: inout Variables) throws {
    let octets: [UInt8]
    do throws(SessionFileLoader.ReadProblem) { octets = try SessionFileLoader.read(path) } catch {
      throw UseProblem(text: "secrets of \(Escaping.escape(path)): \(error.text)", advice: error.advice)
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
  static func load(_ arguments: inout Arguments) throws -> [SessionFileProgram]? {
    if let path = arguments.secretsFile { try readSecrets(path, &arguments.run.variables) }
    arguments.run.session.tls.keyLogFile = Environment.value("SSLKEYLOGFILE")
    var programs: [SessionFileProgram] = []
    var secrets: [[String]] = []
    var isGood = true
    for path in try SessionFiles.expand(arguments.files) {
      switch SessionFileLoader.load(
        path, variables: arguments.run.variables, warn: { Smtpscope.complain("\($0)\n") })
      {
      case .success(let steps):
        programs.append(SessionFileProgram(path, steps))
        secrets.append(SessionFileLoader.secrets(steps))
      case .failure(let problems):
        isGood = false
        for problem in problems.list { Smtpscope.complain("\(problem)\n") }
      }
    }
    guard isGood else {
      Smtpscope.complain("nothing was sent\n")
      return nil
    }
    for (program, names) in zip(programs, secrets) {
      let file = program.file
      if arguments.run.target == nil, !program.connects {
        throw UseProblem(
          text: "\(Escaping.escape(file)) names no server", advice: "name one with --target SERVER")
      }
      for name in names where arguments.run.variables.secrets[name] == nil {
        let variable = Variables.environmentName(secret: name)
        guard let secret = Environment.value(variable) ?? PasswordPrompt.ask("secret \(name): ") else {
          throw UseProblem(
            text: "\(Escaping.escape(file)) needs the secret \(name)",
            advice: "set \(variable), or run it on a terminal")
        }
        arguments.run.variables.set(secret: name, Array(secret.utf8))
      }
    }
    return programs
  }
}
