// EHLO keywords in words, with their parameters read: one row an extension in Data/extensions.txt.

import SMTP

/// One service extension.
package struct ExtensionRow: Sendable {
  /// How the parameters are read into the sentence.
  package enum Reading: String, Sendable {
    case none
    /// `SIZE`: octets as a size for people (RFC 1870 §4).
    case size
    /// `AUTH`: the mechanisms, judged by whether TLS is in force.
    case mechanisms
    /// Parameters are listed as they are.
    case list
    /// `LIMITS`: `NAME=NUMBER`, of at most six digits (RFC 9422 §4).
    case limits
    /// `DELIVERBY`: the least number of seconds (RFC 2852 §4).
    case seconds
    /// `FUTURERELEASE`: the longest time in seconds, and the latest date (RFC 4865 §4).
    case release
  }

  /// Where an extension stands today.
  package enum Standing: String, Sendable {
    case current, experimental, obsolete
    /// No document of the IETF's: one vendor's, or a draft.
    case `private`
  }

  /// The EHLO keyword, in upper case.
  package let keyword: String
  /// A few words beside the line.
  package let note: String
  /// One or two sentences.
  package let text: String
  /// A line that uses it from here; nil: nothing can be typed.
  package let use: String?
  /// How the parameters behind the keyword are read.
  package let reading: Reading
  /// What the extension's document is.
  package let standing: Standing
  /// The document that defines the extension.
  package let source: Citation
}

/// The table of extensions.
package enum ExtensionTable {
  /// In the order of Data/extensions.txt.
  package static var rows: [ExtensionRow] { table.all }

  private static let table = RowTable(.extensions, row)

  private static func row(_ row: KnowledgeFile.Row) -> ExtensionRow? {
    guard let reading = ExtensionRow.Reading(rawValue: row.value("parameters") ?? "none"),
      let standing = ExtensionRow.Standing(rawValue: row.value("standing") ?? "current"),
      let source = row.source, let note = Texts.text("extension.\(row.name).note"),
      let text = Texts.text("extension.\(row.name)")
    else { return nil }
    return ExtensionRow(
      keyword: row.name, note: note, text: text, use: row.value("use"), reading: reading, standing: standing,
      source: source)
  }

  /// The row of a keyword in any case; nil: no document that is known has it.
  package static func row(_ keyword: String) -> ExtensionRow? {
    table.index(of: keyword.asciiUppercased.utf8).flatMap { table[$0] }
  }

  /// The few words that stand beside an EHLO line, its parameters read.
  package static func note(_ entry: Capabilities.Entry, isTLS: Bool) -> String {
    guard let row = row(entry.keyword) else {
      return Texts.say(entry.keyword.hasPrefix("X") ? "offer.private" : "offer.unknown")
    }
    let note = ("note", row.note)
    let parameters = ("parameters", entry.parameters.joined(separator: " "))
    let unreadable = Texts.say("offer.unreadable", ("keyword", row.keyword))
    let numbers = entry.parameters.map { Array($0.utf8).decimalValue }
    switch row.reading {
    case .none: return entry.parameters.isEmpty ? row.note : Texts.say("offer.extra", note, parameters)
    case .list: return entry.parameters.isEmpty ? row.note : Texts.say("offer.list", note, parameters)
    case .size:
      guard let number = numbers.first else { return Texts.say("offer.size-unnamed") }
      guard let octets = number else { return unreadable }
      return octets == 0
        ? Texts.say("offer.size-any") : Texts.say("offer.size", note, ("size", ByteCount.text(octets)))
    case .mechanisms:
      let names = entry.parameters.map(\.asciiUppercased)
      if names.isEmpty { return Texts.say("offer.auth-none") }
      let open = names.filter(MechanismFacts.sendsPassword)
      if isTLS || open.isEmpty { return Texts.say("offer.auth", ("mechanisms", names.joined(separator: ", "))) }
      return Texts.say("offer.auth-clear", ("mechanisms", open.joined(separator: ", ")))
    case .limits: return entry.parameters.isEmpty ? row.note : limits(entry.parameters)
    case .seconds:
      guard let number = numbers.first else { return Texts.say("offer.seconds-any", note) }
      guard let seconds = number, seconds < 1_000_000_000 else { return unreadable }
      return Texts.say("offer.seconds", note, ("seconds", String(seconds)))
    case .release:
      guard let number = numbers.first else { return Texts.say("offer.release-none") }
      guard let seconds = number else { return unreadable }
      guard entry.parameters.count > 1 else {
        return Texts.say("offer.release", note, ("seconds", String(seconds)))
      }
      return Texts.say("offer.release-until", note, ("seconds", String(seconds)), ("date", entry.parameters[1]))
    }
  }

  /// The limits of RFC 9422 §4 in words.
  private static func limits(_ parameters: [String]) -> String {
    parameters.map { parameter in
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[1].utf8.count <= 6, let number = Array(parts[1].utf8).decimalValue else {
        return Texts.say("offer.no-limit", ("parameter", parameter))
      }
      let value = ("number", String(number))
      switch parts[0].uppercased() {
      case "MAILMAX": return Texts.say("offer.mailmax", value)
      case "RCPTMAX": return Texts.say("offer.rcptmax", value)
      case "RCPTDOMAINMAX":
        return Texts.say(number == 1 ? "offer.rcptdomainmax-1" : "offer.rcptdomainmax", value)
      default: return parameter
      }
    }.joined(separator: ", ")
  }
}

/// Sizes for people.
package enum ByteCount {
  /// `octets` with a decimal unit and one digit behind the point: 10240000 is 10.2 MB.
  package static func text(_ octets: Int) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")]
    for (size, unit) in units where octets >= size {
      let tenths = (octets / (size / 10) + (octets % (size / 10) * 2 >= size / 10 ? 1 : 0))
      return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
    return octets == 1 ? "1 octet" : "\(octets) octets"
  }
}
