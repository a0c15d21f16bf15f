// What Tab offers: from the state of the dialogue, the server's offer, what was used before, and the console
// commands' own parameters.

import NetworkFacts
import SMTP
import SMTPCore

import Glibc

/// Candidates for the text in front of the cursor, each a whole replacement of it.
package enum Completion {
  /// What is known beside the session.
  package struct Knowledge: Sendable {
    /// Addresses of MAIL and RCPT commands of this session.
    package var addresses: [String] = []
    /// Servers that `:connect` has named in this session.
    package var targets: [String] = []
    package init() {}
  }

  /// The candidates for `head`, best first.
  package static func candidates(_ head: String, _ status: SessionStatus, _ known: Knowledge) -> [String] {
    let all = head.hasPrefix(":") ? console(head, status, known) : smtp(head, status, known)
    var out: [String] = []
    for candidate in all where candidate != head && !out.contains(candidate) { out.append(candidate) }
    return out
  }

  /// The longest beginning that all candidates share.
  package static func common(_ candidates: [String]) -> String {
    guard var shared = candidates.first else { return "" }
    for candidate in candidates.dropFirst() {
      while !candidate.asciiUppercased.hasPrefix(shared.asciiUppercased) { shared.removeLast() }
    }
    return shared
  }

  // MARK: SMTP

  private static func smtp(_ head: String, _ status: SessionStatus, _ known: Knowledge) -> [String] {
    let upper = head.asciiUppercased
    guard let dialogue = status.dialogue else { return [] }
    if dialogue.phase == .mailText { return [] }
    let offered = dialogue.answered.capabilities
    if upper.hasPrefix("MAIL FROM:<"), let close = head.firstIndex(of: ">") {
      return parameters(.mail, head, from: close, offered)
    }
    if upper.hasPrefix("RCPT TO:<"), let close = head.firstIndex(of: ">") {
      return parameters(.rcpt, head, from: close, offered)
    }
    for start in ["MAIL FROM:<", "RCPT TO:<"] where upper.hasPrefix(start) {
      let typed = head.dropFirst(start.count)
      return known.addresses.filter { $0.hasPrefix(typed) }.map { head.prefix(start.count) + $0 + ">" }
        .map(String.init)
    }
    if upper.hasPrefix("AUTH ") {
      let typed = upper.dropFirst(5)
      return (offered?.mechanisms ?? SASLMechanism.table.map(\.name.rawValue)).filter { $0.hasPrefix(typed) }
        .map { "AUTH \($0)" }
    }
    for hello in ["EHLO ", "HELO ", "LHLO "] where upper.hasPrefix(hello) {
      let name = status.options.helloName
      return name.hasPrefix(head.dropFirst(hello.count)) ? [hello + name] : []
    }
    let next = dialogue.nextCommands.map {
      $0 == "EHLO" || $0 == "LHLO" ? "\($0) \(status.options.helloName)" : $0
    }
    let others = Verb.table.filter { row in
      guard let keyword = row.keyword else { return row.verb != .lhlo }
      return offered?.has(keyword) == true
    }.map { row -> String in
      switch row.verb {
      case .mail: return "MAIL FROM:<"
      case .rcpt: return "RCPT TO:<"
      default: return row.argument == .required ? row.verb.rawValue + " " : row.verb.rawValue
      }
    }
    return (next + others).filter { $0.asciiUppercased.hasPrefix(upper) }
  }

  private static func parameters(
    _ verb: Verb, _ head: String, from close: String.Index, _ offered: Capabilities?
  ) -> [String] {
    guard let space = head.lastIndex(of: " "), space > close else {
      return head.last == ">" ? parameters(verb, head + " ", from: close, offered) : []
    }
    let typed = head[head.index(after: space)...].asciiUppercasedText
    var words: [String] = []
    for row in Parameter.table where row.verb == verb && offered?.has(row.offeredBy) == true {
      switch row.value {
      case .none: words.append(row.keyword)
      case .oneOf(let values), .listOf(let values): words += values.map { "\(row.keyword)=\($0)" }
      case .number, .text: words.append("\(row.keyword)=")
      }
    }
    return words.filter { $0.hasPrefix(typed) }.map { head[...space] + $0 }.map(String.init)
  }

  // MARK: Console commands

  private static func console(_ head: String, _ status: SessionStatus, _ known: Knowledge) -> [String] {
    let body = head.dropFirst()
    guard let space = body.firstIndex(of: " ") else {
      return CommandTable.rows.filter { $0.name.hasPrefix(body) }.map {
        ":" + $0.name + ($0.parameters.isEmpty ? "" : " ")
      }
    }
    guard let row = CommandTable.row(String(body[..<space])) else { return [] }
    let words = body[space...].dropFirst().split(separator: " ", omittingEmptySubsequences: false).map(
      String.init)
    guard let typed = words.last, words.count <= row.parameters.count else { return [] }
    let before = head.dropLast(typed.count)
    return values(of: row.parameters[words.count - 1], typed, words, status, known).map { before + $0 }
      .map(String.init)
  }

  /// Each kind of parameter completes itself.
  private static func values(
    of kind: ParameterKind, _ typed: String, _ words: [String], _ status: SessionStatus, _ known: Knowledge
  ) -> [String] {
    let all: [String]
    switch kind {
    case .target: all = known.targets + Target.Scheme.allCases.map { "\($0.rawValue)://" }
    case .file: return files(typed)
    case .mechanism: all = SASLMechanism.table.map { $0.name.rawValue.lowercased() }
    case .user: all = known.addresses
    case .domain: all = known.addresses.compactMap { $0.split(separator: "@").last.map(String.init) }
    case .setting: all = Setting.table.map(\.name)
    case .value: all = words.first.flatMap(Setting.row)?.values ?? []
    case .command: all = CommandTable.rows.map(\.name)
    case .topic, .octets: all = []
    }
    return all.filter { $0.hasPrefix(typed) }
  }

  private static func files(_ typed: String) -> [String] {
    let slash = typed.lastIndex(of: "/")
    let folder = slash.map { String(typed[...$0]) } ?? ""
    let start = slash.map { typed[typed.index(after: $0)...] } ?? typed[...]
    guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream), names.count < 1000 {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != "..", name.hasPrefix(start), !name.hasPrefix(".") || start.hasPrefix(".")
      else {
        continue
      }
      names.append(folder + name + (entry.pointee.d_type == UInt8(DT_DIR) ? "/" : ""))
    }
    return names.sorted()
  }
}

extension Substring {
  fileprivate var asciiUppercasedText: String { String(self).asciiUppercased }
}
