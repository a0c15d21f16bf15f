import SMTP
import SMTPGuide
import Testing

struct EnhancedTableTests {
  /// All of RFC 3463 §3: subject and the last detail it defines, none left out.
  @Test(arguments: [(0, 0), (1, 8), (2, 4), (3, 5), (4, 7), (5, 5), (6, 5), (7, 7)] as [(UInt16, UInt16)])
  func rfc3463IsComplete(_ subject: UInt16, _ last: UInt16) {
    for detail in 0...last {
      let row = EnhancedTable.row(EnhancedStatusCode(5, subject, detail))
      #expect(row != nil, "x.\(subject).\(detail)")
      if case .rfc(let number, _)? = row?.source { #expect(number == 3463) }
    }
  }

  @Test func textsAndCodesAreUnique() {
    #expect(Set(EnhancedTable.rows.map(\.text)).count == EnhancedTable.rows.count)
    #expect(Set(EnhancedTable.rows.map { "\($0.subject).\($0.detail)" }).count == EnhancedTable.rows.count)
  }

  @Test func unknownCodesAreExplainedByTheirDigits() {
    #expect(EnhancedTable.part(EnhancedStatusCode(5, 7, 999)).text.contains("security or policy"))
    #expect(EnhancedTable.part(EnhancedStatusCode(5, 99, 1)).text.contains("no document defines"))
  }
}
