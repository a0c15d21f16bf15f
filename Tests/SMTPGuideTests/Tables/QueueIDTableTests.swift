import SMTP
import Testing

@testable import SMTPGuide

struct QueueIDTableTests {
  /// What servers say when they have taken a message.
  @Test(arguments: [
    ("250 2.0.0 Ok: queued as 4F2AB1C0D3", "4F2AB1C0D3"),
    ("250 OK id=1tFabc-00000000AbC-1dEf", "1tFabc-00000000AbC-1dEf"),
    ("250 2.0.0 4AO3A0bc012345 Message accepted for delivery", "4AO3A0bc012345"),
    ("250 2.0.0: 5f3c2a1b Message accepted for delivery", "5f3c2a1b"), ("250 ok 1732417800 qp 12345", "12345"),
    ("250 2.0.0 OK  1732417800 5b1f17b1804b1-2ff8xx.12 - gsmtp", "5b1f17b1804b1-2ff8xx.12"),
    (
      "250 2.6.0 <a@server.example> [InternalId=4711, Hostname=mx.server.example] Queued mail for delivery",
      "4711"
    ),
    ("250 Message Queued (1A2B3C4D-0000-4000-8000-000000000000.1)", "1A2B3C4D-0000-4000-8000-000000000000.1"),
    ("250 2.0.0 Message queued with id 1234abcd.", "1234abcd"),
    ("250 2.0.0 <bob@server.example> aBcDeF+GhIj Saved", "aBcDeF+GhIj"),
  ])
  func idsAreFound(_ line: String, _ id: String) throws { #expect(QueueIDTable.id(in: try reply(line)) == id) }

  @Test(arguments: [
    "250 2.0.0 Ok", "250 ok dirdel", "250", "250 queued as ", "250 Message accepted for delivery",
    "250 queued as x",
    "250 queued as " + String(repeating: "x", count: 200),
  ])
  func othersNameNone(_ line: String) throws { #expect(QueueIDTable.id(in: try reply(line)) == nil) }

  @Test func aRowNamesItsPlace() {
    #expect(QueueIDRow("queued as") == nil && QueueIDRow("{id}") == nil)
    let fields = KnowledgeFile.products.rows.flatMap { $0.values(QueueIDTable.field) }
    #expect(fields.count == QueueIDTable.rows.count)
  }
}
