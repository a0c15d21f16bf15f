// A message from a file, piece by piece: CRLF line ends, dot-stuffed, hashed. Memory does not depend on the
// file's size.

import Platform
import SMTP
import Transport

/// A file on its way. Its first octets are read before anything is sent, so that what cannot be read begins no message.
final class MessageStream {
  private let file: RegularFile
  var path: String { file.path }
  /// The file's size in octets.
  var total: Int { file.size }
  /// Octets of the file that have been read.
  private(set) var sent = 0
  /// SHA-256 of the file's octets, where it is wanted and OpenSSL is there; valid after the last piece.
  private(set) var digest: String?
  private var stuffer = DotStuffer(normalizingLineEnds: true)
  private let hash: SHA256?
  private var judge: TextJudge
  /// The line in the middle of which the newest piece ends, as far as a line of mail text may go.
  private(set) var openLine: [UInt8] = []
  private var shown = 0

  /// - Parameters:
  ///   - body: what MAIL said of the text.
  init(path: String, body: Transaction.Body? = nil, wantsDigest: Bool = true) throws(FileProblem) {
    file = try RegularFile(path)
    if let encoding = file.wideEncoding {
      throw FileProblem(
        "send", path, because: "it is \(encoding), and mail text is octets; \(TextEncoding.advice)")
    }
    judge = TextJudge(body: body)
    hash = wantsDigest ? SHA256() : nil
  }

  /// Whether the progress has moved enough for a screen.
  var isWorthShowing: Bool {
    guard sent - shown >= 4 << 20 else { return false }
    shown = sent
    return true
  }

  /// What the text breaks, as it would if it had been typed; after the last piece.
  func findings() -> [Finding] { judge.finish() }

  /// The next octets for the wire; the last piece holds the final dot.
  func next() throws(FileProblem) -> (octets: [UInt8], isLast: Bool) {
    let piece = try file.next()
    if piece.isEmpty {
      digest = hash?.finish()
      openLine = []
      return (stuffer.finish(), true)
    }
    sent += piece.count
    hash?.update(piece)
    judge.judge(piece)
    let start = piece.lastIndex(of: ASCII.lf).map { $0 + 1 }
    openLine = Array(((start == nil ? openLine : []) + piece[(start ?? 0)...]).prefix(Limits.textLine))
    return (stuffer.stuff(piece), false)
  }
}
