// What may be quoted of a session file, in mistakes and in reports: a login that stands there in the open is not carried
// on into what people paste elsewhere.

import SMTP
import Transcript

/// Quotes the lines of a file, which it is given in their order.
struct FileQuotes {
  private var logins = LoginSecrets()
  /// Between a 354 and the dot: what stands there is mail text.
  private var isMailText = false

  /// The printed form of a line without its secrets.
  mutating func text(of line: SessionFileLine) -> String {
    let text = SessionFilePrinter.line(line)
    switch line.content {
    case .sent: return quote(text).text
    case .reply(let reply):
      if !isMailText, reply.codes?.alternatives == ["354"] { isMailText = true }
      return text
    default: return text
    }
  }

  /// A `C:` line as it stands in a file, without its secrets.
  ///
  /// - Returns: the line, and where a column of it, from 1, is then.
  mutating func quote(_ source: String) -> (text: String, column: (Int) -> Int) {
    let indent = source.prefix { $0 == " " || $0 == "\t" }
    let same = (text: source, column: { (column: Int) in column })
    guard source.dropFirst(indent.count).hasPrefix("C:") else { return same }
    var head = source.prefix(indent.count + 2)
    if source.dropFirst(head.count).first == " " { head = source.prefix(head.count + 1) }
    let body = Array(source.utf8.dropFirst(head.utf8.count))
    if isMailText {
      if body == [ASCII.dot] { isMailText = false }
      return same
    }
    let line = Dialogue.Line.command(Command(body))
    let secret = logins.secret(in: line, octets: body)
    logins.note(line, octets: body)
    guard let secret, !Self.isVariable(body[secret.range]) else { return same }
    let shown = Shown(body, hiding: [.init(secret.range, variable: secret.variable)])
    let start = head.count + 1
    return (
      head + shown.octets.text,
      { column in
        // Columns are characters; in front of a secret they are octets in nearly every line.
        let offset = column - start
        return offset < 0 ? column : start + shown.range(offset..<offset).lowerBound
      }
    )
  }

  /// Whether octets are one variable, which is no secret by itself.
  private static func isVariable(_ octets: ArraySlice<UInt8>) -> Bool {
    octets.starts(with: Array("${".utf8)) && octets.firstIndex(of: UInt8(ascii: "}")) == octets.indices.last
  }
}
