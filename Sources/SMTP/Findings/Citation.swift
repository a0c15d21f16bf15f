// Where a statement of ours can be checked.

/// The document, and the place in it, on which a rule or an explanation rests.
package enum Citation: Hashable, Sendable, CustomStringConvertible {
  /// An RFC by number with its section, for example `.rfc(5321, "4.1.4")`.
  case rfc(Int, String)
  /// Another published document, by the name people know it by.
  case document(String)

  package var description: String {
    switch self {
    case .rfc(let number, let section) where section.first?.isLetter == true:
      return "RFC \(number) Appendix \(section)"
    case .rfc(let number, let section): return "RFC \(number) §\(section)"
    case .document(let name): return name
    }
  }
}
