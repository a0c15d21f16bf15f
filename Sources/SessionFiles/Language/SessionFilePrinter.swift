// A session file to text, in the one canonical form: no indentation, one space behind each sign, escapes only where
// they are needed. What the parser makes of it is the same file again.

import SMTP
import Transcript

/// Writes session files.
package enum SessionFilePrinter {
  /// The whole file.
  package static func print(_ file: SessionFile) -> String {
    file.lines.map(line).map { $0 + "\n" }.joined()
  }

  /// One line, without its end.
  package static func line(_ line: SessionFileLine) -> String {
    switch line.content {
    case .sent(let wire): return sign("C:", text(wire))
    case .reply(let reply):
      // What is no code must not look like a pattern of codes.
      guard reply.codes == nil, case .octets(let first)? = reply.line.text.pieces.first else {
        return sign("S:", text(reply.line))
      }
      let rest = WireLine(Template(Array(reply.line.text.pieces.dropFirst())), hasCRLF: reply.line.hasCRLF)
      return sign("S:", Escaping.reply(first) + text(rest))
    case .pattern(let pattern): return sign("S~", pattern.source)
    case .endOfFile: return "S: eof"
    case .command(_, let text): return ":" + trimmed(text)
    case .event(let text), .damaged(let text): return sign("*", trimmed(text))
    case .finding(let text): return sign("!", trimmed(text))
    case .remark(let text): return sign("#", trimmed(text))
    case .empty: return ""
    }
  }

  private static func sign(_ sign: String, _ text: String) -> String { text.isEmpty ? sign : "\(sign) \(text)" }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last == " " || text.last == "\t" || text.last == "\r" { text = text.dropLast() }
    return String(text)
  }

  /// A template with its escapes.
  package static func text(_ template: Template) -> String {
    template.pieces.map { piece in
      switch piece {
      case .octets(let octets): return Escaping.wire(octets)
      case .variable(let name): return "${\(name)}"
      }
    }.joined()
  }

  private static func text(_ wire: WireLine) -> String {
    text(wire.text) + (wire.hasCRLF ? "" : "\\c")
  }
}
