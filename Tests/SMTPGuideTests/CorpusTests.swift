import Foundation
import SMTP
import Testing

@testable import SMTPGuide

/// Real replies, and what they have to be taken for (Tests/Samples/replies.txt).
struct CorpusTests {
  private struct Row {
    let cause: String?
    let product: String?
    let retry: Retry?
    let line: String
  }

  private static func rows() throws -> [Row] {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Samples/replies.txt")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map {
        let parts = $0.split(separator: " | ", maxSplits: 3).map(String.init)
        try #require(parts.count == 4, "\($0)")
        return Row(
          cause: parts[0] == "-" ? nil : parts[0], product: parts[1] == "-" ? nil : parts[1],
          retry: Retry(rawValue: parts[2]), line: parts[3])
      }
  }

  @Test func everyLineIsTakenForWhatItIs() throws {
    let rows = try Self.rows()
    #expect(rows.count >= 400)
    var told = 0
    var right = 0
    var products = 0
    var rightProducts = 0
    for row in rows {
      let reply = try #require(Reply(joined: Array(row.line.utf8)), "\(row.line)")
      let explanation = Guide.explain(reply, ReplyContext(answers: .nothing, verb: Guide.anyCommand))
      if explanation.cause != nil { told += 1 }
      if explanation.cause != nil, explanation.cause == row.cause { right += 1 }
      if explanation.product != nil { products += 1 }
      if explanation.product != nil, explanation.product?.name == row.product { rightProducts += 1 }
      #expect(explanation.cause == row.cause, "\(row.line)")
      #expect(explanation.product?.name == row.product, "\(row.line)")
      #expect(explanation.retry == row.retry, "\(row.line)")
    }
    let known = rows.count { $0.cause != nil }
    let made = rows.count { $0.product != nil }
    func percent(_ part: Int, _ whole: Int) -> String { "\(part * 1000 / max(1, whole))‰" }
    print(
      "\(rows.count) lines: causes with precision \(percent(right, told)), recall \(percent(right, known));",
      "products with precision \(percent(rightProducts, products)), recall \(percent(rightProducts, made))")
  }

  /// A cause that the corpus names and no row has is a slip of the pen in one of the two.
  @Test func everyCauseHasARow() throws {
    let causes = Set(WordingTable.rows.map(\.cause))
    for row in try Self.rows() {
      if let cause = row.cause { #expect(causes.contains(cause), "\(cause)") }
    }
  }
}
