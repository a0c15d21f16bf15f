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

  @Test(arguments: [
    (0, "0 octets"), (1, "1 octet"), (999, "999 octets"), (1_000, "1 kB"), (1_550, "1.6 kB"),
    (52_428_800, "52.4 MB"),
    (35_000_000, "35 MB"), (1_500_000_000, "1.5 GB"),
  ])
  func octetsForPeople(_ octets: Int, _ text: String) { #expect(ByteCount.text(octets) == text) }
}
