// What the steps of a session file do: lines, messages, logins, connections. When they are due is FileRunner's business.

import SessionFiles
import SMTP
import SMTPCore
import SMTPSession
import Transcript

import Glibc

extension FileRunner {
  // MARK: Sending

  mutating func octets(_ line: WireLine) throws(Stop) -> Outgoing {
    do {
      var octets = try variables.fill(line.text)
      if line.hasCRLF { octets.append([ASCII.cr, ASCII.lf]) }
      return octets
    } catch {
      try check("${\(error.name)} \(error.what): \(error.advice)")
      throw Stop(outcome: .failed)
    }
  }

  /// - Parameters:
  ///   - splitsFirstLine: `:split` is about the first line of the group, not all of it.
  mutating func write(_ group: SessionFileProgram.Group, splitsFirstLine: Bool = false) throws(Stop)
    -> Bool
  {
    try needsConnection()
    sent = group.lines
    filled.removeAll()
    if group.literal == nil {
      var size = 0
      for line in group.lines {
        filled.append(try octets(line.wire))
        size += filled.last?.octets.count ?? 0
        guard size <= Self.largestWrite else {
          note("more than \(Self.largestWrite / 1024 / 1024) MB in one write")
          throw Stop(outcome: .failed)
        }
      }
    }
    let octets = group.literal.map { Outgoing($0) } ?? filled.reduce(into: Outgoing()) { $0.append($1) }
    let first = filled.first?.octets ?? group.lines.first?.literal
    session.sendRaw(
      octets, pieces: pieceSize.map { .init(size: $0, upTo: splitsFirstLine ? first?.count : nil) })
    pieceSize = nil
    return true
  }

  /// Octets of lines that go out together.
  private static let largestWrite = 16 * 1024 * 1024

  mutating func needsConnection() throws(Stop) {
    guard status.connection != .open else { return }
    let isTLS = status.problems.contains(.tls)
    note(isTLS ? "not sent: TLS failed" : "not sent: there is no connection")
    throw Stop(outcome: isTLS ? .tls : .connection)
  }

  // MARK: Doing

  mutating func carryOut(_ work: SessionFileProgram.Work) throws(Stop) {
    switch work {
    case .assign(let name, let value):
      do throws(Variables.Missing) { try variables.set(name, to: value) } catch {
        try check("${\(error.name)} \(error.what): \(error.advice)")
      }
    case .match(let level): self.level = level
    case .allow(let rules): allowed.formUnion(rules)
    case .recorded(let rule):
      recorded[rule] = place
      allowed.insert(rule)
    case .timeout(let seconds): session.set("timeout", seconds.map { "\($0)" } ?? "rfc")
    case .split(let size): pieceSize = size
    case .noWait: skipsWait = true
    case .drop: session.close()
    case .reset: session.reset()
    case .condition(let condition):
      if let newest = waiting.last { last = newest }
      try check(SessionFacts(status: status, last: last, found: found).failure(of: condition), [], last)
    case .capture(let name, let pattern): try capture(name, pattern)
    case .sendMessage(let file, let wantsDigest):
      try needsConnection()
      messagesBefore = messagesSent
      session.sendMessage(file: file, wantsDigest: wantsDigest)
    case .checkMessage(let file, let size, let sha256): try checkMessage(file, size, sha256)
    case .connect(let target):
      forgetConnection()
      pieceSize = nil
      skipsWait = false
      session.connect(to: options.target ?? target)
    case .authenticate(let mechanism, let user): try authenticate(mechanism, user)
    case .keepLastReply: keepLastReply()
    case .console(let command): CommandRunner.run(command, session)
    case .compareFindings: if options.isStrict { compareFindings() }
    case .begin, .settle, .handled, .rest, .clear, .time, .sleep, .write, .text, .expect, .expectEnd, .late,
      .rounds,
      .loop, .quit:
      return
    }
  }

  /// LMTP has a reply for each recipient that was accepted (RFC 2033 §4.2).
  mutating func keepLastReply() {
    let answers = waiting.last?.context.answers
    let ends = answers == .endOfData ? waiting.reversed().prefix { $0.context.answers == answers }.count : 1
    if waiting.count > ends { waiting.removeFirst(waiting.count - ends) }
  }

  mutating func checkMessage(_ file: String, _ size: Int?, _ sha256: String?) throws(Stop) {
    guard messagesSent > messagesBefore else {
      // Where the server has refused it, its reply says so.
      if status.problems.contains(.file) { try check("the message could not be sent") }
      return
    }
    let isOther = size.map { $0 != status.message?.size } ?? false
    if isOther || sha256.map({ $0 != status.message?.sha256 }) ?? false {
      try check(
        "\(Escaping.escape(file)) is not the message that was recorded: its \(isOther ? "size" : "SHA-256") is another"
      )
    }
  }

  mutating func capture(_ name: String, _ pattern: Pattern) throws(Stop) {
    if let newest = waiting.last { last = newest }
    for index in last?.reply.lines.indices ?? 0..<0 {
      guard let line = last.map({ Array($0.reply.lineOctets(index)) }),
        let groups = pattern.firstMatch(in: line),
        let range = groups.dropFirst().compactMap({ $0 }).first ?? groups[0]
      else { continue }
      variables.set(name, Outgoing(Array(line[range])))
      return
    }
    try check(
      "\(Escaping.escape(pattern.source)) matches no line of the last reply, so \(name) has no value", [], last)
  }

  mutating func authenticate(_ mechanism: SASLMechanism?, _ user: String?) throws(Stop) {
    try needsConnection()
    guard let mechanism = mechanism ?? CommandRunner.mechanism(status) else {
      return try check(CommandRunner.noMechanism)
    }
    guard !LoginGuard.needsConsent(status) else { return try check(LoginGuard.refusal) }
    guard let user, let password = variables.secrets["password"] else {
      return try check("write :auth MECHANISM USER; the password is ${secret:password}")
    }
    session.authenticate(mechanism, user: user, password: password.text)
  }
}
