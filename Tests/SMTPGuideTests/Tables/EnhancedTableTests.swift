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

  /// The registry's last code of each subject, as of 2024-12-06 (IANA, SMTP Enhanced Status Codes).
  @Test(arguments: [(0, 0), (1, 10), (2, 4), (3, 6), (4, 7), (5, 6), (6, 10), (7, 30)] as [(UInt16, UInt16)])
  func theRegistryIsComplete(_ subject: UInt16, _ last: UInt16) {
    for detail in 0...last {
      let row = EnhancedTable.row(EnhancedStatusCode(5, subject, detail))
      #expect(row != nil && row?.provider == nil, "x.\(subject).\(detail)")
    }
  }

  @Test func theClassChangesTheWording() {
    let later = EnhancedTable.part(EnhancedStatusCode(4, 2, 2)).text
    let never = EnhancedTable.part(EnhancedStatusCode(5, 2, 2)).text
    #expect(later.contains("again later") && never.contains("gives up"))
    #expect(EnhancedTable.part(EnhancedStatusCode(2, 1, 0)).text == "about the address; all is well")
    #expect(EnhancedTable.part(EnhancedStatusCode(5, 1, 0)).text.contains("is the cause"))
  }

  @Test func aProviderMayMeanSomethingElse() {
    let code = EnhancedStatusCode(5, 7, 27)
    #expect(EnhancedTable.part(code).text.contains("takes no mail"))
    #expect(
      EnhancedTable.part(code, product: "Gmail").text == "with Gmail: SPF did not pass for the sender's domain")
    #expect(
      EnhancedTable.part(EnhancedStatusCode(5, 7, 620)).text.hasPrefix("with Microsoft: this client's address"))
    #expect(
      EnhancedTable.part(EnhancedStatusCode(5, 1, 10), product: "Exchange Online").text.contains("directory"))
  }

  @Test func unknownCodesAreExplainedByTheirDigits() {
    #expect(EnhancedTable.part(EnhancedStatusCode(5, 7, 999)).text.contains("security or policy"))
    #expect(EnhancedTable.part(EnhancedStatusCode(5, 99, 1)).text.contains("no document defines"))
  }
}
