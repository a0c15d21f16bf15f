import SMTP
import SMTPGuide
import Testing

struct ExtensionTableTests {
  private func note(_ keyword: String, _ parameters: String...) -> String {
    ExtensionTable.note(.init(keyword: keyword, parameters: parameters), isTLS: false)
  }

  @Test func keywordsAreUniqueAndInUpperCase() {
    #expect(Set(ExtensionTable.rows.map(\.keyword)).count == ExtensionTable.rows.count)
    #expect(ExtensionTable.rows.allSatisfy { $0.keyword == $0.keyword.asciiUppercased })
  }

  @Test func extensionsThatVerbsAndParametersNeedAreThere() {
    for row in Verb.table {
      if let keyword = row.keyword { #expect(ExtensionTable.row(keyword) != nil, "\(keyword)") }
    }
    for row in Parameter.table { #expect(ExtensionTable.row(row.offeredBy) != nil, "\(row.offeredBy)") }
  }

  @Test func sizesAreRead() {
    #expect(note("SIZE", "10240000") == "messages up to 10.2 MB")
    #expect(note("SIZE", "0") == "messages of any size")
    #expect(note("SIZE") == "the size may be declared; no limit is named")
    #expect(note("SIZE", "big") == "SIZE with a number that cannot be read")
  }

  @Test func numbersAreReadAndChecked() {
    #expect(
      note("DELIVERBY", "240").hasSuffix(", at least 240 s") && note("DELIVERBY").hasSuffix("however short"))
    #expect(note("DELIVERBY", "soon") == "DELIVERBY with a number that cannot be read")
    #expect(
      note("FUTURERELEASE", "86400", "2026-12-01T00:00:00Z").hasSuffix(
        "up to 86400 s and until 2026-12-01T00:00:00Z"))
    #expect(note("FUTURERELEASE") == "FUTURERELEASE without its limits")
    #expect(
      note("LIMITS", "RCPTMAX=100", "MAILMAX=10") == "100 recipients a transaction, 10 transactions a session")
    #expect(
      note("LIMITS", "RCPTMAX=1234567") == "RCPTMAX=1234567, which is no limit", "RFC 9422 §4: six digits")
    #expect(note("LIMITS", "RCPTDOMAINMAX=1") == "recipients of 1 domain a transaction")
  }

  @Test func parametersThatAreNotThere() {
    #expect(note("PIPELINING", "x").contains("with parameters that it does not have: x"))
    #expect(note("XYZ") == "private extension, not known to us" && note("XYZ").isEmpty == false)
    #expect(note("FOO") == "extension not known to us")
  }

  /// Every row that is used from here is used with a line that breaks no rule.
  @Test func whatIsTypedIsInOrder() {
    for row in ExtensionTable.rows {
      guard let use = row.use, !use.hasPrefix(":") else { continue }
      let findings = Command(Array(use.utf8)).findings
      #expect(findings.isEmpty, "\(row.keyword): \(use): \(findings.map(\.id))")
    }
  }

  @Test(arguments: [
    (0, "0 octets"), (1, "1 octet"), (999, "999 octets"), (1_000, "1 kB"), (1_550, "1.6 kB"),
    (52_428_800, "52.4 MB"),
    (35_000_000, "35 MB"), (1_500_000_000, "1.5 GB"),
  ])
  func octetsForPeople(_ octets: Int, _ text: String) { #expect(ByteCount.text(octets) == text) }
}
