// `smtpscope run FILE…`: session files without a screen.

import Platform
import Runner
import SMTPSession
import Transcript

/// Runs session files.
enum RunCommand {
  static let subcommand = Subcommand(
    name: "run",
    summary: "Run session files: send their C: lines, compare their S: lines, and say what does not hold.",
    operands: SessionFilePaths.operands("run what?"),
    flags: [
      .target, .times, .parallel, .timed, .color, .keepGoing, .strict, .verbose, .report, .recordRuns,
      .variable,
      .secretsFile,
    ] + Flag.settings
  ) { try run(Arguments($0)) }

  private struct Arguments {
    var preparation: RunPreparation
    let times: Int
    let parallel: Int
    let isVerbose: Bool
    let reports: [(form: ReportFormat, path: String)]
    let recordFile: String?
    let colour: Paint.Choice

    init(_ parsed: Parsed) throws(UseProblem) {
      preparation = try RunPreparation(parsed, target: parsed.server(.target))
      preparation.options.keepsPace = parsed.has(.timed)
      preparation.options.keepsGoing = parsed.has(.keepGoing)
      preparation.options.isStrict = parsed.has(.strict)
      times = parsed.number(.times) ?? 1
      parallel = parsed.number(.parallel) ?? 1
      isVerbose = parsed.has(.verbose)
      recordFile = parsed.text(.recordRuns)
      colour = parsed.text(.color).flatMap(Paint.Choice.init(rawValue:)) ?? .auto
      var reports: [(form: ReportFormat, path: String)] = []
      for text in parsed.texts(.report) {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let form = ReportFormat(rawValue: String(parts[0])) else {
          throw parsed.notExpected(
            .report, text, ValueKind.list(ReportFormat.allCases.map { "\($0.rawValue)=FILE" }))
        }
        reports.append((form, String(parts[1])))
      }
      self.reports = reports
    }
  }

  private static func run(_ given: Arguments) throws -> ExitStatus {
    var arguments = given
    guard let programs = try arguments.preparation.load() else { return .file }
    if arguments.recordFile != nil, arguments.parallel > 1 {
      throw UseProblem(
        text: "--record and --parallel contradict each other",
        advice: "sessions at the same time would be mixed up")
    }
    let batch = RunBatch(
      programs: programs, options: arguments.preparation.options, times: arguments.times,
      parallel: arguments.parallel, isVerbose: arguments.isVerbose, recordFile: arguments.recordFile,
      paint: Paint(arguments.colour))
    if let file = arguments.recordFile, let real = Recorder.linked(file) {
      Output.complain("\(Event.recording(.link(file, to: real)).text)\n")
    }
    let (results, recordProblem) = try batch.run()
    var statuses = results.map { ExitStatus($0.outcome) }
    if let recordProblem {
      Output.complain("smtpscope: \(recordProblem)\n")
      statuses.append(.output)
    }
    for report in arguments.reports {
      do throws(FileProblem) { try TextFile.replace(report.path, RunReports.text(results, report.form)) } catch
      {
        Output.complain("smtpscope: \(error)\n")
        statuses.append(.output)
      }
    }
    // The gravest of them.
    return statuses.max { $0.rawValue < $1.rawValue } ?? .ok
  }
}
