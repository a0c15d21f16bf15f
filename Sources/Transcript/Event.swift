// What the tool noted, as values: they are made where something happens, kept, written and read back as they are. Their
// words stand in english.txt; nothing reads those.

import NetworkFacts
import SMTP
import SMTPGuide

/// Something that happened beside what was said. Times are nanoseconds.
package enum Event: Sendable, Equatable {
  /// A recording begins: by which version of this program, and when, in seconds since 1970.
  case started(version: String, clock: Int64)
  /// The resolver answered.
  case resolved(host: String, addresses: [String], took: Int64)
  case mx(domain: String, MXAnswer, took: Int64)
  /// A domain has no server that could be connected to.
  case noServer(domain: String)
  /// An address was tried and did not answer.
  case attemptFailed(address: String, reason: NetworkError, took: Int64)
  /// An address was given up because another one answered first.
  case abandoned(address: String, took: Int64)
  /// - port: nil for a unix socket.
  case connected(address: String, port: Int?, took: Int64)
  /// No address answered.
  case unreachable(ConnectFailure)
  case tls(TLSFacts)
  case tlsFailed(TLSFailure)
  /// The certificate cannot be trusted, and the user wants no connection without.
  case tlsNotTrusted(TLSFacts.Verdict)
  /// Octets of plain text behind the 220 to STARTTLS; the first lines of them.
  case discarded(octets: Int, lines: [[UInt8]])
  /// More replies that answer nothing came than are kept: how many are not, and their octets.
  case leftOut(replies: Int, octets: Int)
  /// A message out of a file has gone out: the file's octets, and their SHA-256 where somebody wanted it.
  case message(size: Int, sha256: String?)
  /// A message out of a file does not go out whole: how many octets of the file have, nil where nobody knows, and how many
  /// of them stand in a line whose end has not.
  case messageStopped(MessageStop, sent: Int?, open: Int)
  /// The connection ends where the server waits for octets of a chunk: what BDAT announced, and what was sent.
  case chunkStopped(announced: Int, sent: Int)
  case timedOut(Waiting, seconds: Int, rule: Citation?)
  case waitGivenUp(Waiting)
  /// The connection has ended. `reason`: the error that ended it. `isExpected`: an end that was announced, or
  /// that this side made.
  case closed(byServer: Bool, reason: NetworkError?, isExpected: Bool)
  case notSent(NotSent)
  /// A login cannot go on; `isBegun`: it was cancelled.
  case loginStopped(SASLProblem, isBegun: Bool)
  case setting(name: String, value: String)
  case settingRefused(name: String, value: String, expected: String)
  case recording(Recording)
  /// An expectation of a session file: what is against it, or only different.
  case expectation(place: String, failure: String?, differences: [String])
  case runEnded(summary: String, passed: Bool)
  /// Words of another program, or of an older version of this one.
  case note(String, level: Level, details: [String])
  /// A newer program's, with the lines that continue it.
  case unknown(EventLine, more: [EventLine])

  /// What was waited for.
  package enum Waiting: Sendable, Equatable {
    case reply(Awaited)
    /// The server took no more of what is sent.
    case write
    case handshake
  }

  /// Why a message out of a file did not go out whole.
  package enum MessageStop: Sendable, Equatable {
    /// The user broke it off.
    case interrupted
    /// The file could not be read on.
    case file(String)
    /// The file could not be opened, and DATA was not sent.
    case notBegun(String)
    /// The file could not be opened: the server waits for mail text.
    case noFile(String)
    /// The server has answered before it was all sent.
    case answered
    /// The connection has ended, or the server took no more.
    case connection
  }

  /// Why a line was not sent.
  package enum NotSent: String, Sendable, CaseIterable {
    case closed, busy, notReady = "not-ready", noTarget = "no-target"
  }

  /// What became of the recording of a session.
  package enum Recording: Sendable, Equatable {
    case to(String), none, ends
    case from(String)
    /// What was named is a symbolic link; where that leads.
    case link(String, to: String)
    case failed(String)
    /// None is made.
    case refused(String)
  }

  /// How good a piece of news is.
  package enum Level: String, Sendable {
    case info, good, bad
  }

  /// A phase of a connection before its commands: `DNS`, `TCP`, `TLS`.
  package struct Phase: Sendable, Equatable {
    /// `DNS`, `TCP` or `TLS`.
    package let name: String
    /// Nanoseconds.
    package let duration: Int64

    package init(_ name: String, _ duration: Int64) {
      self.name = name
      self.duration = duration
    }
  }

  /// How it is to be taken: said here, never guessed from words.
  package var level: Level {
    switch self {
    case .started, .resolved, .abandoned, .message, .waitGivenUp, .setting, .unknown: return .info
    case .connected: return .good
    case .mx(_, let answer, _):
      switch answer {
      case .hosts, .implicit: return .info
      case .null, .noSuchDomain, .temporaryFailure, .failure: return .bad
      }
    case .noServer, .attemptFailed, .unreachable, .tlsFailed, .tlsNotTrusted, .discarded, .leftOut,
      .messageStopped, .chunkStopped,
      .timedOut,
      .notSent, .loginStopped, .settingRefused:
      return .bad
    case .tls(let facts): return facts.isTrusted ? .good : .bad
    case .closed(_, let reason, let isExpected): return isExpected && reason == nil ? .info : .bad
    case .recording(let recording):
      switch recording {
      case .to, .none, .ends, .from, .link: return .info
      case .failed, .refused: return .bad
      }
    case .expectation(_, let failure, _): return failure == nil ? .info : .bad
    case .runEnded(_, let passed): return passed ? .good : .bad
    case .note(_, let level, _): return level
    }
  }

  /// The phase that it ends; nil: it ends none.
  package var phase: Phase? {
    switch self {
    case .resolved(_, _, let took): return Phase("DNS", took)
    case .connected(_, _, let took): return Phase("TCP", took)
    case .tls(let facts): return Phase("TLS", facts.duration)
    default: return nil
    }
  }
}

/// A named value in a line of a recording.
package struct EventField: Sendable, Equatable {
  /// Stands in front of the `=`, as it is.
  package let key: String
  /// As it is: escapes are made when it is written and taken away when it is read.
  package let value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}
