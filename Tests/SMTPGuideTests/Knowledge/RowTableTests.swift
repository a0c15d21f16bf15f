import Synchronization
import Testing

@testable import SMTPGuide

struct RowTableTests {
  /// A row is made when it is first asked for, and once.
  @Test func rowsAreMadeOnceAndWhenNeeded() throws {
    let made = Mutex<[String]>([])
    let table = RowTable(.products) { row in
      made.withLock { $0.append(row.name) }
      return row.name
    }
    #expect(made.withLock { $0.isEmpty })
    let index = try #require(table.index(of: "Postfix".utf8))
    #expect(table[index] == "Postfix" && table[index] == "Postfix" && made.withLock { $0 } == ["Postfix"])
    #expect(table.all == KnowledgeFile.products.rows.map(\.name))
    #expect(made.withLock { $0.count } == table.indices.count)
  }

  /// A row that cannot be read is none, and is not tried again.
  @Test func aRowThatCannotBeReadIsNone() {
    let tries = Mutex(0)
    let table = RowTable<Int>(.lists) { _ in
      tries.withLock { $0 += 1 }
      return nil
    }
    #expect(table[0] == nil && table[0] == nil && table.all.isEmpty)
    #expect(tries.withLock { $0 } == table.indices.count)
  }

  /// Variants of a name stand under it, in the order of the file; a name that only begins like it does not.
  @Test func variantsStandUnderTheirName() {
    let table = RowTable(.extensions) { $0.name }
    for index in table.indices {
      let name = table.name(index).text
      #expect(table.index(of: name.utf8) == index && table.indices(under: name.utf8).contains(index), "\(name)")
    }
    let advice = RowTable(.advice) { $0.name }
    for name in Set(advice.all.compactMap { $0.split(separator: "/").first.map(String.init) }) {
      let expected = advice.all.filter { $0 == name || $0.hasPrefix(name + "/") }
      #expect(advice.indices(under: name.utf8).compactMap { advice[$0] } == expected)
    }
    #expect(table.index(of: "NOT-THERE".utf8) == nil && table.indices(under: "".utf8).isEmpty)
  }

  @Test func fieldsAreReadWithoutTheRow() throws {
    let table = RowTable<Int>(.products) { _ in nil }
    let index = try #require(table.index(of: "Outlook.com".utf8))
    var fields: [String] = []
    table.eachField(index) { key, value in fields.append("\(key.text): \(value.text)") }
    #expect(fields.first == "certain-host: .hotmail.com" && fields.contains("maker: Microsoft"))
  }
}
