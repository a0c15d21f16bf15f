// Events in lines of a recording, version 2 of the notation, both ways: `TAG key=value… | sentence`. What stands left of
// the bar is data; the sentence is for people, and nobody reads it back. Unknown tags are kept and written again.

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

  private static func lines(_ more: [EventLine]) -> [[UInt8]] {
    more.filter { $0.tag == "line" }.compactMap { $0["octets"] }.map { Escaping.unescape($0).octets }
  }

  private static func time(_ nanoseconds: Int64) -> EventField {
    let micro = max(0, nanoseconds) / 1_000
    let fraction = String(micro % 1_000)
    return EventField(
      "took", "\(micro / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "ms")
  }

  /// Reads `12.345ms`.
  static func nanoseconds(_ text: String) -> Int64? {
    guard text.hasSuffix("ms") else { return nil }
    let parts = text.dropLast(2).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 3, let whole = Int64(parts[0]), let micro = Int64(parts[1]),
      (0...1_000_000_000_000).contains(whole), (0...999).contains(micro)
    else { return nil }
    return (whole * 1_000 + micro) * 1_000
  }

  private static func field(_ waiting: Event.Waiting) -> EventField {
    switch waiting {
    case .reply(let answers): return EventField("waiting", answers.key)
    case .write: return EventField("waiting", "write")
    case .handshake: return EventField("waiting", "handshake")
    }
  }

  private static func waiting(_ name: String) -> Event.Waiting? {
    switch name {
    case "write": return .write
    case "handshake": return .handshake
    default: return Awaited(key: name).map { .reply($0) }
    }
  }

  private static func text(_ citation: Citation) -> String {
    switch citation {
    case .rfc(let number, let section): return "rfc\(number):\(section)"
    case .document(let name): return name
    }
  }

  private static func citation(_ text: String) -> Citation {
    let parts = text.dropFirst(3).split(separator: ":", maxSplits: 1)
    guard text.hasPrefix("rfc"), parts.count == 2, let number = Int(parts[0]) else { return .document(text) }
    return .rfc(number, String(parts[1]))
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

  // MARK: Reading

  /// Takes a line apart, without its time.
  ///
  /// - Returns: nil where it does not begin with a tag.
  package static func line(_ text: String) -> EventLine? {
    // By scalars: a mark at the beginning of a value does not make another quotation mark of the one in front of it.
    var rest = text.unicodeScalars[...]
    let tag = rest.prefix { $0 != " " }
    guard !tag.isEmpty, tag.allSatisfy({ "a"..."z" ~= $0 || $0 == "-" }) else { return nil }
    rest = rest.dropFirst(tag.count)
    var fields: [EventField] = []
    while rest.first == " " {
      rest = rest.dropFirst()
      if rest.first == "|" {
        rest = rest.dropFirst()
        if rest.first == " " { rest = rest.dropFirst() }
        return EventLine(String(tag), fields, text: plain(rest))
      }
      let key = rest.prefix { $0 != "=" && $0 != " " }
      rest = rest.dropFirst(key.count)
      guard rest.first == "=", !key.isEmpty, key.allSatisfy(isOfKey) else { return nil }
      rest = rest.dropFirst()
      if rest.first == "\"" {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        fields.append(EventField(String(key), plain(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      } else {
        let value = rest.prefix { $0 != " " }
        fields.append(EventField(String(key), String(value)))
        rest = rest.dropFirst(value.count)
      }
    }
    return rest.isEmpty ? EventLine(String(tag), fields) : nil
  }

  /// Keys are written as they are: they are letters, digits, hyphens, underscores and dots of ASCII.
  private static func isOfKey(_ scalar: Unicode.Scalar) -> Bool {
    UInt8(exactly: scalar.value).map { $0.isLetDig || $0 == ASCII.hyphen || $0 == 0x5F || $0 == ASCII.dot }
      ?? false
  }

  private static func plain(_ text: Substring.UnicodeScalarView) -> String {
    let (octets, bad) = Escaping.unescape(String(text))
    return bad == nil ? octets.text : String(text)
  }

  /// The event of a line and of those that continue it.
  package static func event(_ line: EventLine, _ more: [EventLine]) -> Event {
    known(line, more) ?? .unknown(line, more: more)
  }

  private static func known(_ line: EventLine, _ more: [EventLine]) -> Event? {
    guard let tag = Tag(rawValue: line.tag) else { return nil }
    func details(_ tag: String) -> [String] { more.filter { $0.tag == tag }.compactMap { $0["text"] } }
    switch tag {
    case .start:
      guard line["program"] == "smtpscope", let version = line["version"] else { return nil }
      return .started(version: version, clock: line["clock"].flatMap(CivilTime.seconds) ?? 0)
    case .dns:
      let addresses = line.fields.filter { $0.key == "answer" }.map(\.value)
      return line["name"].map { .resolved(host: $0, addresses: addresses, took: line.took()) }
    case .mx:
      guard let domain = line["domain"], let answer = answer(line) else { return nil }
      return .mx(domain: domain, answer, took: line.took())
    case .noServer: return line["domain"].map { .noServer(domain: $0) }
    case .attempt:
      guard let address = line["address"], let reason = line["reason"] else { return nil }
      return .attemptFailed(address: address, reason: NetworkError(name: reason), took: line.took())
    case .abandoned: return line["address"].map { .abandoned(address: $0, took: line.took()) }
    case .connect:
      return line["address"].map { .connected(address: $0, port: line.int("port"), took: line.took()) }
    case .unreachable:
      return unreachable(line)
    case .tls: return facts(line, more).map { .tls($0) }
    case .tlsFailed:
      guard let step = line["step"].flatMap(TLSFailure.Step.init(rawValue:)) else { return nil }
      return .tlsFailed(
        TLSFailure(
          step, line["subject"], problem: line["problem"].flatMap(TLSFailure.Problem.init(rawValue:)) ?? .other,
          errors: details("error"), isServersDoing: line["by"] == "server", lines: lines(more)))
    case .tlsRequired:
      switch line["verdict"] {
      case "verified": return .tlsNotTrusted(.verified)
      case "not-looked-at": return .tlsNotTrusted(.notLookedAt)
      case "not-verified": return .tlsNotTrusted(.notVerified(verifyError(line)))
      case "wrong-name": return line["name"].map { .tlsNotTrusted(.wrongName($0)) }
      default: return nil
      }
    case .discarded:
      return line.int("octets").map { .discarded(octets: $0, lines: lines(more)) }
    case .leftOut:
      guard let replies = line.int("replies"), let octets = line.int("octets") else { return nil }
      return .leftOut(replies: replies, octets: octets)
    case .message: return line.int("octets").map { .message(size: $0, sha256: line["sha256"]) }
    case .messageStopped:
      let sent = line.int("octets")
      let open = max(0, min(line.int("open") ?? 0, Limits.textLine))
      switch line["by"] {
      case "user": return .messageStopped(.interrupted, sent: sent, open: open)
      case "file": return line["problem"].map { .messageStopped(.file($0), sent: sent, open: open) }
      case "no-file": return line["problem"].map { .messageStopped(.noFile($0), sent: sent, open: open) }
      case "not-begun": return line["problem"].map { .messageStopped(.notBegun($0), sent: sent, open: open) }
      case "answer": return .messageStopped(.answered, sent: sent, open: open)
      case "connection": return .messageStopped(.connection, sent: sent, open: open)
      default: return nil
      }
    case .chunkStopped:
      return line.int("announced").flatMap { announced in
        line.int("sent").map { .chunkStopped(announced: announced, sent: $0) }
      }
    case .timeout:
      guard let name = line["waiting"], let after = line["after"], after.hasSuffix("s"),
        let seconds = Int(after.dropLast())
      else { return nil }
      let rule = line["rule"].map(citation)
      return waiting(name).map { .timedOut($0, seconds: seconds, rule: rule) }
    case .givenUp: return line["waiting"].flatMap(waiting).map { .waitGivenUp($0) }
    case .closed:
      guard let by = line["by"] else { return nil }
      return .closed(
        byServer: by == "server", reason: line["how"].map(NetworkError.init(name:)),
        isExpected: line.flag("expected"))
    case .notSent: return line["why"].flatMap(Event.NotSent.init(rawValue:)).map { .notSent($0) }
    case .login:
      return line["why"].flatMap(SASLProblem.init(rawValue:)).map {
        .loginStopped($0, isBegun: line["stopped"] == "cancelled")
      }
    case .setting:
      guard let name = line["name"], let value = line["value"] else { return nil }
      return .setting(name: name, value: value)
    case .settingRefused:
      guard let name = line["name"], let value = line["value"], let expected = line["expected"] else {
        return nil
      }
      return .settingRefused(name: name, value: value, expected: expected)
    case .recording:
      switch line["state"] {
      case "to": return line["file"].map { .recording(.to($0)) }
      case "none": return .recording(.none)
      case "ends": return .recording(.ends)
      case "from": return line["file"].map { .recording(.from($0)) }
      case "link":
        return line["file"].flatMap { link in line["path"].map { .recording(.link(link, to: $0)) } }
      case "failed": return line["problem"].map { .recording(.failed($0)) }
      case "refused": return line["problem"].map { .recording(.refused($0)) }
      default: return nil
      }
    case .expectation:
      return line["place"].map {
        .expectation(place: $0, failure: line["failure"], differences: details("difference"))
      }
    case .run: return line["summary"].map { .runEnded(summary: $0, passed: line.flag("passed")) }
    case .note:
      guard let level = line["level"].flatMap(Event.Level.init(rawValue:)), let text = line["text"] else {
        return nil
      }
      return .note(text, level: level, details: details("detail"))
    }
  }

  private static func answer(_ line: EventLine) -> MXAnswer? {
    switch line["answer"] {
    case "implicit": return .implicit
    case "null": return .null
    case "no-domain": return .noSuchDomain
    case "try-again": return .temporaryFailure
    case "failure": return .failure
    default:
      let records = line.fields.filter { $0.key == "host" }.compactMap { field -> MXAnswer.Record? in
        let parts = field.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let preference = Int(parts[0]) else { return nil }
        return MXAnswer.Record(preference: preference, host: String(parts[1]))
      }
      return records.isEmpty ? nil : .hosts(records)
    }
  }

  private static func unreachable(_ line: EventLine) -> Event? {
    guard let host = line["host"] else { return nil }
    var tried: [ConnectFailure.Attempt] = []
    var address: String?
    for field in line.fields {
      if field.key == "address" { address = field.value }
      guard field.key == "reason" else { continue }
      let error = NetworkError(name: field.value)
      guard let known = address else { return .unreachable(.unresolved(host: host, error)) }
      tried.append(.init(known, error))
      address = nil
    }
    return .unreachable(.unconnected(host: host, port: line.int("port"), tried: tried))
  }

  private static func verifyError(_ line: EventLine) -> TLSFacts.VerifyError {
    TLSFacts.VerifyError(
      depth: line.int("depth") ?? 0, code: Int32(truncatingIfNeeded: line.int("code") ?? 0),
      text: line["text"] ?? "")
  }

  private static func facts(_ line: EventLine, _ more: [EventLine]) -> TLSFacts? {
    guard let version = line["version"], let cipher = line["cipher"] else { return nil }
    let chain = more.filter { $0.tag == "cert" }.map { cert in
      CertificateFacts(
        subject: cert["subject"] ?? "", issuer: cert["issuer"] ?? "",
        altNames: cert.fields.filter { $0.key == "name" }.map(\.value),
        notBefore: cert["from"].flatMap(CivilTime.seconds),
        notAfter: cert["until"].flatMap(CivilTime.seconds), key: cert["key"] ?? "",
        signature: cert["signature"] ?? "", sha256: cert["sha256"] ?? "")
    }
    let errors = more.filter { $0.tag == "verify" }.map(verifyError)
    return TLSFacts(
      version: version, cipher: cipher, cipherBits: line.int("bits") ?? 0, group: line["group"],
      isResumed: line.flag("resumed"), serverName: line["sni"], chain: chain, verifyErrors: errors,
      isVerified: line.flag("verified"),
      nameCheck: line["name"].map { .init(name: $0, matches: line.flag("matches")) }, duration: line.took(),
      seenAt: line["clock"].flatMap(CivilTime.seconds) ?? 0)
  }
}
