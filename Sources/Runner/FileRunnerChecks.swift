// What a session file expects, held against what came, and what becomes of it.

import SessionFiles
import SMTP
import SMTPCore
import SMTPSession
import Transcript

import Glibc

extension FileRunner {
  // MARK: Expecting

  mutating func expect(_ expectation: Expectation) throws(Stop) -> Bool {
    if waiting.isEmpty {
      guard isHandled, status.connection == .closed || !status.isBusy else { return false }
      if status.connection == .closed {
        let isTLS = status.problems.contains(.tls)
        note(isTLS ? "no reply: TLS failed" : "no reply: the connection is closed")
        throw Stop(outcome: isTLS ? .tls : .connection)
      }
      // A server may refuse a chunk before it has all its octets; no wait runs until then.
      if case .chunk? = status.dialogue?.phase {
        let wait = Wait.row(for: .command(.bdat), override: status.options.timeout)
        let seconds = missingOctets == nil ? wait.seconds : min(wait.seconds, Self.refusalTime)
        guard hasCome(ContinuousClock().now + .seconds(seconds)) else { return false }
        note(["no reply came in time", missingOctets].compactMap { $0 }.joined(separator: ": "))
        throw Stop(outcome: .connection)
      }
      // A wait that is over without a reply leaves it owed.
      guard status.problems.contains(.connection), status.dialogue?.awaited != nil else {
        try check("the server owes no reply here")
        return true
      }
      note("no reply came in time")
      throw Stop(outcome: .connection)
    }
    let received = waiting.removeFirst()
    last = received
    var lines: [[UInt8]] = []
    for line in expectation.lines {
      do { lines.append(try variables.fill(line.line.text).octets) } catch {
        try check("${\(error.name)} \(error.what): \(error.advice)")
        return true
      }
    }
    let comparison = ReplyMatch.of(
      received.reply, to: received.context.answers, expectation.lines.map(\.codes), lines, expectation.patterns,
      level)
    try check(
      comparison.failure, comparison.differences, received)
    return true
  }

  /// How long a server gets to refuse a chunk whose octets the file does not send, in seconds: it can take no other answer.
  private static let refusalTime = 5

  /// The server closes by itself, or it gets ten seconds for it.
  mutating func expectEnd() throws(Stop) -> Bool {
    if status.connection != .closed {
      guard isSettled, hasCome(ContinuousClock().now + .seconds(10)) else { return false }
    }
    try check(status.connection == .closed ? nil : "the server keeps the connection open")
    return true
  }

  // MARK: Checks

  mutating func compareFindings() {
    for (rule, place) in recorded.sorted(by: { $0.value.line < $1.value.line }) where !found.contains(rule) {
      add(
        ExpectationResult(
          place: place, failure: "the finding \(rule.rawValue) was not made", differences: [], received: nil))
    }
    for rule in found.sorted(by: { $0.rawValue < $1.rawValue })
    where recorded[rule] == nil && !allowed.contains(rule) && rule.row.severity != .error {
      note("a finding that the file does not have: \(rule.rawValue)")
    }
  }

  mutating func note(
    _ failure: String?, _ differences: [String] = [], _ received: TranscriptEntry.Received? = nil
  ) {
    add(ExpectationResult(place: place, failure: failure, differences: differences, received: received))
  }

  /// A place as it may be shown: a line of the file may hold the value of a secret, written out.
  func shown(_ place: SourcePosition) -> SourcePosition {
    let text = variables.shown(place.text)
    return SourcePosition(file: place.file, line: place.line, text: status.masking?.scrub(text) ?? text)
  }

  mutating func add(_ check: ExpectationResult) {
    let (variables, masking) = (variables, status.masking)
    // What was expected may quote a login of the file, as the line itself may.
    func shown(_ text: String) -> String {
      let text = variables.shown(text)
      return masking?.scrub(text) ?? text
    }
    let check = ExpectationResult(
      place: self.shown(check.place), failure: check.failure.map(shown),
      differences: check.differences.map(shown), received: check.received)
    result.add(check)
    onCheck?(check)
  }

  mutating func check(
    _ failure: String?, _ differences: [String] = [], _ received: TranscriptEntry.Received? = nil
  ) throws(Stop) {
    note(failure, differences, received)
    if failure != nil, !options.keepsGoing { throw Stop(outcome: .failed) }
  }
}
