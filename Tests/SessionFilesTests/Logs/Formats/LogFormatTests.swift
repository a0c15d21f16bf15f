import Testing

@testable import SessionFiles

struct LogFormatTests {
  @Test func titlesAreTheirOwn() {
    #expect(Set(LogFormat.allCases.map(\.title)).count == LogFormat.allCases.count)
  }

  @Test func eachFormReadsItsOwn() {
    #expect(LogFormat.swaks.read(Array(" -> NOOP".utf8), isText: false) == .sent(Array("NOOP".utf8)))
    #expect(LogFormat.terminal.read(Array("x".utf8), isText: true) == .sent([0x78]))
    #expect(LogFormat.curl.read(Array("x".utf8), isText: true) == nil)
  }
}
