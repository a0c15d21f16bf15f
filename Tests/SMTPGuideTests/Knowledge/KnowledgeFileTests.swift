import SMTP
import Testing

@testable import SMTPGuide

extension KnowledgeFile {
  /// The number of a row's line, from 1.
  fileprivate func line(_ row: Row) -> Int { octets[..<row.head].count { $0 == ASCII.lf } + 1 }
}

/// Every row of every file is read: a mistake in a file fails here, with its line.
struct KnowledgeFileTests {
  private static let keys: [KnowledgeFile: Set<String>] = [
    .replies: ["side", "retry", "advice", "source"], .enhanced: ["source"],
    .extensions: ["parameters", "standing", "use", "source"],
    .wordings: ["match", "code", "status", "product", "needs", "cause", "side", "retry", "advice", "source"],
    .lists: ["name", "look", "source"], .advice: ["command", "when"], .session: ["advice", "source"],
  ]

  @Test(arguments: KnowledgeFile.allCases.filter { $0 != .english }) func everyFieldIsKnown(
    _ file: KnowledgeFile
  ) {
    for row in file.rows {
      for field in row.fields {
        if let keys = Self.keys[file] {
          #expect(keys.contains(field.key), "\(file), line \(file.line(row)): \(row.name): \(field.key)")
        }
        #expect(!field.value.isEmpty, "\(file), line \(file.line(row)): \(field.key) is empty")
      }
    }
  }

  @Test func everyRowIsRead() {
    func check(_ file: KnowledgeFile, _ isRead: (KnowledgeFile.Row) -> Bool) {
      for row in file.rows where !isRead(row) {
        Issue.record("\(file), line \(file.line(row)): \(row.name) cannot be read")
      }
      let names = file.rows.map(\.name)
      #expect(Set(names).count == names.count, "\(file): a name stands there twice")
    }
    check(.replies) { ReplyMeanings.meaning($0) != nil }
    check(.enhanced) { EnhancedTable.row($0) != nil }
    check(.extensions) { ExtensionTable.row($0.name) != nil }
    check(.products) { ProductTable.row($0.name) != nil }
    check(.wordings) { WordingTable.row($0) != nil }
    check(.lists) { row in BlockListTable.rows.contains { $0.mark == row.name } }
    check(.advice) { AdviceTable.row($0.name) != nil }
    check(.session) { SessionRules.row($0.name) != nil }
  }

  /// A key of advice that nobody has is left out by the tables; here it is found.
  @Test func allAdviceExists() {
    for file in [KnowledgeFile.replies, .wordings, .session] {
      for row in file.rows {
        for key in row.list("advice") {
          #expect(AdviceTable.row(key) != nil, "\(file), line \(file.line(row)): \(key)")
        }
      }
    }
  }

  /// A citation is an RFC that we know, with a section, or a document by its name.
  @Test func everyCitationIsOne() {
    let known: Set<Int> = [
      821, 1845, 1870, 1985, 2033, 2034, 2645, 2852, 2920, 3030, 3207, 3461, 3463, 3865, 3885, 3886, 4141, 4405,
      4468,
      4865, 4954, 5248, 5321, 5322, 5336, 5782, 6152, 6376, 6531, 6647, 6710, 7208, 7293, 7372, 7489, 7504,
      7505, 8617,
      8689, 9422,
    ]
    for file in KnowledgeFile.allCases where file != .english && file != .advice {
      for row in file.rows {
        switch row.source {
        case .rfc(let number, let section)?:
          #expect(known.contains(number), "\(file), line \(file.line(row)): RFC \(number)")
          #expect(
            section.wholeMatch(of: /[0-9]+(\.[0-9]+)*|[A-F](\.[0-9]+)*/) != nil,
            "\(file), line \(file.line(row))")
        case .document(let name)?:
          #expect(name.count > 4 && !name.hasPrefix("RFC"), "\(file), line \(file.line(row))")
        case nil: Issue.record("\(file), line \(file.line(row)): \(row.name) has no source that can be read")
        }
      }
    }
  }

  @Test(arguments: [
    ("RFC 5321 §4.2.1", Citation.rfc(5321, "4.2.1")), ("RFC 5321 Appendix F.6", .rfc(5321, "F.6")),
    ("Postfix, smtpd(8)", .document("Postfix, smtpd(8)")),
  ])
  func sourcesAreRead(_ text: String, _ source: Citation) {
    #expect(Citation(parsing: text) == source && source.description == text)
  }

  @Test(arguments: ["RFC", "RFC x §1", "RFC 5321", "RFC 5321 4.2"]) func whatIsNoSource(_ text: String) {
    if case .rfc? = Citation(parsing: text) { Issue.record("\(text) was taken for a source") }
  }
}
