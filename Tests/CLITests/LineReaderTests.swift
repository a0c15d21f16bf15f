import SMTP
import Foundation
import Testing

@testable import CLI

struct LineReaderTests {
  private let pipe = Pipe()

  private func reader() -> LineReader { LineReader(descriptor: pipe.fileHandleForReading.fileDescriptor) }
  private func write(_ text: String) throws { try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  /// What comes until there is nothing more; a line as text, what is no line as a word in brackets.
  private func all(_ reader: inout LineReader) -> [String] {
    var out: [String] = []
    while true {
      switch reader.next() {
      case .line(let line): out.append(String(decoding: line, as: UTF8.self))
      case .tooLong: out.append("(too long)")
      case .wide(let encoding): out.append("(\(encoding))")
      case .end: return out + ["(end)"]
      case .none: return out + ["(none)"]
      }
    }
  }

  @Test func itDoesNotWait() throws {
    var reader = reader()
    #expect(all(&reader) == ["(none)"])
    try write("EHLO x\r\nNO")
    #expect(all(&reader) == ["EHLO x", "(none)"])
    try write("OP\n\n")
    #expect(all(&reader) == ["NOOP", "", "(none)"])
  }

  /// Each octet of it would go to the server.
  @Test func inputThatIsNoTextOfOctetsIsNoLines() throws {
    var reader = reader()
    try pipe.fileHandleForWriting.write(
      contentsOf: try #require("EHLO x\nQUIT\n".data(using: .utf16LittleEndian)))
    #expect(all(&reader) == ["(UTF-16, little-endian)", "(end)"])
  }

  @Test func theLastLineNeedsNoEnd() throws {
    var reader = reader()
    try write("QUIT")
    try pipe.fileHandleForWriting.close()
    #expect(all(&reader) == ["QUIT", "(end)"])
  }

  /// It is left out as a whole, and the line behind it is read.
  @Test func aLineHasALimit() throws {
    var reader = reader()
    let line = String(repeating: "x", count: 16 * 1024)
    var out: [String] = []
    for _ in 0...(Limits.sentLine / line.utf8.count) {
      try write(line)
      out += all(&reader)
    }
    try write("\nNOOP\n")
    #expect((out + all(&reader)).filter { $0 != "(none)" } == ["(too long)", "NOOP"])
  }
}
