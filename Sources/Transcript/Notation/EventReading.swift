// Events out of a recording: what EventNotation writes is read back as the value that it was. What this version does not
// know is kept as it stands.

import NetworkFacts
import SMTP

extension EventNotation {
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

  private static func lines(_ more: [EventLine]) -> [[UInt8]] {
    more.filter { $0.tag == "line" }.compactMap { $0["octets"] }.map { Escaping.unescape($0).octets }
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

  private static func waiting(_ name: String) -> Event.Waiting? {
    switch name {
    case "write": return .write
    case "handshake": return .handshake
    default: return Awaited(key: name).map { .reply($0) }
    }
  }

  private static func citation(_ text: String) -> Citation {
    let parts = text.dropFirst(3).split(separator: ":", maxSplits: 1)
    guard text.hasPrefix("rfc"), parts.count == 2, let number = Int(parts[0]) else { return .document(text) }
    return .rfc(number, String(parts[1]))
  }
}
