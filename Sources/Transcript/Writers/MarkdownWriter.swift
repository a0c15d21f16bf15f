// A conversation for a ticket: what was refused and why on top, then everything with its explanations.

import SMTP
import SMTPGuide

/// Entries as Markdown.
package enum MarkdownWriter {
  /// The whole text.
  ///
  /// - Parameter title: what the conversation is called.
  package static func text(_ entries: [TranscriptEntry], title: String) -> String {
    var lines = ["# \(inline(title))", ""]
    let refused = entries.filter { entry in
      if case .received(let received) = entry.content {
        received.reply.isRefusal
      } else {
        false
      }
    }
    lines += refused.isEmpty ? ["Nothing was refused.", ""] : []
    for entry in refused {
      guard case .received(let received) = entry.content, let explanation = entry.explanation else { continue }
      lines.append("## \(inline(received.reply.joinedText.isEmpty ? "a reply without text" : head(received)))")
      lines += [""] + ExplanationLayout.markdown(explanation.lines)
      lines.append("")
    }
    let findings = entries.flatMap { entry in
      entry.findings.filter { $0.severity > .notice }.map { NotationWriter.finding($0, in: entry.subject) }
    }
    if !findings.isEmpty { lines += ["## Findings", ""] + findings.map { "- \(inline($0))" } + [""] }
    let body = entries.flatMap(NotationWriter.annotated)
    // A fence longer than any run of backquotes in the text.
    let longest = body.reduce(2) { max($0, run(of: "`", in: $1)) }
    let fence = String(repeating: "`", count: longest + 1)
    return (lines + ["## The conversation", "", fence] + body + [fence]).joined(separator: "\n") + "\n"
  }

  private static func head(_ received: TranscriptEntry.Received) -> String {
    let line = Escaping.escape(received.reply.lineOctets(received.reply.lines.count - 1))
    return "\(line) answers \(received.context.answers.name)"
  }

  /// Text in a code span, in which nothing ends it.
  static func code(_ text: String) -> String {
    let text = Escaping.escape(text)
    let fence = String(repeating: "`", count: run(of: "`", in: text) + 1)
    return fence.count == 1 ? "`\(text)`" : "\(fence) \(text) \(fence)"
  }

  private static func run(of character: Unicode.Scalar, in text: String) -> Int {
    var longest = 0
    var count = 0
    // Scalars, as Markdown counts them: a mark behind a sign leaves it one.
    for other in text.unicodeScalars {
      count = other == character ? count + 1 : 0
      longest = max(longest, count)
    }
    return longest
  }

  /// Text of a server or of a person, with nothing in it that Markdown or HTML would take for markup.
  static func inline(_ text: String) -> String {
    var out = ""
    for scalar in Escaping.escape(text).unicodeScalars {
      if markup.contains(scalar) { out.append("\\") }
      out.unicodeScalars.append(scalar)
    }
    return out
  }

  private static let markup = Set("\\`*_{}[]<>#|!&~".unicodeScalars)
}
