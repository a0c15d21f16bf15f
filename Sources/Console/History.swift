// The lines typed before, kept across sessions; lines with secrets never get in.

import SMTP
import SMTPCore
import Transcript

/// Typed lines, oldest first.
package struct History: Sendable {
  /// Oldest first, at most `limit`.
  package private(set) var lines: [String]
  /// Where Up and Down are; nil at the end, where the unfinished line is.
  private var place: Int?
  private var unfinished = ""
  /// Lines that are kept.
  package static let limit = 1000

  /// The last `limit` of these lines, oldest first.
  package init(_ lines: [String] = []) { self.lines = Array(lines.suffix(Self.limit)) }

  /// Whether a line may be kept: one with the secret of a login may not, whichever way it goes out.
  ///
  /// - Parameters:
  ///   - status: of the session in which the line was typed.
  package static func mayKeep(_ line: String, in status: SessionStatus) -> Bool {
    guard !line.isEmpty, status.masking?.knows(Array(line.utf8)) != true else { return false }
    if line.hasPrefix(":"), CommandTable.isLogin(line.dropFirst()) {
      // A mechanism and a user name; where there is more, or something else, it can be a password.
      guard case .success(.auth(_, let user)) = CommandTable.parse(String(line.dropFirst())) else {
        return false
      }
      return user?.contains(where: \.isWhitespace) != true
    }
    var typed = line[...]
    // `:send` takes octets with escapes, several lines too.
    if typed.hasPrefix(":") { typed = typed.drop { $0 != " " }.dropFirst() }
    var dialogue = status.dialogue ?? Dialogue()
    let octets = line.hasPrefix(":") ? Escaping.unescape(String(typed)).octets : Array(typed.utf8)
    for part in octets.split(separator: ASCII.lf) {
      let octets = Array(part.last == ASCII.cr ? part.dropLast() : part)
      let read = Dialogue.Line.command(Command(octets))
      if dialogue.secret(in: read, octets: octets) != nil || status.masking?.knows(octets) == true {
        return false
      }
      dialogue.sent(read)
    }
    return true
  }

  /// Adds a line, unless it is the last one again.
  package mutating func add(_ line: String) {
    place = nil
    guard lines.last != line else { return }
    lines.append(line)
    if lines.count > Self.limit { lines.removeFirst(lines.count - Self.limit) }
  }

  /// The line before the one that is shown; nil at the first.
  package mutating func up(from current: String) -> String? {
    let next = (place ?? lines.count) - 1
    guard next >= 0 else { return nil }
    if place == nil { unfinished = current }
    place = next
    return lines[next]
  }

  /// The line after the one that is shown, at the end the unfinished one; nil when that is shown already.
  package mutating func down() -> String? {
    guard let current = place else { return nil }
    let next = current + 1
    place = next < lines.count ? next : nil
    return next < lines.count ? lines[next] : unfinished
  }

  /// The newest line before `end` that holds `text`, whatever the case.
  package func search(_ text: String, before end: Int? = nil) -> Int? {
    guard !text.isEmpty else { return nil }
    let wanted = text.lowercased()
    return lines.indices.prefix(end ?? lines.count).last { lines[$0].lowercased().contains(wanted) }
  }
}
