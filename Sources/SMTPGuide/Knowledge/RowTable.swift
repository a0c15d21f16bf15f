// A table's rows as its file has them, none of them read before it is asked for.

import SMTP
import Synchronization

/// The rows of a file as a table's own, each read when it is first asked for: a session needs few of them.
final class RowTable<Element: Sendable>: Sendable {
  private enum Place: Sendable {
    case unread
    case read(Element?)
  }

  let file: KnowledgeFile
  private let heads: [Int32]
  /// Rows by what stands in their names before a slash.
  private let names: HashIndex
  private let make: @Sendable (KnowledgeFile.Row) -> Element?
  private let places: Mutex<[Place]>

  init(_ file: KnowledgeFile, _ make: @escaping @Sendable (KnowledgeFile.Row) -> Element?) {
    self.file = file
    self.make = make
    heads = file.heads
    names = HashIndex(
      heads.enumerated().map { (HashIndex.hash(Self.key(file.name(at: Int($0.element)))), Int32($0.offset)) })
    places = Mutex([Place](repeating: .unread, count: heads.count))
  }

  var indices: Range<Int> { heads.indices }

  /// Nil for a row that cannot be read, which a test finds.
  subscript(_ index: Int) -> Element? {
    if case .read(let element) = places.withLock({ $0[index] }) { return element }
    let element = make(file.row(at: Int(heads[index])))
    places.withLock { $0[index] = .read(element) }
    return element
  }

  /// The name of a row.
  func name(_ index: Int) -> Slice<UnsafeBufferPointer<UInt8>> { file.name(at: Int(heads[index])) }

  func eachField(
    _ index: Int, _ body: (Slice<UnsafeBufferPointer<UInt8>>, Slice<UnsafeBufferPointer<UInt8>>) -> Void
  ) { file.eachField(at: Int(heads[index]), body) }

  private static func key<Name: Collection<UInt8>>(_ name: Name) -> Name.SubSequence {
    name.prefix { $0 != UInt8(ascii: "/") }
  }

  /// The row of a name.
  func index(of name: some Collection<UInt8>) -> Int? {
    indices(under: name).first { self.name($0).elementsEqual(name) }
  }

  /// The rows of a name and, with a slash behind it, of its variants, in the order of the file.
  func indices(under name: some Collection<UInt8>) -> [Int] {
    let key = Self.key(name)
    var found: [Int] = []
    names.each(HashIndex.hash(key)) { index in
      if Self.key(self.name(Int(index))).elementsEqual(key) { found.append(Int(index)) }
      return true
    }
    return found.sorted()
  }

  var all: [Element] { heads.indices.compactMap { self[$0] } }
}
