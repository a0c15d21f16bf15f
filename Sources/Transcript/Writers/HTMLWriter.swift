// A conversation as one HTML file that needs nothing else: no script, no other file, readable on a telephone, on paper
// and in the dark. Everything that a server or a person said goes in escaped, and the page's own policy lets nothing run.

import SMTP
import SMTPGuide

/// Entries as HTML.
package enum HTMLWriter {
  /// A whole page.
  ///
  /// - Parameters:
  ///   - body: HTML.
  package static func page(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(escape(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(escape(title))</h1>
    \(body)
    </main>
    </body>
    </html>

    """
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1d2430; --paper: #ffffff; --dim: #5b6675; --line: #d6dbe3;
      --sent: #0b5394; --good: #1d6b34; --bad: #b3261e; --warn: #8a5a00; --soft: #f3f5f8; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e3e7ee; --paper: #14181f; --dim: #9aa5b4; --line: #343c49;
      --sent: #82b7f0; --good: #7ecb92; --bad: #ff8a80; --warn: #e8b64c; --soft: #1c222c; } }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
    h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; border-bottom: 1px solid var(--line); margin-top: 2rem; }
    h3 { font-size: 1rem; margin-bottom: .2rem; }
    code, pre, ol.talk > li { font-family: ui-monospace, monospace; font-size: .9rem; }
    ol.talk { list-style: none; padding: 0; } ol.talk > li { white-space: pre-wrap; padding: .1rem 0; }
    ol.talk p { font-family: system-ui, sans-serif; white-space: normal; margin: 0 0 .4rem 2rem; color: var(--dim); }
    .sent { color: var(--sent); } .bad { color: var(--bad); } .good { color: var(--good); } .warning { color: var(--warn); }
    pre { white-space: pre-wrap; }
    .event, .remark, .source { color: var(--dim); }
    .box { background: var(--soft); border-left: 4px solid var(--bad); padding: .5rem 1rem; margin: 1rem 0; }
    .wide { overflow-x: auto; } svg { width: 100%; min-width: 34rem; height: auto; } svg text { fill: currentColor; font: 11px ui-monospace, monospace; }
    svg rect { fill: var(--sent); } svg rect.phase { fill: var(--good); }
    @media print { main { max-width: none; } .box { break-inside: avoid; } }
    """

  /// What was refused, the findings, how long everything took, and the conversation.
  ///
  /// - Parameters:
  ///   - refusals: false where the page has said already what was not as it should be.
  package static func conversation(_ entries: [TranscriptEntry], refusals: Bool = true) -> String {
    [refusals ? self.refusals(entries) : "", findings(entries), waterfall(entries), talk(entries)]
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func refusals(_ entries: [TranscriptEntry]) -> String {
    var out = ""
    for entry in entries {
      guard case .received(let received) = entry.content,
        received.reply.isRefusal
      else {
        continue
      }
      let line = received.reply.lines.indices.last.map { NotationWriter.line(received.reply, $0) } ?? ""
      out +=
        "<div class=\"box\">\n<h3><code>\(escape(line))</code> answers \(escape(received.context.answers.name))</h3>\n"
      out += ExplanationLayout.html(Guide.explain(received.reply, received.context).lines) + "\n</div>\n"
    }
    return out.isEmpty ? "<p class=\"good\">Nothing was refused.</p>" : "<h2>Refused</h2>\n" + out
  }

  private static func findings(_ entries: [TranscriptEntry]) -> String {
    let list = entries.flatMap { entry in
      entry.findings.filter { $0.severity > .notice }.map {
        "<li class=\"\(word($0.severity))\">\(escape(NotationWriter.finding($0, in: entry.subject)))</li>\n"
      }
    }
    return list.isEmpty ? "" : "<h2>Findings</h2>\n<ul>\n" + list.joined() + "</ul>"
  }

  private static func word(_ severity: Severity) -> String { severity == .error ? "bad" : "warning" }

  // MARK: Times

  /// A bar for each phase of the connection, and for each reply from what it answers to its last octet; empty where
  /// the times are not known.
  private static func waterfall(_ entries: [TranscriptEntry]) -> String {
    var bars: [(name: String, start: Int64, end: Int64, isPhase: Bool)] = []
    for entry in entries {
      switch entry.content {
      case .event(let event):
        guard let phase = event.phase else { continue }
        bars.append((phase.name, max(0, entry.time - phase.duration), entry.time, true))
      case .received(let received):
        guard received.lastOctet >= 0 else { continue }
        let name =
          received.context.answers == .command(.other) ? received.context.verb : received.context.answers.name
        bars.append((name, max(0, entry.time - received.lastOctet), entry.time, false))
      case .sent, .command, .remark: continue
      }
    }
    guard bars.count > 1, let first = bars.map(\.start).min(), let last = bars.map(\.end).max(), last > first
    else {
      return ""
    }
    // A page is read by people: the first hundred tell how it goes.
    let shown = bars.prefix(100)
    let height = shown.count * 18 + 24
    var out =
      "<h2>Times</h2>\n<div class=\"wide\"><svg viewBox=\"0 0 800 \(height)\" role=\"img\" aria-label=\"how long each reply took\">\n"
    for (index, bar) in shown.enumerated() {
      let y = index * 18
      let left = 150 + Double(bar.start - first) / Double(last - first) * 520
      let width = max(1, Double(bar.end - bar.start) / Double(last - first) * 520)
      out += "<text x=\"0\" y=\"\(y + 12)\">\(escape(String(bar.name.prefix(20))))</text>"
      out +=
        "<rect\(bar.isPhase ? " class=\"phase\"" : "") x=\"\(tenths(left))\" y=\"\(y + 3)\" width=\"\(tenths(width))\" height=\"11\"/>"
      out += "<text x=\"\(tenths(min(left + width + 4, 720)))\" y=\"\(y + 12)\">"
      out += "\(escape(DurationText.text(nanoseconds: bar.end - bar.start)))</text>\n"
    }
    if bars.count > shown.count {
      out += "<text x=\"0\" y=\"\(height - 6)\">\(bars.count - shown.count) more</text>\n"
    }
    return out + "</svg></div>"
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: The conversation

  private static func talk(_ entries: [TranscriptEntry]) -> String {
    var out = "<h2>The conversation</h2>\n<ol class=\"talk\">\n"
    for entry in entries {
      switch entry.content {
      case .received(let received):
        let style = received.reply.isRefusal ? "bad" : "received"
        for index in received.reply.lines.indices {
          out += item(
            style, NotationWriter.line(received.reply, index),
            Guide.note(line: index, of: received.reply, received.context))
        }
        let time = received.lastOctet < 0 ? "" : DurationText.text(nanoseconds: received.lastOctet) + ": "
        out += "<li><p>\(escape(time + Guide.summary(received.reply, received.context)))</p></li>\n"
      case .sent: out += NotationWriter.shown(entry).prefix(1).map { item("sent", $0, nil) }.joined()
      case .event(let event):
        let style = event.level == .bad ? "bad" : event.level == .good ? "good" : "event"
        let lines = NotationWriter.shown(entry).prefix(1 + event.details.count)
        out += lines.map { item(style, $0, nil) }.joined()
      case .command, .remark:
        out += NotationWriter.shown(entry).prefix(1).map { item("remark", $0, nil) }.joined()
      }
      for finding in entry.findings {
        out += item(word(finding.severity), NotationWriter.finding(finding, in: entry.subject), nil)
      }
    }
    return out + "</ol>"
  }

  private static func item(_ style: String, _ text: String, _ note: String?) -> String {
    let note = note.map { "   <span class=\"source\">\(escape($0))</span>" } ?? ""
    return "<li class=\"\(style)\">\(escape(text))\(note)</li>\n"
  }

  /// Text with nothing in it that HTML would take for markup, and nothing that does not show itself.
  package static func escape(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case let scalar where Escaping.isSafe(scalar): out.unicodeScalars.append(scalar)
      default: out += "\u{FFFD}"
      }
    }
    return out
  }
}
