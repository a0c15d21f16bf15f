// Events in words: one sentence each, and more lines where there is more to say. The words are english.txt's.

import NetworkFacts
import SMTP
import SMTPGuide

extension Event {
  /// One line.
  package var text: String {
    switch self {
    case .started(let version, let clock):
      return Texts.say("event.start", ("version", version), ("time", CivilTime.text(clock)))
    case .resolved(let host, let addresses, let took):
      return Texts.say(
        "event.dns", ("host", host), ("addresses", addresses.joined(separator: ", ")), ("took", Self.time(took))
      )
    case .mx(let domain, let answer, let took):
      return Texts.say("event.mx", ("answer", answer.text(domain)), ("took", Self.time(took)))
    case .noServer(let domain): return Texts.say("event.no-server", ("domain", domain))
    case .attemptFailed(let address, let reason, let took):
      return Texts.say(
        "event.attempt", ("address", address), ("reason", reason.text), ("took", Self.time(took)))
    case .abandoned(let address, let took):
      return Texts.say("event.abandoned", ("address", address), ("took", Self.time(took)))
    case .connected(let address, let port, let took):
      let place = port.map { Texts.say("event.port", ("address", address), ("port", String($0))) } ?? address
      return Texts.say("event.connect", ("place", place), ("took", Self.time(took)))
    case .unreachable(let failure): return failure.text
    case .tls(let facts):
      return Texts.say(
        facts.isTrusted ? "event.tls" : "event.tls-not-trusted", ("facts", facts.summary),
        ("took", Self.time(facts.duration)))
    case .tlsFailed(let failure): return Texts.say("event.tls-failed", ("what", failure.text))
    case .tlsNotTrusted(let verdict): return Texts.say("event.tls-required", ("verdict", verdict.text))
    case .discarded(let count, _): return Texts.say("event.discarded", ("count", String(count)))
    case .leftOut(let replies, let octets):
      return Texts.say("event.left-out", ("count", String(replies)), ("octets", String(octets)))
    case .message(let size, let sha256?):
      return Texts.say("event.message-digest", ("count", String(size)), ("sha256", sha256))
    case .message(let size, nil): return Texts.say("event.message", ("count", String(size)))
    case .messageStopped(let stop, let sent, _):
      let sent = sent.map { String($0) } ?? "some"
      switch stop {
      case .interrupted: return Texts.say("event.message-interrupted", ("count", sent))
      case .file(let problem): return Texts.say("event.message-file", ("problem", problem))
      case .noFile(let problem): return problem
      case .notBegun(let problem): return Texts.say("event.message-not-begun", ("problem", problem))
      case .answered: return Texts.say("event.message-answered", ("count", sent))
      case .connection: return Texts.say("event.message-connection", ("count", sent))
      }
    case .chunkStopped(let announced, let sent):
      return Texts.say("event.chunk-stopped", ("announced", String(announced)), ("sent", String(sent)))
    case .timedOut(let waiting, let seconds, let rule):
      let rule = rule.map { " (\($0))" } ?? ""
      let time = Self.time(Int64(seconds) * 1_000_000_000)
      switch waiting {
      case .reply(.connection): return Texts.say("event.timeout-greeting", ("time", time)) + rule
      case .reply(let answers):
        return Texts.say("event.timeout", ("answers", answers.name), ("time", time)) + rule
      case .write: return Texts.say("event.timeout-write", ("time", time)) + rule
      case .handshake: return Texts.say("event.timeout-handshake", ("time", time)) + rule
      }
    case .waitGivenUp(.reply(.connection)): return Texts.say("event.given-up-greeting")
    case .waitGivenUp(.reply(let answers)): return Texts.say("event.given-up", ("answers", answers.name))
    case .waitGivenUp(.write): return Texts.say("event.given-up-write")
    case .waitGivenUp(.handshake): return Texts.say("event.given-up-handshake")
    case .closed(_, let reason?, _): return Texts.say("event.broke", ("reason", reason.text))
    case .closed(let byServer, nil, _): return Texts.say(byServer ? "event.closed-by-server" : "event.closed")
    case .notSent(let why): return Texts.say("event.not-sent.\(why.rawValue)")
    case .loginStopped(let problem, let isBegun):
      return Texts.say(
        isBegun ? "event.login-cancelled" : "event.login-not-sent",
        ("why", Texts.say("event.login.\(problem.rawValue)")))
    case .setting(let name, let value): return Texts.say("event.setting", ("name", name), ("value", value))
    case .settingRefused(let name, let value, let expected):
      return Texts.say("event.setting-refused", ("name", name), ("value", value), ("expected", expected))
    case .recording(let recording):
      switch recording {
      case .to(let path): return Texts.say("event.recording", ("path", path))
      case .none: return Texts.say("event.recording-none")
      case .ends: return Texts.say("event.recording-ends")
      case .from(let path): return Texts.say("event.recording-from", ("path", path))
      case .link(let link, let path):
        return Texts.say("event.recording-link", ("link", link), ("path", path))
      case .failed(let problem): return Texts.say("event.recording-failed", ("problem", problem))
      case .refused(let problem): return Texts.say("event.recording-refused", ("problem", problem))
      }
    case .expectation(let place, let failure, let differences):
      if let failure { return "\(place): \(failure)" }
      return Texts.say("event.different", ("place", place), ("what", differences.joined(separator: "; ")))
    case .runEnded(let summary, _): return summary
    case .note(let text, _, _): return text
    case .unknown(let line, _): return line.text
    }
  }

  /// More lines: a TLS report, what to do.
  package var details: [String] {
    switch self {
    case .unreachable(let failure): return [Self.advice(failure.error.advice)]
    case .tls(let facts): return facts.lines()
    case .tlsFailed(let failure):
      let side = Texts.say(
        failure.isServersDoing
          ? "event.servers-doing" : failure.isOurDoing ? "event.our-doing" : "event.both-sides")
      return Self.lines(failure.lines) + [side, Self.advice(failure.advice)]
    case .discarded(_, let lines): return Self.lines(lines)
    case .messageStopped(.noFile, _, _): return [Texts.say("event.mail-text-waits")]
    case .notSent(.closed): return [Self.advice(":connect")]
    case .recording(.refused): return [Self.advice("--record FILE or --no-record")]
    case .expectation(_, .some, let differences): return differences
    case .note(_, _, let details): return details
    case .unknown(_, let more): return more.map(\.text).filter { !$0.isEmpty }
    default: return []
    }
  }

  /// Details that a screen shows without being asked for more: what is wrong, and what to do.
  package var notices: [String] {
    switch self {
    case .tls(let facts): return facts.faults
    case .tlsFailed(let failure): return [Self.advice(failure.advice)]
    case .expectation, .discarded: return []
    default: return details
    }
  }

  /// Octets of the server, escaped.
  private static func lines(_ lines: [[UInt8]]) -> [String] { lines.map { "S: " + Escaping.escape($0) } }
  private static func advice(_ text: String) -> String { Texts.say("event.try", ("what", text)) }
  private static func time(_ nanoseconds: Int64) -> String { DurationText.text(nanoseconds: nanoseconds) }
}
