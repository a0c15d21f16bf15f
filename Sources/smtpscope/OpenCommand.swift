// `smtpscope [SERVER]`: the console, or plain mode.

import ArgumentParser
import Console
import NIOPosix
import SMTPSession
import SMTPTransport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Settings that the console and the demo share.
struct SessionArguments: ParsableArguments {
  @Flag(
    name: .long,
    help: "A line at a time without a screen; chosen by itself where standard output is no terminal.")
  var plain = false

  @Option(name: .long, help: "Plain mode: text, or json for one JSON object an entry.")
  var format: PlainFormat = .text

  @Option(name: .long, help: ArgumentHelp("Append the session to FILE.", valueName: "file"))
  var record: String?

  @Flag(name: .long, help: "Do not record the session.")
  var noRecord = false

  @Option(
    name: .long,
    help: ArgumentHelp("Seconds to wait for each reply; RFC 5321's own without it.", valueName: "seconds"))
  var timeout: Int?

  @Option(name: .long, help: ArgumentHelp("Seconds to wait for each address.", valueName: "seconds"))
  var connectTimeout = 30

  @Option(name: .long, help: ArgumentHelp("The name for EHLO that completion offers.", valueName: "name"))
  var helloName: String?

  @Flag(name: .long, help: "A 220 to STARTTLS starts no handshake.")
  var noStarttlsHandshake = false

  @Flag(name: .long, help: "Show and record secrets as they are.")
  var showSecrets = false

  @Option(name: .long, help: "What a bad certificate does: report, require or off.")
  var tlsVerify: TLSOptions.Verify = .report

  @Option(
    name: .long, help: ArgumentHelp("PEM file of trusted CAs instead of the system's.", valueName: "file"))
  var caFile: String?

  @Option(name: .long, help: ArgumentHelp("Client certificate (PEM, with its chain).", valueName: "file"))
  var tlsCert: String?

  @Option(
    name: .long, help: ArgumentHelp("Client key (PEM); the certificate's file without it.", valueName: "file"))
  var tlsKey: String?

  @Option(name: .long, help: "Oldest TLS version: 1.0, 1.1, 1.2 or 1.3.")
  var tlsMin: TLSOptions.Version?

  @Option(name: .long, help: "Newest TLS version.")
  var tlsMax: TLSOptions.Version?

  @Option(name: .long, help: ArgumentHelp("OpenSSL cipher string for TLS 1.2 and older.", valueName: "string"))
  var tlsCiphers: String?

  @Option(
    name: .long, help: ArgumentHelp("The name sent as SNI and checked; the host without it.", valueName: "name")
  )
  var tlsServerName: String?

  @Option(name: .long, help: "Colours: dark, light, ansi (16 colours) or mono.")
  var theme: Theme = .dark

  func validate() throws {
    if record != nil, noRecord { throw ValidationError("--record and --no-record contradict each other.") }
    if let timeout, !(1...86_400).contains(timeout) {
      throw ValidationError("--timeout takes 1 to 86400 seconds.")
    }
    if !(1...3600).contains(connectTimeout) {
      throw ValidationError("--connect-timeout takes 1 to 3600 seconds.")
    }
    if tlsKey != nil, tlsCert == nil { throw ValidationError("--tls-key needs --tls-cert.") }
  }

  var options: SessionOptions {
    var options = SessionOptions()
    options.timeout = timeout
    options.connectTimeout = connectTimeout
    if let helloName { options.helloName = helloName }
    options.startsTLS = !noStarttlsHandshake
    options.showsSecrets = showSecrets
    options.tls.verify = tlsVerify
    options.tls.caFile = caFile
    options.tls.certificateFile = tlsCert
    options.tls.keyFile = tlsKey
    options.tls.minimum = tlsMin
    options.tls.maximum = tlsMax
    options.tls.ciphers = tlsCiphers
    options.tls.serverName = tlsServerName
    options.tls.keyLogFile = Environment.value("SSLKEYLOGFILE")
    return options
  }

  var recording: RecordingPolicy { noRecord ? .none : record.map(RecordingPolicy.file) ?? .standard }

  /// Plain mode is asked for, or there is no terminal to draw on.
  var isPlain: Bool { plain || format == .json || isatty(STDOUT_FILENO) == 0 }
}

extension TLSOptions.Verify: ExpressibleByArgument {}
extension TLSOptions.Version: ExpressibleByArgument {}
extension Theme: ExpressibleByArgument {}

/// What plain mode prints.
enum PlainFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// The default subcommand.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open the console on a server (the default).", shouldDisplay: false)

  @Argument(
    help: ArgumentHelp("The server; without it the console opens unconnected.", valueName: "server"))
  var target: String?

  @Flag(name: .long, help: "SERVER is a domain: connect to its mail hosts in the order of their MX records.")
  var mx = false

  @OptionGroup var arguments: SessionArguments

  func run() throws {
    let target: Target?
    do throws(Target.Problem) {
      target = try self.target.map { text throws(Target.Problem) in try Target(parsing: text) }
    } catch {
      throw ValidationError(error.description)
    }
    if mx, target?.host == nil { throw ValidationError("--mx needs a domain.") }
    let status = try FrontEnd.run(arguments, connect: target, viaMX: mx)
    throw ExitCode(status.rawValue)
  }
}

/// Chooses between the console and plain mode.
enum FrontEnd {
  /// Runs a session to its end.
  static func run(
    _ arguments: SessionArguments, connect target: Target?, viaMX: Bool = false, tour: Bool = false
  ) throws -> ExitStatus {
    let mailbox = try Mailbox()
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
          session, mailbox, arguments.options, theme: theme, tour: tour, recording: arguments.recording != .none
        )
      }
      try session.shutdown().wait()
      // A signal that ended the console ends the process as it would have without us.
      if let signal { raise(signal) }
      return ExitStatus(last)
    }
  }
}
