// Version 1 of recordings: events were sentences, and this is all that reads them. Their words are those of the programs
// of that day, in English, and will not change.

import Transcript

/// Reads the events of version 1.
enum Version1 {
  /// What a sentence tells of the connection.
  enum Meaning {
    case none, connected
    /// TLS is up: from now on EHLO is due again.
    case tls
  }

  /// The event that a line and the indented lines below it stand for.
  ///
  /// - Parameters:
  ///   - text: without the time.
  static func event(_ text: String, _ details: [String]) -> (event: Event, meaning: Meaning) {
    if let version = rest(text, behind: "smtpscope "), text.hasSuffix("Z") {
      return (.started(version: String(version.prefix { $0 != "," }), clock: 0), .none)
    }
    if let found = connected(text) { return (found, .connected) }
    if let found = closed(text) ?? resolved(text) ?? message(text) { return (found, .none) }
    let isTLS = text.hasPrefix("TLS ✓ ") || text.hasPrefix("TLS ✗ ")
    return (.note(text, level: level(text), details: details), isTLS ? .tls : .none)
  }

  private static func rest(_ text: String, behind lead: String) -> Substring? {
    text.hasPrefix(lead) ? text.dropFirst(lead.count) : nil
  }

  /// `connected to 192.0.2.7 port 25 in 12 ms`.
  private static func connected(_ text: String) -> Event? {
    guard let rest = rest(text, behind: "connected to "), let mark = rest.ranges(of: " in ").last,
      let took = DurationText.nanoseconds(of: rest[mark.upperBound...])
    else { return nil }
    let place = rest[..<mark.lowerBound]
    guard let port = place.ranges(of: " port ").last, let number = Int(place[port.upperBound...]) else {
      return .connected(address: String(place), port: nil, took: took)
    }
    return .connected(address: String(place[..<port.lowerBound]), port: number, took: took)
  }

  /// `mx.example is 192.0.2.7, 2001:db8::7 (3.1 ms)`.
  private static func resolved(_ text: String) -> Event? {
    guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), let mark = text.firstRange(of: " is "),
      let took = DurationText.nanoseconds(of: text[text.index(after: open)...].dropLast()),
      mark.upperBound < open
    else { return nil }
    let host = text[..<mark.lowerBound]
    guard !host.isEmpty, !host.contains(" ") else { return nil }
    var addresses = text[mark.upperBound..<open]
    while addresses.last == " " { addresses = addresses.dropLast() }
    return .resolved(
      host: String(host), addresses: addresses.split(separator: ", ").map(String.init), took: took)
  }

  private static func closed(_ text: String) -> Event? {
    if text == "connection closed" { return .closed(byServer: false, reason: nil, isExpected: true) }
    if text == "the server closed the connection" {
      return .closed(byServer: true, reason: nil, isExpected: true)
    }
    return rest(text, behind: "the connection broke: ").map {
      .closed(
        byServer: true, reason: $0 == "reset by the server" ? .system("ECONNRESET") : .other(String($0)),
        isExpected: false)
    }
  }

  /// `message of 100 octets sent, SHA-256 3a…`.
  private static func message(_ text: String) -> Event? {
    guard let rest = rest(text, behind: "message of "),
      let mark = rest.firstRange(of: " octets sent, SHA-256 "),
      let size = Int(rest[..<mark.lowerBound])
    else { return nil }
    return .message(size: size, sha256: String(rest[mark.upperBound...]))
  }

  /// What a note of a handshake says of TLS, without how long it took and what depends on the day.
  ///
  /// - Returns: nil for anything else.
  static func tlsFacts(_ event: Event) -> [String]? {
    guard case .note(let text, _, let details) = event, text.hasPrefix("TLS ✓ ") || text.hasPrefix("TLS ✗ ")
    else {
      return nil
    }
    let facts = text.ranges(of: " in ").last.map { String(text[..<$0.lowerBound]) } ?? text
    let isDay = { (line: String) in
      line.hasSuffix(" days left") || line.hasSuffix(" days ago") || line.hasSuffix(", not valid yet")
    }
    return [facts]
      + details.map { line in
        guard line.hasPrefix("valid "), isDay(line), let comma = line.lastIndex(of: ",") else { return line }
        return String(line[..<comma])
      }
  }

  private static func level(_ text: String) -> Event.Level {
    let bad = [
      "TLS ✗ ", "TLS failed", "ended here because of ", "no reply to ", "not sent: ", "cannot ",
      "connect to what",
      "no server to connect to", "AUTH not sent", "AUTH cancelled", "sending the message was broken off",
      "not recorded", "the recording ends here", "cut off here: ",
    ]
    if bad.contains(where: text.hasPrefix) { return .bad }
    // An attempt that failed: `192.0.2.7: Connection refused after 0.1 ms`.
    if let mark = text.ranges(of: " after ").last, text.contains(": "),
      DurationText.nanoseconds(of: text[mark.upperBound...]) != nil
    {
      return .bad
    }
    return text.hasPrefix("TLS ✓ ") || text.hasPrefix("held ") ? .good : .info
  }
}
