// What the network and TLS came to, in words: english.txt's.

import NetworkFacts
import SMTPGuide

extension NetworkError {
  /// A few words: `Connection refused`. An error without words of its own is named.
  package var text: String {
    switch self {
    case .system(let name): return Texts.text("error.\(name)") ?? name
    case .noAnswer(let seconds): return Texts.say("error.no-answer", ("seconds", String(seconds)))
    case .tls: return Texts.say("error.tls")
    case .other(let text): return text
    }
  }

  /// What to do about it when a connection is wanted.
  package var advice: String {
    let known: String?
    switch self {
    case .system(let name): known = Texts.text("error.\(name).advice")
    case .noAnswer: known = Texts.text("error.ETIMEDOUT.advice")
    case .tls, .other: known = nil
    }
    return known ?? Texts.say("error.advice")
  }
}

extension ConnectFailure {
  /// A sentence with the reason; of several addresses each has its own.
  package var text: String {
    switch self {
    case .unresolved(let host, let error):
      return Texts.say("connect.unresolved", ("host", host), ("reason", error.text))
    case .unconnected(let host, let port, let tried):
      let place = port.map { Texts.say("event.port", ("address", host), ("port", String($0))) } ?? host
      // The only address need not be named where it is the place.
      let isNamed = tried.count > 1 || tried.first.map { $0.address != host } ?? false
      let reasons = tried.map { isNamed ? "\($0.address): \($0.error.text)" : $0.error.text }
      return Texts.say("connect.failed", ("place", place), ("reason", reasons.joined(separator: "; ")))
    }
  }
}

extension MXAnswer {
  /// What the answer to a question after a domain's MX is.
  package func text(_ domain: String) -> String {
    switch self {
    case .hosts(let records):
      let hosts = records.map { "\($0.host) (\($0.preference))" }.joined(separator: ", ")
      return Texts.say("mx.hosts", ("domain", domain), ("hosts", hosts))
    case .implicit: return Texts.say("mx.implicit", ("domain", domain))
    case .null: return Texts.say("mx.null", ("domain", domain))
    case .noSuchDomain: return Texts.say("mx.no-domain", ("domain", domain))
    case .temporaryFailure: return Texts.say("mx.try-again", ("domain", domain))
    case .failure: return Texts.say("mx.failure", ("domain", domain))
    }
  }
}

extension TLSFailure {
  /// One line, with OpenSSL's own words.
  package var text: String {
    if problem == .ended, errors.isEmpty { return Texts.say("handshake.ended") }
    let what = Texts.say("handshake.step.\(step.rawValue)", ("subject", subject ?? ""))
    let errors =
      errors.isEmpty
      ? Texts.text("handshake.error.\(step.rawValue)") ?? Texts.say("handshake.error")
      : errors.joined(separator: "; ")
    return "\(what): \(errors)"
  }

  /// What to do about it.
  package var advice: String {
    Texts.text("handshake.advice.\(step.rawValue)") ?? Texts.say("handshake.advice.\(problem.rawValue)")
  }
}

extension TLSFacts.Verdict {
  /// A few words.
  package var text: String {
    switch self {
    case .verified: return Texts.say("handshake.verified")
    case .notLookedAt: return Texts.say("handshake.not-looked-at")
    case .notVerified(let error): return Texts.say("handshake.not-verified", ("error", error.text))
    case .wrongName(let name): return Texts.say("handshake.wrong-name", ("name", name))
    }
  }
}

extension TLSFacts {
  /// `TLSv1.3 TLS_AES_256_GCM_SHA384 x25519, certificate verified`.
  package var summary: String { "\(version) \(cipher)\(group.map { " " + $0 } ?? ""), \(verdict.text)" }

  /// The report in lines.
  ///
  /// - Parameters:
  ///   - withDaysLeft: with the days that were left at the handshake; without them it does not depend on the day.
  package func lines(withDaysLeft: Bool = true) -> [String] {
    var first = Texts.say("handshake.cipher", ("cipher", cipher), ("bits", String(cipherBits)))
    if let group { first += ", " + Texts.say("handshake.group", ("group", group)) }
    if isResumed { first += ", " + Texts.say("handshake.resumed") }
    var out = [first]
    if let serverName { out.append(Texts.say("handshake.sni", ("name", serverName))) }
    for (depth, certificate) in chain.enumerated() {
      out.append(
        Texts.say("handshake.certificate", ("depth", String(depth)), ("subject", certificate.subject)))
      var more: [String] = []
      if !certificate.altNames.isEmpty {
        more.append(Self.names(certificate.altNames))
      }
      more.append(Texts.say("handshake.issuer", ("issuer", certificate.issuer)))
      let dates = Texts.say(
        "handshake.valid", ("from", Self.date(certificate.notBefore)),
        ("until", Self.date(certificate.notAfter)))
      more.append(
        ([dates] + (withDaysLeft ? [remaining(certificate)].compactMap { $0 } : [])).joined(separator: ", "))
      more.append(
        Texts.say("handshake.key", ("key", certificate.key), ("signature", certificate.signature)))
      more.append(Texts.say("handshake.digest", ("sha256", certificate.sha256)))
      out += more.map { "  " + $0 }
    }
    if chain.isEmpty { out.append(Texts.say("handshake.no-certificate")) }
    out += verifyErrors.map(Self.line)
    if nameCheck != nil, isVerified { out.append(Texts.say("handshake.chain-trusted")) }
    if let nameCheck {
      out.append(
        nameCheck.matches ? Texts.say("handshake.name-right", ("name", nameCheck.name)) : Self.line(nameCheck))
    }
    return out
  }

  /// The lines that say what is wrong.
  package var faults: [String] {
    verifyErrors.map(Self.line) + (nameCheck.map { $0.matches ? [] : [Self.line($0)] } ?? [])
  }

  private static func line(_ error: VerifyError) -> String {
    Texts.say(
      "handshake.verify-error", ("depth", String(error.depth)), ("text", error.text),
      ("code", String(error.code)))
  }

  private static func line(_ check: NameCheck) -> String {
    Texts.say("handshake.name-wrong", ("name", check.name))
  }

  /// So many are named; a certificate can have thousands.
  private static let mostNames = 50

  private static func names(_ names: [String]) -> String {
    // One that holds what stands between names is put into quotation marks.
    let text = names.prefix(mostNames).map { name in
      name.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0.value < 0x20 } ? "\"\(name)\"" : name
    }.joined(separator: ", ")
    guard names.count > mostNames else { return Texts.say("handshake.names", ("names", text)) }
    return Texts.say("handshake.more-names", ("names", text), ("count", String(names.count - mostNames)))
  }

  private static func date(_ seconds: Int64?) -> String {
    seconds.map(CivilTime.text) ?? Texts.say("handshake.no-date")
  }

  /// Nil where the dates do not say.
  private func remaining(_ certificate: CertificateFacts) -> String? {
    if let from = certificate.notBefore, seenAt < from { return Texts.say("handshake.not-valid-yet") }
    guard let until = certificate.notAfter else { return nil }
    let left = until - seenAt
    if left < 0 { return Texts.say("handshake.expired", ("days", String(-left / 86_400))) }
    return Texts.say("handshake.days-left", ("days", String(left / 86_400)))
  }
}
