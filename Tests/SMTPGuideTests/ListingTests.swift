import Foundation
import Testing

@testable import SMTPGuide

struct ListingTests {
  @Test(arguments: Listing.allCases) func everyRowSaysSomethingAndCitesIt(_ listing: Listing) {
    #expect(listing.rows.count > 10)
    for row in listing.rows {
      #expect(!row.label.isEmpty && !row.text.isEmpty && !row.source.description.isEmpty, "\(row.label)")
    }
  }

  /// The reference pages are what the tables say. `smtpscope explain --list KIND --format markdown` prints them.
  @Test(arguments: Listing.allCases) func thePagesOfTheReferenceAreUpToDate(_ listing: Listing) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = root.appending(path: "Sources/SMTPGuide/SMTPGuide.docc/\(listing.rawValue).md")
    let written = try String(contentsOf: page, encoding: .utf8)
    #expect(
      written == listing.page,
      "run: smtpscope explain --list \(listing.rawValue) --format markdown >Sources/SMTPGuide/SMTPGuide.docc/\(listing.rawValue).md"
    )
  }

  /// Nothing of a text is taken for Markdown.
  @Test func cellsAreCells() {
    for listing in Listing.allCases {
      for line in listing.page.split(separator: "\n").dropFirst(4) {
        #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 4, "\(line)")
      }
    }
  }
}
