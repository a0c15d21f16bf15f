// A message from a file, piece by piece: CRLF line ends, dot-stuffed, hashed. Memory does not depend on the
// file's size.

import Platform
import SMTP
import Transport

import Glibc

/// A file on its way.
final class MessageStream {
  let path: String
  /// The file's size in octets.
  let total: Int
  /// Octets of the file that have been read.
  private(set) var sent = 0
  /// SHA-256 of the file's octets, where it is wanted and OpenSSL is there; valid after the last piece.
  private(set) var digest: String?
  private let descriptor: Int32
  private var stuffer = DotStuffer(normalizingLineEnds: true)
  private let hash: SHA256?
  private var judge: TextJudge
  /// The line in the middle of which the newest piece ends, as far as a line of mail text may go.
  private(set) var openLine: [UInt8] = []
  private var shown = 0

  static let pieceSize = 256 * 1024

  /// - Parameters:
  ///   - body: what MAIL said of the text.
  init(path: String, body: Transaction.Body? = nil, wantsDigest: Bool = true) throws(FileProblem) {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw FileProblem("read", path) }
    var info = stat()
    guard fstat(opened, &info) == 0, info.st_mode & S_IFMT != S_IFDIR else {
      let number = errno
      Self.close(opened)
      throw FileProblem("read", path, info.st_mode & S_IFMT == S_IFDIR ? EISDIR : number)
    }
    descriptor = opened
    judge = TextJudge(body: body)
    hash = wantsDigest ? SHA256() : nil
    self.path = path
    total = Int(info.st_size)
  }

  deinit { Self.close(descriptor) }

  private static func close(_ descriptor: Int32) {
    _ = Glibc.close(descriptor)
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
    var failed = false
    let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
      let got = read(descriptor, buffer.baseAddress, Self.pieceSize)
      failed = got < 0
      count = max(0, got)
    }
    if failed { throw FileProblem("read", path) }
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
