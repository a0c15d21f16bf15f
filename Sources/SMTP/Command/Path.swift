// Reverse-paths and forward-paths (RFC 5321 §4.1.2, with RFC 6531 §3.3 for UTF-8): the grammar, read so that
// every breach has its place, and as much of the address as can be had is had all the same.

/// `<` source route, mailbox `>`.
package struct Path: Sendable, Equatable {
  /// What stands behind the `@`.
  package enum Domain: Sendable, Equatable {
    case name(String)
    /// An address literal, with its brackets as typed.
    case literal(String)

    /// As typed, the brackets of a literal included.
    package var text: String {
      switch self {
      case .name(let text), .literal(let text): return text
      }
    }
  }

  /// `<>`: nobody wants to hear of failures (RFC 5321 §4.5.5).
  package var isNull = false
  /// The hosts of an old source route, without `@`.
  package var route: [String] = []
  /// As typed, quotes included.
  package var localPart = ""
  /// Nil for `<Postmaster>` and for paths without an `@`.
  package var domain: Domain?
  /// Whether an octet beyond ASCII stands in it.
  package var hasNonASCII = false

  /// `local-part@domain`, or the local-part alone.
  package var address: String { domain.map { "\(localPart)@\($0.text)" } ?? localPart }
}

/// Reads the arguments of MAIL and RCPT from a command line's octets.
struct PathParser {
  private let octets: [UInt8]
  private(set) var index: Int
  private(set) var findings: [Finding] = []

  init(_ octets: [UInt8], at index: Int) {
    self.octets = octets
    self.index = index
  }

  private var current: UInt8? { index < octets.count ? octets[index] : nil }

  /// Reads a path at the current place. Leaves `index` behind it.
  mutating func parse() -> Path {
    var path = Path()
    let start = index
    guard current == ASCII.less else {
      findings.append(Finding(.pathBrackets, at: index, .expected(.word(.lessThan))))
      // Take the word as an address, so that the rest can still be checked.
      mailbox(&path, end: wordEnd(index))
      return path
    }
    guard let close = closingBracket(from: index + 1) else {
      findings.append(Finding(.pathBrackets, at: wordEnd(index), .expected(.word(.greaterThan))))
      index += 1
      mailbox(&path, end: wordEnd(index))
      return path
    }
    index += 1
    if index == close {
      path.isNull = true
    } else {
      sourceRoute(&path, close)
      mailbox(&path, end: close)
    }
    index = close + 1
    if index - start > Limits.path {
      findings.append(
        Finding(.pathTooLong, at: start..<index, .limit(Limits.path, found: index - start, .octets)))
    }
    return path
  }

  private func wordEnd(_ from: Int) -> Int {
    var end = from
    while end < octets.count, octets[end] != ASCII.space { end += 1 }
    return end
  }

  /// The first `>` outside a quoted string.
  private func closingBracket(from start: Int) -> Int? {
    var place = start
    var quoted = false
    while place < octets.count {
      switch octets[place] {
      case ASCII.backslash where quoted: place += 1
      case ASCII.quote: quoted.toggle()
      case ASCII.greater where !quoted: return place
      default: break
      }
      place += 1
    }
    return quoted ? octets[start...].firstIndex(of: ASCII.greater) : nil
  }

  private mutating func sourceRoute(_ path: inout Path, _ close: Int) {
    guard current == ASCII.at else { return }
    guard let colon = octets[index..<close].firstIndex(of: ASCII.colon) else {
      findings.append(Finding(.pathSyntax, at: close, .expected(.word(.colon))))
      return
    }
    findings.append(Finding(.sourceRoute, at: index))
    for hop in octets[index..<colon].split(separator: 0x2C, omittingEmptySubsequences: false) {
      if hop.first == ASCII.at {
        findings += Self.domainFindings(octets, hop.startIndex + 1, hop.endIndex)
        path.route.append(hop.dropFirst().text)
      } else {
        findings.append(Finding(.pathSyntax, at: hop.startIndex, .expected(.word(.at))))
      }
    }
    index = colon + 1
  }

  private mutating func mailbox(_ path: inout Path, end: Int) {
    let start = index
    path.hasNonASCII = octets[start..<end].contains { $0 >= 0x80 }
    let at = localPart(start, end)
    path.localPart = octets[start..<at].text
    if at - start > Limits.localPart {
      findings.append(
        Finding(
          .localPartTooLong, at: start..<at, .limit(Limits.localPart, found: at - start, .octets)))
    }
    defer { index = end }
    guard at < end else {
      // <Postmaster> alone is the one address without a domain (RFC 5321 §4.1.1.3).
      if path.localPart.asciiUppercased != "POSTMASTER", !path.localPart.isEmpty {
        findings.append(Finding(.pathSyntax, at: end, .expected(.word(.atDomain))))
      }
      return
    }
    let domainStart = at + 1
    if domainStart < end, octets[domainStart] == ASCII.openBracket {
      path.domain = .literal(octets[domainStart..<end].text)
    } else {
      path.domain = .name(octets[domainStart..<end].text)
    }
    findings += Self.domainFindings(octets, domainStart, end)
  }

  /// Checks the local-part and gives the place of its `@`, or `end`.
  private mutating func localPart(_ start: Int, _ end: Int) -> Int {
    var place = start
    if start < end, octets[start] == ASCII.quote {
      place += 1
      while place < end, octets[place] != ASCII.quote {
        if octets[place] == ASCII.backslash { place += 1 }
        if place < end, octets[place].isControl {
          findings.append(Finding(.localPartSyntax, at: place))
          return octets[place..<end].lastIndex(of: ASCII.at) ?? end
        }
        place += 1
      }
      guard place < end else {
        findings.append(Finding(.localPartSyntax, at: start, .expected(.word(.closingQuote))))
        return octets[start..<end].lastIndex(of: ASCII.at) ?? end
      }
      place += 1
      if place < end, octets[place] != ASCII.at {
        findings.append(Finding(.localPartSyntax, at: place, .expected(.word(.at))))
        return octets[place..<end].lastIndex(of: ASCII.at) ?? end
      }
      return place
    }
    let at = octets[start..<end].lastIndex(of: ASCII.at) ?? end
    var afterDot = true
    while place < at {
      let octet = octets[place]
      if octet == ASCII.dot {
        if afterDot { break }
        afterDot = true
      } else if octet.isAtext || octet >= 0x80 {
        afterDot = false
      } else {
        break
      }
      place += 1
    }
    if place < at {
      findings.append(Finding(.localPartSyntax, at: place))
    } else if afterDot {
      findings.append(Finding(.localPartSyntax, at: max(start, at - 1)))
    }
    return at
  }

  /// What breaks the grammar of a domain or an address literal in `octets[start..<end]`.
  static func domainFindings(_ octets: [UInt8], _ start: Int, _ end: Int) -> [Finding] {
    guard start < end else { return [Finding(.domainSyntax, at: start)] }
    if octets[start] == ASCII.openBracket {
      guard octets[end - 1] == ASCII.closeBracket, AddressLiteral.isValid(octets[(start + 1)..<(end - 1)])
      else {
        return [Finding(.addressLiteralSyntax, at: start)]
      }
      return []
    }
    var findings: [Finding] = []
    if end - start > Limits.domain {
      findings.append(
        Finding(.domainTooLong, at: start..<end, .limit(Limits.domain, found: end - start, .octets)))
    }
    var label = start
    var bad: Int?
    for index in start...end {
      if index < end, octets[index] != ASCII.dot {
        let octet = octets[index]
        if bad == nil, !(octet.isLetDig || octet == ASCII.hyphen || octet >= 0x80) { bad = index }
        continue
      }
      guard label < index else { return findings + [Finding(.domainSyntax, at: min(label, end - 1))] }
      if let bad { return findings + [Finding(.domainSyntax, at: bad)] }
      if octets[label] == ASCII.hyphen { return findings + [Finding(.domainSyntax, at: label)] }
      if octets[index - 1] == ASCII.hyphen { return findings + [Finding(.domainSyntax, at: index - 1)] }
      if index - label > Limits.domainLabel {
        findings.append(
          Finding(
            .domainTooLong, at: label..<index, .limit(Limits.domainLabel, found: index - label, .labelOctets)))
      }
      label = index + 1
    }
    return findings
  }
}

/// Address literals (RFC 5321 §4.1.3).
package enum AddressLiteral {
  /// Whether the text between the brackets is one.
  package static func isValid(_ text: some Collection<UInt8>) -> Bool {
    let octets = Array(text)
    if octets.prefix(5).asciiUppercasedText == "IPV6:" { return isIPv6(octets.dropFirst(5)) }
    if isIPv4(octets[...]) { return true }
    // An IPv6 address without its tag would pass for a general literal with the tag "2001".
    if isIPv6(octets[...]) { return false }
    // General-address-literal: a registered tag, a colon, and at least one character.
    guard let colon = octets.firstIndex(of: ASCII.colon), colon > 0, colon < octets.count - 1,
      octets[colon - 1].isLetDig
    else { return false }
    return octets[..<colon].allSatisfy { $0.isLetDig || $0 == ASCII.hyphen }
      && octets[(colon + 1)...].allSatisfy { $0 > 0x20 && $0 < 0x7F && !(0x5B...0x5D).contains($0) }
  }

  static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: ASCII.dot, omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { $0.count <= 3 && ($0.decimalValue ?? 256) <= 255 }
  }

  static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
    var groups = text.split(separator: ASCII.colon, omittingEmptySubsequences: false)
    guard groups.count >= 3 else { return false }
    var count = 0
    if let last = groups.last, last.contains(ASCII.dot) {
      guard isIPv4(last) else { return false }
      groups.removeLast()
      count = 2
    }
    // "::" shows as one empty group inside, two at an end.
    var compressed = false
    var index = 0
    while index < groups.count {
      let group = groups[index]
      if group.isEmpty {
        let atStart = index == 0
        if atStart {
          guard groups.count > 1, groups[1].isEmpty else { return false }
          index += 1
        }
        guard !compressed else { return false }
        compressed = true
        if index == groups.count - 2, groups[index + 1].isEmpty { index += 1 }
      } else {
        guard group.count <= 4, group.allSatisfy(\.isHexDigit) else { return false }
        count += 1
      }
      index += 1
    }
    return compressed ? count <= 6 : count == 8
  }
}
