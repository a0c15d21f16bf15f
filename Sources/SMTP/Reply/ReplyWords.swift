// How a line of a reply is cut into words: said once, for what a server offers, for the guide's words beside the line,
// and for telling two offers apart.

/// The words of a line of a reply, one after the other.
///
/// RFC 5321 §4.1.1.1 separates them by a space; servers that use a tab or several are understood, too.
package struct ReplyWords: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>

  /// - Parameter text: what stands behind code and separator.
  package init(_ text: ArraySlice<UInt8>) { rest = text }

  /// The next word; nil when there is none.
  package mutating func next() -> ArraySlice<UInt8>? {
    var start = rest.startIndex
    while start < rest.endIndex, Self.isBlank(rest[start]) { start += 1 }
    guard start < rest.endIndex else { return nil }
    var end = start
    while end < rest.endIndex, !Self.isBlank(rest[end]) { end += 1 }
    defer { rest = rest[end...] }
    return rest[start..<end]
  }

  private static func isBlank(_ octet: UInt8) -> Bool { octet == ASCII.space || octet == ASCII.tab }

  /// What a line of an EHLO reply offers, in upper case; nil for a line without a word.
  ///
  /// `AUTH=LOGIN`, the old way to say `AUTH LOGIN`, gives `AUTH=`: many servers send both, and they are two lines.
  package static func keyword(_ text: ArraySlice<UInt8>) -> String? {
    var words = ReplyWords(text)
    guard let word = words.next() else { return nil }
    return (word.isAuthEquals ? word.prefix(5) : word).asciiUppercasedText
  }
}

extension ArraySlice<UInt8> {
  /// Whether a word begins with `AUTH=`, in any case.
  package var isAuthEquals: Bool {
    count > 4 && self[startIndex + 4] == ASCII.equals && prefix(4).asciiUppercasedText == "AUTH"
  }
}
