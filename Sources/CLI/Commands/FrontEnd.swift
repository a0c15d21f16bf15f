// Which front end a session gets, and how it runs to its end.

import Console
import NetworkFacts
import SMTPCore
import SMTPSession
import NIOPosix

import Glibc

/// Chooses between the console and plain mode.
enum FrontEnd {
  /// Runs a session to its end.
  static func run(
    _ arguments: FrontArguments, connect target: Target?, viaMX: Bool = false, tour: Bool = false
  ) throws -> ExitStatus {
    let updates = try UpdateQueue<SessionUpdate>()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let session = Session(on: group.next(), options: arguments.options, recording: arguments.recording) {
      updates.put($0)
    }
    if let target { session.connect(to: target, viaMX: viaMX) }
    if arguments.isPlain {
      let status = PlainFront(session, updates, arguments.options, format: arguments.format).run()
      try session.shutdown().wait()
      return status
    } else {
      let (last, signal) = try MainActor.assumeIsolated {
        try ConsoleFront.run(
          session, updates, arguments.options, theme: arguments.theme, tour: tour,
          recording: arguments.recording != .none)
      }
      try session.shutdown().wait()
      if let problem = last.recordProblem { Output.complain("smtpscope: \(problem)\n") }
      // A signal that ended the console ends the process as it would have without us.
      if let signal { raise(signal) }
      return ExitStatus(last)
    }
  }
}
