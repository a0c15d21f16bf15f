// `smtpscope [SERVER]`: the console, or plain mode.

import Console
import NetworkFacts
import NIOPosix
import Platform
import SMTPCore
import SMTPSession

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What plain mode prints.
enum PlainFormat: String, CaseIterable {
  case text, json
}

/// What the console and the demo can be told.
struct FrontArguments {
  var wantsPlain = false
  var format = PlainFormat.text
  var recordFile: String?
  var records = true
  var theme = Theme.dark
  var options = SessionOptions(helloName: Environment.hostname)

  init() { options.tls.keyLogFile = Environment.value("SSLKEYLOGFILE") }

  var recording: RecordingPolicy { records ? recordFile.map(RecordingPolicy.file) ?? .standard : .none }

  /// Plain mode is asked for, or there is no terminal to draw on.
  var isPlain: Bool { wantsPlain || format == .json || isatty(STDOUT_FILENO) == 0 }

  /// What only shows when all options are read.
  var contradiction: UseProblem? {
    if recordFile != nil, !records {
      return UseProblem(text: "--record and --no-record contradict each other", advice: "leave one of them out")
    }
    if options.tls.keyFile != nil, options.tls.certificateFile == nil {
      return UseProblem(text: "--tls-key needs --tls-cert", advice: "name the file of the client certificate")
    }
    return nil
  }
}

/// The options that several subcommands have.
enum FrontOptions {
  /// The front end's options, then one for each row of `Setting.table`.
  ///
  /// - Parameter front: finds the arguments in the subcommand's own.
  static func rows<Values>(
    _ front: @escaping (inout Values, (inout FrontArguments) -> String?) -> String?
  ) -> [Option<Values>] {
    let own: [Option<FrontArguments>] = [
      .init("plain", "a line at a time without a screen; so it is anyway where the output is no terminal") {
        $0.wantsPlain = true
      },
      .init("format", "FORMAT", "plain mode: text, or json for one JSON object an entry") { values, text in
        guard let format = PlainFormat(rawValue: text) else { return "text or json" }
        values.format = format
        return nil
      },
      .init("record", "FILE", "append the session to FILE") { values, text in
        values.recordFile = text
        return text.isEmpty ? "a file" : nil
      },
      .init("no-record", "do not record the session") { $0.records = false },
      .init("theme", "THEME", "colours: dark, light, ansi (16 colours) or mono") { values, text in
        guard let theme = Theme(rawValue: text) else { return "dark, light, ansi or mono" }
        values.theme = theme
        return nil
      },
    ]
    let settings = Setting.table.map { setting in
      Option<FrontArguments>(setting.option, setting.placeholder, setting.help) { values, text in
        setting.set(&values.options, text)
      }
    }
    return (own + settings).map { row in
      Option<Values>(row.name, row.value, row.help) { values, text in front(&values) { row.apply(&$0, text) } }
    }
  }
}

/// The console on a server: what the program does without a subcommand.
enum OpenCommand {
  struct Arguments {
    var target: Target?
    var viaMX = false
    var front = FrontArguments()
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope [options] [SERVER]",
      abstract: "An SMTP debugging console: type SMTP at a real server and understand every line.",
      operand: Option("the server", "SERVER", serverHelp) { values, text in
        do throws(Target.Problem) {
          values.target = try Target(parsing: text)
          return nil
        } catch { return "a server: \(error)" }
      },
      options: [
        Option("mx", "SERVER is a domain: connect to its mail hosts in the order of their MX records") {
          $0.viaMX = true
        }
      ] + FrontOptions.rows { values, work in work(&values.front) })
  }

  static let serverHelp =
    "host, host:port, [v6]:port, smtp:// (25), submission:// (587), smtps:// (465, TLS at once), lmtp:// (24), "
    + "unix:/path or lmtp:unix:/path. Without it the console opens unconnected. A host that is named like a "
    + "subcommand is written smtp://NAME."

  /// The help of the whole program.
  static func help(_ columns: Int) -> [String] {
    let subcommands = [
      (DemoCommand.name, DemoCommand.syntax.abstract), (SandboxCommand.name, SandboxCommand.syntax.abstract),
      (RunCommand.name, RunCommand.syntax.abstract), (FormatCommand.name, FormatCommand.syntax.abstract),
      (ViewCommand.name, ViewCommand.syntax.abstract), (CompareCommand.name, CompareCommand.syntax.abstract),
      (ConvertCommand.name, ConvertCommand.syntax.abstract),
      (ManualCommand.name, ManualCommand.syntax.abstract),
      ("help SUBCOMMAND", "Show what a subcommand takes."),
    ]
    return syntax.help(columns: columns)
      + ["", "Subcommands:"] + subcommands.flatMap { Paragraph.item($0.0, $0.1, columns) }
      + ["", "Exit status:"]
      + ExitStatus.allCases.flatMap { Paragraph.item("\($0.rawValue)", $0.text, columns) }
  }

  static func run(_ words: [String]) throws -> ExitStatus {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), help) { return status }
    if let problem = arguments.front.contradiction { throw problem }
    if arguments.viaMX, arguments.target?.host == nil {
      throw UseProblem(text: "--mx needs a domain", advice: "smtpscope --mx DOMAIN")
    }
    return try FrontEnd.run(arguments.front, connect: arguments.target, viaMX: arguments.viaMX)
  }
}

/// Chooses between the console and plain mode.
enum FrontEnd {
  /// Runs a session to its end.
  static func run(
    _ arguments: FrontArguments, connect target: Target?, viaMX: Bool = false, tour: Bool = false
  ) throws -> ExitStatus {
    let mailbox = try UpdateQueue<SessionUpdate>()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let session = Session(on: group.next(), options: arguments.options, recording: arguments.recording) {
      mailbox.put($0)
    }
    if let target { session.connect(to: target, viaMX: viaMX) }
    if arguments.isPlain {
      let status = PlainFront(session, mailbox, arguments.options, format: arguments.format).run()
      try session.shutdown().wait()
      return status
    } else {
      let theme = Environment.has("NO_COLOR") ? Theme.mono : arguments.theme
      let (last, signal) = try MainActor.assumeIsolated {
        try ConsoleFront.run(
          session, mailbox, arguments.options, theme: theme, tour: tour, recording: arguments.records)
      }
      try session.shutdown().wait()
      // A signal that ended the console ends the process as it would have without us.
      if let signal { raise(signal) }
      return ExitStatus(last)
    }
  }
}
