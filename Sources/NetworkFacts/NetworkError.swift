// Why the network did not do what it was asked: by name, without words.

/// An error of the network.
package enum NetworkError: Error, Sendable, Equatable {
  /// An error of the system or of its resolver, by its name: `ECONNREFUSED`, `EAI_NONAME`.
  case system(String)
  /// No answer within so many seconds.
  case noAnswer(seconds: Int)
  /// TLS failed, which has been said.
  case tls
  /// What has no name, in the words of whoever noticed.
  case other(String)

  /// The name under which recordings have it.
  package var name: String {
    switch self {
    case .system(let name): return name
    case .noAnswer(let seconds): return "no-answer-\(seconds)s"
    case .tls: return "tls"
    case .other(let text): return text
    }
  }

  /// Reads what `name` gives.
  package init(name: String) {
    if name == "tls" {
      self = .tls
    } else if name.hasPrefix("no-answer-"), name.hasSuffix("s"),
      let seconds = Int(name.dropFirst(10).dropLast())
    {
      self = .noAnswer(seconds: seconds)
    } else if name.first == "E",
      name.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
    {
      self = .system(name)
    } else {
      self = .other(name)
    }
  }
}
