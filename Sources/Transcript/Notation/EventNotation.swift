// Events in lines of a recording, version 2 of the notation: `TAG key=value… | sentence`. What stands left of the bar is
// data; the sentence is for people, and nobody reads it back. EventReading.swift reads the lines; unknown tags are kept and
// written again.

import NetworkFacts
import SMTP

/// A line of an event, taken apart.
package struct EventLine: Sendable, Equatable {
  /// One of `EventNotation.Tag`, or what a newer version has written.
  package var tag: String
  /// In the order of the line; of two with one key the first counts.
  package var fields: [EventField]
  /// For people.
  package var text: String

  package init(_ tag: String, _ fields: [EventField], text: String = "") {
    self.tag = tag
    self.fields = fields
    self.text = text
  }

  /// The value of a field; nil: there is none.
  package subscript(key: String) -> String? { fields.first { $0.key == key }?.value }

  func int(_ key: String) -> Int? { self[key].flatMap { Int($0) } }
  func flag(_ key: String) -> Bool { self[key] == "yes" }
  /// Nanoseconds; 0 where none are named.
  func took() -> Int64 { self["took"].flatMap(EventNotation.nanoseconds) ?? 0 }
}

/// Version 2 of events.
package enum EventNotation {
  /// The tags that this version knows. Their names are stable.
  package enum Tag: String, CaseIterable, Sendable {
    case start, dns, mx, attempt, abandoned, connect, unreachable, tls, discarded, message, timeout, closed,
      setting
    case recording, run, note, login, expectation
    case leftOut = "left-out"
    case noServer = "no-server"
    case tlsFailed = "tls-failed"
    case tlsRequired = "tls-required"
    case messageStopped = "message-stopped"
    case chunkStopped = "chunk-stopped"
    case givenUp = "given-up"
    case notSent = "not-sent"
    case settingRefused = "setting-refused"
  }

  /// Whether a value is in somebody else's words, or in those that a person has typed; all others are numbers, and names
  /// out of a closed list.
  package static func isFree(_ key: String, of tag: String) -> Bool {
    switch (tag, key) {
    case ("tls-failed", "problem"), ("tls", "version"), ("start", _): return false
    case ("line", "octets"): return true
    case (_, "name"), (_, "answer"), (_, "domain"), (_, "host"), (_, "address"), (_, "reason"), (_, "how"),
      (_, "sni"),
      (_, "subject"), (_, "issuer"), (_, "text"), (_, "value"), (_, "file"), (_, "problem"), (_, "place"),
      (_, "failure"), (_, "summary"), (_, "path"):
      return true
    default: return !knows(tag)
    }
  }

  /// Whether lines of a tag come from this version of the program.
  private static func knows(_ tag: String) -> Bool {
    Tag(rawValue: tag) != nil || ["cert", "verify", "line", "difference", "detail", "error"].contains(tag)
  }

  // MARK: Writing

  /// The lines of an event: its own, and those that continue it.
  package static func lines(_ event: Event) -> [EventLine] {
    let (tag, fields, more) = parts(event)
    return [EventLine(tag, fields, text: event.text)] + more
  }

  /// A line as it stands behind `* TIME `.
  package static func text(_ line: EventLine) -> String {
    let data = ([line.tag] + line.fields.map { "\($0.key)=\(quoted($0.value))" }).joined(separator: " ")
    return line.text.isEmpty ? data : "\(data) | \(Escaping.escape(line.text))"
  }

  private static func quoted(_ value: String) -> String {
    let plain =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy {
        Escaping.isSafe($0) && $0 != " " && $0 != "\"" && $0 != "|" && $0 != "=" && $0 != "\\"
      }
    if plain { return value }
    // By octets, as it is read: a mark behind a quotation mark does not make another one of it.
    let escaped = Array(Escaping.escape(value).utf8).replacing([ASCII.quote], with: Array("\\x22".utf8))
    return "\"\(escaped.text)\""
  }

  private static func parts(_ event: Event) -> (String, [EventField], [EventLine]) {
    func line(_ tag: Tag, _ fields: EventField?..., more: [EventLine] = []) -> (
      String, [EventField], [EventLine]
    ) {
      (tag.rawValue, fields.compactMap { $0 }, more)
    }
    switch event {
    case .started(let version, let clock):
      return line(
        .start, .init("program", "smtpscope"), .init("version", version), .init("clock", CivilTime.iso(clock)))
    case .resolved(let host, let addresses, let took):
      return (
        Tag.dns.rawValue, [.init("name", host)] + addresses.map { .init("answer", $0) } + [time(took)], []
      )
    case .mx(let domain, let answer, let took):
      return (Tag.mx.rawValue, [.init("domain", domain)] + fields(answer) + [time(took)], [])
    case .noServer(let domain): return line(.noServer, .init("domain", domain))
    case .attemptFailed(let address, let reason, let took):
      return line(.attempt, .init("address", address), .init("reason", reason.name), time(took))
    case .abandoned(let address, let took): return line(.abandoned, .init("address", address), time(took))
    case .connected(let address, let port, let took):
      return line(.connect, .init("address", address), port.map { .init("port", String($0)) }, time(took))
    case .unreachable(.unresolved(let host, let error)):
      return line(.unreachable, .init("host", host), .init("reason", error.name))
    case .unreachable(.unconnected(let host, let port, let tried)):
      return (
        Tag.unreachable.rawValue,
        [.init("host", host)] + (port.map { [.init("port", String($0))] } ?? [])
          + tried.flatMap { [.init("address", $0.address), .init("reason", $0.error.name)] }, []
      )
    case .tls(let facts): return (Tag.tls.rawValue, fields(facts), more(facts))
    case .tlsFailed(let failure):
      return line(
        .tlsFailed, .init("step", failure.step.rawValue), failure.subject.map { .init("subject", $0) },
        .init("problem", failure.problem.rawValue), failure.isServersDoing ? .init("by", "server") : nil,
        more: failure.errors.map { EventLine("error", [.init("text", $0)]) } + octets(failure.lines))
    case .tlsNotTrusted(let verdict):
      switch verdict {
      case .verified: return line(.tlsRequired, .init("verdict", "verified"))
      case .notLookedAt: return line(.tlsRequired, .init("verdict", "not-looked-at"))
      case .notVerified(let error):
        return (Tag.tlsRequired.rawValue, [.init("verdict", "not-verified")] + fields(error), [])
      case .wrongName(let name):
        return line(.tlsRequired, .init("verdict", "wrong-name"), .init("name", name))
      }
    case .discarded(let octets, let lines):
      return line(
        .discarded, .init("octets", String(octets)),
        more: self.octets(lines))
    case .leftOut(let replies, let octets):
      return line(.leftOut, .init("replies", String(replies)), .init("octets", String(octets)))
    case .message(let size, let sha256):
      return line(.message, .init("octets", String(size)), sha256.map { .init("sha256", $0) })
    case .messageStopped(let stop, let sent, let open):
      let octets = sent.map { EventField("octets", String($0)) }
      let rest = open > 0 ? EventField("open", String(open)) : nil
      switch stop {
      case .interrupted: return line(.messageStopped, .init("by", "user"), octets, rest)
      case .file(let problem):
        return line(.messageStopped, .init("by", "file"), octets, rest, .init("problem", problem))
      case .noFile(let problem):
        return line(.messageStopped, .init("by", "no-file"), octets, rest, .init("problem", problem))
      case .notBegun(let problem):
        return line(.messageStopped, .init("by", "not-begun"), octets, rest, .init("problem", problem))
      case .answered: return line(.messageStopped, .init("by", "answer"), octets, rest)
      case .connection: return line(.messageStopped, .init("by", "connection"), octets, rest)
      }
    case .chunkStopped(let announced, let sent):
      return line(.chunkStopped, .init("announced", String(announced)), .init("sent", String(sent)))
    case .timedOut(let waiting, let seconds, let rule):
      return line(.timeout, field(waiting), .init("after", "\(seconds)s"), rule.map { .init("rule", text($0)) })
    case .waitGivenUp(let waiting): return line(.givenUp, field(waiting))
    case .closed(let byServer, let reason, let isExpected):
      return line(
        .closed, .init("by", byServer ? "server" : "client"), reason.map { .init("how", $0.name) },
        .init("expected", isExpected ? "yes" : "no"))
    case .notSent(let why): return line(.notSent, .init("why", why.rawValue))
    case .loginStopped(let problem, let isBegun):
      return line(.login, .init("stopped", isBegun ? "cancelled" : "not-sent"), .init("why", problem.rawValue))
    case .setting(let name, let value): return line(.setting, .init("name", name), .init("value", value))
    case .settingRefused(let name, let value, let expected):
      return line(.settingRefused, .init("name", name), .init("value", value), .init("expected", expected))
    case .recording(let recording):
      switch recording {
      case .to(let path): return line(.recording, .init("state", "to"), .init("file", path))
      case .none: return line(.recording, .init("state", "none"))
      case .ends: return line(.recording, .init("state", "ends"))
      case .from(let path): return line(.recording, .init("state", "from"), .init("file", path))
      case .link(let link, let path):
        return line(.recording, .init("state", "link"), .init("file", link), .init("path", path))
      case .failed(let problem): return line(.recording, .init("state", "failed"), .init("problem", problem))
      case .refused(let problem): return line(.recording, .init("state", "refused"), .init("problem", problem))
      }
    case .expectation(let place, let failure, let differences):
      return line(
        .expectation, .init("place", place), failure.map { .init("failure", $0) },
        more: differences.map { EventLine("difference", [.init("text", $0)]) })
    case .runEnded(let summary, let passed):
      return line(.run, .init("passed", passed ? "yes" : "no"), .init("summary", summary))
    case .note(let text, let level, let details):
      return line(
        .note, .init("level", level.rawValue), .init("text", text),
        more: details.map { EventLine("detail", [.init("text", $0)]) })
    case .unknown(let line, let more): return (line.tag, line.fields, more)
    }
  }

  /// Lines of a server.
  private static func octets(_ lines: [[UInt8]]) -> [EventLine] {
    lines.map { EventLine("line", [.init("octets", Escaping.escape($0))]) }
  }

  private static func time(_ nanoseconds: Int64) -> EventField {
    let micro = max(0, nanoseconds) / 1_000
    let fraction = String(micro % 1_000)
    return EventField(
      "took", "\(micro / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "ms")
  }

  private static func field(_ waiting: Event.Waiting) -> EventField {
    switch waiting {
    case .reply(let answers): return EventField("waiting", answers.key)
    case .write: return EventField("waiting", "write")
    case .handshake: return EventField("waiting", "handshake")
    }
  }

  private static func text(_ citation: Citation) -> String {
    switch citation {
    case .rfc(let number, let section): return "rfc\(number):\(section)"
    case .document(let name): return name
    }
  }

  private static func fields(_ answer: MXAnswer) -> [EventField] {
    switch answer {
    case .hosts(let records): return records.map { EventField("host", "\($0.preference):\($0.host)") }
    case .implicit: return [.init("answer", "implicit")]
    case .null: return [.init("answer", "null")]
    case .noSuchDomain: return [.init("answer", "no-domain")]
    case .temporaryFailure: return [.init("answer", "try-again")]
    case .failure: return [.init("answer", "failure")]
    }
  }

  private static func fields(_ facts: TLSFacts) -> [EventField] {
    var out: [EventField] = [.init("version", facts.version), .init("cipher", facts.cipher)]
    out.append(.init("bits", String(facts.cipherBits)))
    if let group = facts.group { out.append(.init("group", group)) }
    if facts.isResumed { out.append(.init("resumed", "yes")) }
    if let name = facts.serverName { out.append(.init("sni", name)) }
    out.append(.init("verified", facts.isVerified ? "yes" : "no"))
    if let check = facts.nameCheck {
      out += [.init("name", check.name), .init("matches", check.matches ? "yes" : "no")]
    }
    return out + [.init("clock", CivilTime.iso(facts.seenAt)), time(facts.duration)]
  }

  private static func more(_ facts: TLSFacts) -> [EventLine] {
    facts.chain.enumerated().map { depth, certificate in
      EventLine(
        "cert",
        [
          .init("depth", String(depth)), .init("subject", certificate.subject),
          .init("issuer", certificate.issuer),
        ] + certificate.altNames.map { .init("name", $0) }
          + [
            certificate.notBefore.map { .init("from", CivilTime.iso($0)) },
            certificate.notAfter.map { .init("until", CivilTime.iso($0)) },
          ].compactMap { $0 } + [
            .init("key", certificate.key), .init("signature", certificate.signature),
            .init("sha256", certificate.sha256),
          ])
    }
      + facts.verifyErrors.map {
        EventLine("verify", fields($0))
      }
  }

  private static func fields(_ error: TLSFacts.VerifyError) -> [EventField] {
    [
      .init("depth", String(error.depth)), .init("code", String(error.code)), .init("text", error.text),
    ]
  }
}
