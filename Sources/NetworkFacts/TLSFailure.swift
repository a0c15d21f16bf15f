// Why there is no TLS.

/// Why TLS could not be set up, or why its handshake failed.
package struct TLSFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was being done. The names are stable: they stand in recordings.
  package enum Step: String, Sendable, CaseIterable {
    /// Opening OpenSSL's libraries.
    case open
    case start, handshake, session, write, ciphers, certificate, key
    case minimum = "minimum-version"
    case maximum = "maximum-version"
    case caFile = "ca-file"
    case keyMatch = "certificate-and-key"
    case keyLog = "key-log"
    case server = "server-certificate"
    case authority = "sandbox-ca"
    case sandbox = "sandbox-certificate"
  }

  /// What the error comes to, where that is known: each has its advice. The names are stable.
  package enum Problem: String, Sendable, CaseIterable {
    /// What came was no TLS.
    case notTLS = "not-tls"
    /// The same behind a 220 to STARTTLS.
    case plainText = "plain-text"
    /// The connection ended in the middle.
    case ended
    case serverBroken = "server-broken"
    case nothingInCommon = "nothing-in-common"
    case otherVersion = "other-version"
    case oldVersion = "old-version"
    case oldSignature = "old-signature"
    case smallDHKey = "small-dh-key"
    case smallKey = "small-key"
    case unknownName = "unknown-name"
    case certificateWanted = "certificate-wanted"
    /// A file of this side cannot be read or written.
    case file
    /// OpenSSL is not there, or lacks a function.
    case library
    case other
  }

  /// What was being done when it failed.
  package let step: Step
  /// What the step was about: a file, a cipher string, a version.
  package let subject: String?
  /// What the error comes to; `other` where that is not known.
  package let problem: Problem
  /// OpenSSL's own words, as its tools print them.
  package let errors: [String]
  /// The server sent an alert, or ended the connection.
  package let isServersDoing: Bool
  /// The first lines of what came instead of a handshake.
  package let lines: [[UInt8]]

  package init(
    _ step: Step, _ subject: String? = nil, problem: Problem = .other, errors: [String] = [],
    isServersDoing: Bool = false, lines: [[UInt8]] = []
  ) {
    self.lines = lines
    self.step = step
    self.subject = subject
    self.problem = problem
    self.errors = errors
    self.isServersDoing = isServersDoing
  }

  /// The same failure of a handshake that a 220 to STARTTLS has announced: the port is the right one, then.
  package var behindSTARTTLS: TLSFailure {
    guard problem == .notTLS else { return self }
    return TLSFailure(step, subject, problem: .plainText, errors: errors, isServersDoing: true, lines: lines)
  }

  /// It is about what this side was told to do: a file, a cipher string, a library.
  package var isOurDoing: Bool {
    switch step {
    case .open, .start, .minimum, .maximum, .ciphers, .caFile, .certificate, .key, .keyMatch, .keyLog:
      return true
    case .handshake, .session, .write, .server, .authority, .sandbox: return false
    }
  }

  /// The values in a line, for programs and logs; what people read is made of the values.
  package var description: String {
    ([step.rawValue, subject, problem.rawValue].compactMap { $0 } + errors).joined(separator: ": ")
  }
}
