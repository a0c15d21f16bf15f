// Where to connect: what the user names, read once. No DNS here.

/// A server as the user names it.
package struct Target: Sendable, Equatable, CustomStringConvertible {
  /// The protocol and its port.
  package enum Scheme: String, Sendable, CaseIterable {
    /// Port 25, STARTTLS where it is offered (RFC 5321 §4.5.4.2).
    case smtp
    /// Port 587 (RFC 6409 §3.1).
    case submission
    /// Port 465, TLS at once (RFC 8314 §3.3).
    case smtps
    /// LMTP; RFC 2033 §5 names no port except that it must not be 25. 24 is the custom.
    case lmtp

    /// The port where the user names none.
    package var defaultPort: Int {
      switch self {
      case .smtp: return 25
      case .submission: return 587
      case .smtps: return 465
      case .lmtp: return 24
      }
    }
  }

  /// Where a server listens.
  package enum Endpoint: Sendable, Equatable {
    case host(String, port: Int)
    case unix(path: String)
  }

  /// By it the port, TLS and the kind of the conversation are chosen.
  package let scheme: Scheme
  /// Has the scheme's port where the user named none.
  package let endpoint: Endpoint

  package init(scheme: Scheme, endpoint: Endpoint) {
    self.scheme = scheme
    self.endpoint = endpoint
  }

  /// The host's name or address; nil for a unix socket.
  package var host: String? {
    if case .host(let name, _) = endpoint { return name }
    return nil
  }

  /// Nil for a unix socket.
  package var port: Int? {
    if case .host(_, let port) = endpoint { return port }
    return nil
  }

  package var description: String {
    let prefix = scheme == .smtp ? "" : scheme == .lmtp ? "lmtp://" : "\(scheme.rawValue)://"
    switch endpoint {
    case .host(let name, let port):
      let host = name.contains(":") ? "[\(name)]" : name
      return "\(prefix)\(host):\(port)"
    case .unix(let path): return scheme == .lmtp ? "lmtp:unix:\(path)" : "unix:\(path)"
    }
  }

  /// Why a text names no server: what is wrong, where, and what to write.
  package struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was to be read, as far as it may be quoted.
    package let text: String
    /// Characters from the start.
    package let offset: Int
    /// What is wrong, in a few words.
    package let what: String

    package var description: String {
      "\(what): \(advice)"
    }

    /// The text, and what to write.
    package var advice: String {
      "\"\(text)\". A server is named as host, host:port, [v6]:port, smtp://, submission://, smtps://, lmtp://, or unix:/path."
    }
  }

  /// Reads `host`, `host:port`, `[v6]:port`, a URL of one of the schemes, or `unix:/path`.
  package init(parsing text: String) throws(Problem) {
    func problem(_ what: String, _ offset: Int = 0) -> Problem {
      Problem(text: Self.quotable(text), offset: offset, what: what)
    }
    if let index = text.unicodeScalars.firstIndex(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
      throw problem(
        "a space or control character in a server's name",
        text.unicodeScalars.distance(from: text.startIndex, to: index))
    }
    var rest = Substring(text)
    var scheme = Scheme.smtp
    if rest.hasPrefix("lmtp:unix:") {
      scheme = .lmtp
      rest = rest.dropFirst(5)
    }
    if rest.hasPrefix("unix:") {
      let path = rest.dropFirst(5)
      guard path.hasPrefix("/") else { throw problem("a unix socket needs an absolute path", 5) }
      guard path.utf8.count <= 107 else { throw problem("the path of a unix socket has at most 107 octets", 5) }
      self.init(scheme: scheme, endpoint: .unix(path: String(path)))
      return
    }
    if let mark = rest.firstRange(of: "://") {
      guard let named = Scheme(rawValue: rest[..<mark.lowerBound].lowercased()) else {
        throw problem("unknown scheme")
      }
      scheme = named
      rest = rest[mark.upperBound...]
      if rest.hasSuffix("/") { rest = rest.dropLast() }
    }
    var host = rest
    var portText: Substring?
    if rest.hasPrefix("[") {
      guard let close = rest.firstIndex(of: "]") else { throw problem("a [ without its ]") }
      host = rest[rest.index(after: rest.startIndex)..<close]
      if host.lowercased().hasPrefix("ipv6:") { host = host.dropFirst(5) }
      let behind = rest[rest.index(after: close)...]
      if !behind.isEmpty {
        guard behind.hasPrefix(":") else { throw problem("only :port may follow the ]") }
        portText = behind.dropFirst()
      }
    } else if rest.filter({ $0 == ":" }).count == 1, let colon = rest.firstIndex(of: ":") {
      host = rest[..<colon]
      portText = rest[rest.index(after: colon)...]
    }
    guard !rest.contains("@") else {
      throw problem("a server's name has no user and no password in it: log in with :auth")
    }
    guard !host.isEmpty else { throw problem("no host") }
    guard !host.contains(":") || Self.isAddress(host) else { throw problem("a host's name has no colon in it") }
    guard !host.contains(where: { "/?#=&\"'<>".contains($0) }) else {
      throw problem("a server is a host and a port: nothing else stands in its name")
    }
    guard host.utf8.count <= 255, host.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw problem(
        "a host name has at most 255 ASCII characters (write international names in their xn-- form)")
    }
    var port = scheme.defaultPort
    if let portText {
      guard let number = Int(portText), (1...65535).contains(number), portText.allSatisfy(\.isNumber) else {
        throw problem("a port is a number from 1 to 65535")
      }
      port = number
    }
    self.init(scheme: scheme, endpoint: .host(String(host), port: port))
  }

  /// A text as errors may quote it: what it begins with, up to what is no part of a host's name or of its port. A
  /// password can stand before an `@`, where a port should, in a query, and behind a blank.
  private static func quotable(_ text: String) -> String {
    if text.hasPrefix("unix:") || text.hasPrefix("lmtp:unix:") { return text.contains("@") ? "unix:…" : text }
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    let rest = text[start...]
    if rest.contains("@") { return text[..<start] + "…" }
    if rest.hasPrefix("["), let close = rest.firstIndex(of: "]"), isAddress(rest[..<close].dropFirst()) {
      return text[...close] + (close < text.index(before: text.endIndex) ? "…" : "")
    }
    let host = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "." || $0 == "-" || $0 == "_" }
    let behind = rest[host.endIndex...]
    let isPort = behind.first == ":" && behind.count <= 6 && behind.dropFirst().allSatisfy(\.isNumber)
    return behind.isEmpty || isPort ? text : text[..<host.endIndex] + "…"
  }

  /// Whether a text can be an address of version 6, with its zone or without (RFC 4291 §2.2, RFC 4007 §11).
  private static func isAddress(_ text: some StringProtocol) -> Bool {
    let digits = text.lowercased().hasPrefix("ipv6:") ? String(text.dropFirst(5)) : String(text)
    return digits.prefix { $0 != "%" }.allSatisfy { $0.isASCII && $0.isHexDigit || $0 == ":" || $0 == "." }
  }
}
