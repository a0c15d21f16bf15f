// The first lines of a recording: by them it is known, and the version of its form. Whoever has to know a recording from a
// file that a person wrote asks here.

import SMTP
import Transcript

/// The head of a recording.
enum RecordingHead {
  /// What recordings of each version begin with.
  private static let heads: [(version: Int, text: [UInt8])] = [
    (1, Array(":session 1\n* smtpscope ".utf8)),
    (2, Array(":session 2\n* 0.000 start program=smtpscope ".utf8)),
  ]

  /// The version of the recording that begins with these octets; nil: they begin none.
  static func version(_ octets: some Collection<UInt8>) -> Int? {
    heads.first { octets.starts(with: $0.text) }?.version
  }

  /// The version of the recording that begins with these lines.
  static func version(_ lines: [SessionFileLine]) -> Int? {
    guard lines.count > 1, case .command(.session(let version), _) = lines[0].content,
      case .event(let text) = lines[1].content
    else { return nil }
    return version == 1
      ? text.hasPrefix("smtpscope ") ? 1 : nil : text.hasPrefix("0.000 start ") ? version : nil
  }

  /// Whether a line is the beginning of a recording's first line, and not all of it.
  static func isCut(_ line: some Collection<UInt8>) -> Bool {
    !line.isEmpty && heads.contains { $0.text.prefix { $0 != ASCII.lf }.starts(with: line) }
      && !heads.contains { $0.text.prefix { $0 != ASCII.lf }.elementsEqual(line) }
  }
}
