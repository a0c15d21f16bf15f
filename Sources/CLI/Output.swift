// Where text leaves the program: standard output and standard error. Whatever a server, a file or an argument has put
// into it, a terminal gets nothing but text; and what could not be written is known at the end.

import Platform
import SMTP
import Synchronization
import Transcript

import Glibc

/// Standard output and standard error.
enum Output {
  /// Text in which every octet is meant: colours of ours around words that are escaped.
  struct Painted: Sendable, Equatable {
    fileprivate(set) var text: String

    /// Words without a colour.
    init(_ words: String) { text = Escaping.visible(words) }

    /// Words between two sequences of ours.
    init(_ words: String, from start: String, to end: String) { text = start + Escaping.visible(words) + end }
  }

  /// The error number of the write on standard output that failed first; 0: none did.
  private static let failed = Atomic<Int32>(0)

  /// Writes on standard output.
  ///
  /// - Returns: false where nobody gets it any more, now or before.
  @discardableResult static func write(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { write($0) }
  }

  /// Writes octets that are text, for the most part.
  @discardableResult static func write(_ octets: [UInt8]) -> Bool {
    octets.withUnsafeBufferPointer { write($0) }
  }

  /// Writes lines that have colours.
  @discardableResult static func write(_ lines: [Painted]) -> Bool {
    put(lines.map { $0.text + "\n" }.joined())
  }

  private static func write(_ octets: UnsafeBufferPointer<UInt8>) -> Bool {
    if let visible = Escaping.visible(octets) { return visible.withUnsafeBufferPointer { put($0) } }
    return put(octets)
  }

  private static func put(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { put($0) }
  }

  private static func put(_ octets: UnsafeBufferPointer<UInt8>) -> Bool {
    guard failed.load(ordering: .relaxed) == 0 else { return false }
    guard !TextFile.write(octets, to: STDOUT_FILENO) else { return true }
    failed.store(errno, ordering: .relaxed)
    return false
  }

  /// Writes on standard error.
  static func complain(_ text: String) { _ = TextFile.write(Escaping.visible(text), to: STDERR_FILENO) }

  /// Puts a line on standard error in the place of the one before; an empty one takes it away.
  static func progress(_ line: String) {
    _ = TextFile.write("\r\(Escaping.visible(line))\u{1B}[K", to: STDERR_FILENO)
  }

  /// The exit status that a command comes to. Where output was lost it says so, once; a reader that has had enough, as
  /// `head`, is told nothing.
  static func end(_ status: ExitStatus) -> ExitStatus {
    let number = failed.load(ordering: .relaxed)
    guard number != 0, status != .interrupted else { return status }
    if number != EPIPE {
      complain(
        "smtpscope: \(FileProblem("write", "standard output", number)); what was to be said there is lost\n")
    }
    return .output
  }
}
