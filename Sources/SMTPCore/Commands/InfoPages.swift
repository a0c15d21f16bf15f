// What `:caps`, `:tls`, `:timing`, `:set` and `:explain` show, as lines for any front end.

import SMTP
import SMTPGuide
import Transcript

/// Lines about where a session stands.
package enum InfoPages {
  /// The server's offer in words.
  package static func capabilities(_ status: SessionStatus) -> [String] {
    guard let state = status.dialogue?.answered, let offered = state.capabilities else {
      return ["no EHLO reply yet: say EHLO \(status.options.helloName)"]
    }
    let width = min(24, offered.entries.map(\.keyword.count).max() ?? 0)
    return ["\(Escaping.escape(offered.domain)) offers:"]
      + offered.entries.map { entry in
        let name = Escaping.escape(entry.keyword)
        let gap = String(repeating: " ", count: max(1, width + 2 - name.count))
        let source = ExtensionTable.row(entry.keyword).map { " (\($0.source))" } ?? ""
        return "  \(name)\(gap)\(Escaping.escape(ExtensionTable.note(entry, isTLS: state.isTLS)))\(source)"
      }
  }

  /// The TLS report of the connection.
  package static func tls(_ status: SessionStatus) -> [String] {
    guard let report = status.tls else {
      let offered = status.dialogue?.answered.capabilities?.has("STARTTLS") == true
      return ["no TLS on this connection" + (offered ? "; the server offers STARTTLS" : "")]
    }
    return ["\(report.summary)"] + report.lines().map { "  " + Escaping.escape($0) }
  }

  /// How long everything took.
  package static func timing(_ status: SessionStatus, _ entries: some Sequence<TranscriptEntry>) -> [String] {
    var lines = status.phases.map { "  \(pad($0.name, 14)) \(DurationText.text(nanoseconds: $0.duration))" }
    for entry in entries {
      guard case .received(let received) = entry.content, received.context.answers != .connection,
        received.context.answers != .nothing
      else { continue }
      let first = DurationText.text(nanoseconds: received.firstOctet)
      let last = DurationText.text(nanoseconds: received.lastOctet)
      let name =
        received.context.answers == .command(.other) ? received.context.verb : received.context.answers.name
      lines.append("  \(pad(Escaping.escape(name), 14)) \(first) to the first octet, \(last) to the last")
    }
    return lines.isEmpty ? ["nothing has been timed yet"] : ["phases and commands:"] + lines
  }

  /// All settings, or one.
  package static func settings(_ options: SessionOptions, _ name: String? = nil) -> [String] {
    Setting.table.filter { name == nil || $0.name == name }.map { setting in
      "\(pad(setting.name, 16)) \(pad(Escaping.escape(setting.get(options)), 12)) \(setting.help)"
    }
  }

  /// `:explain TOPIC` or `:explain TOPIC after COMMAND`; without a topic the last reply.
  package static func explain(_ topic: String?, last: TranscriptEntry?) -> [String] {
    if let topic {
      let parts = topic.split(separator: " after ", maxSplits: 1)
      let answers = parts.count == 2 ? Awaited(named: parts[1]) : nil
      if let explanation = answers == nil
        ? Guide.explain(topic) : Guide.explain(String(parts[0]), after: answers)
      {
        return [Escaping.escape(topic)] + ExplanationLayout.text(explanation.lines)
      }
      return [
        "not known: \(Escaping.escape(LoginSecrets.shown(topic))). A reply code (550), an enhanced status code (5.7.1), an extension, a command, a finding, or a whole reply line."
      ]
    }
    return last?.explanation.map { ExplanationLayout.text($0.lines) } ?? ["no reply yet to explain"]
  }

  /// The commands, or one of them in full.
  package static func help(_ name: String?) -> [String] {
    if let name {
      guard let row = CommandTable.row(name.hasPrefix(":") ? String(name.dropFirst()) : name) else {
        return Guide.explain(name).map { [Escaping.escape(name)] + ExplanationLayout.text($0.lines) } ?? [
          "no command \(Escaping.escape(name)); :help shows all"
        ]
      }
      return [row.usage, row.help, row.detail] + (row.key.map { ["key: \($0)"] } ?? [])
    }
    let width = CommandTable.rows.map(\.usage.count).max() ?? 0
    return CommandTable.rows.map { "\(pad($0.usage, width))  \($0.help)\($0.key.map { " (\($0))" } ?? "")" }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
  }
}
