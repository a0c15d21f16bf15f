import SMTP
import Testing
import Transcript

@testable import SMTPCore

struct FloodTests {
  /// What stands in the transcript, the same line once.
  private func kinds(_ driver: Driver) -> [String] {
    var out: [String] = []
    for line in driver.notation where line != out.last && !line.hasPrefix("!") { out.append(line) }
    return out
  }

  private func greeted() -> Driver {
    var driver = Driver()
    driver.server("220 mx.example ESMTP\r\n")
    return driver
  }

  @Test func theSameLineOverAndOverIsCounted() {
    var driver = greeted()
    driver.server(String(repeating: "250 more\r\n", count: 40_000))
    #expect(driver.notation.filter { $0 == "S: 250 more" }.count == Flood.mostEqual)
    driver.end()
    #expect(
      kinds(driver) == [
        "S: 220 mx.example ESMTP", "S: 250 more",
        "* 0.002 39990 more replies that answer nothing, 399900 octets, are not shown",
        "* 0.002 connection closed",
      ])
  }

  @Test func otherLinesAreKeptUpToAThousand() {
    var driver = greeted()
    for number in 0..<3_000 { driver.server("250 line \(number)\r\n", after: 0) }
    #expect(driver.notation.filter { $0.hasPrefix("S: 250") }.count == Flood.most)
  }

  @Test func octetsAreBounded() {
    var driver = greeted()
    for number in 0..<40 {
      driver.server("250 \(number)" + String(repeating: "x", count: 60_000) + "\r\n", after: 0)
    }
    let kept = driver.entries.reduce(0) { $0 + $1.weight }
    #expect(kept > Flood.mostOctets / 2 && kept < Flood.mostOctets * 2)
  }

  /// It is said while it goes on, not only when it is over.
  @Test func theCountIsToldOnceASecond() {
    var driver = greeted()
    for _ in 0..<30 { driver.server(String(repeating: "250 more\r\n", count: 100), after: 100) }
    #expect(driver.notation.filter { $0.contains("not shown") }.count == 2)
  }

  /// A reply to a command is never left out, whatever came before.
  @Test func anAnswerIsKept() {
    var driver = greeted()
    driver.server(String(repeating: "250 more\r\n", count: 5_000))
    driver.client("NOOP")
    driver.server("250 more\r\n")
    let lines = driver.notation
    #expect(lines.suffix(2) == ["C: NOOP", "S: 250 more"])
    #expect(lines.contains { $0.contains("4990 more replies") })
  }

  @Test func whereAFileIsReadNothingIsLeftOut() {
    var core = SessionCore(kind: .smtp, options: SessionOptions(), firstID: 0, foldsFloods: false)
    core.receive(.connected(isTLS: false), at: 0)
    core.receive(.received(Array(String(repeating: "250 more\r\n", count: 5_000).utf8)), at: 0)
    #expect(core.takeEntries().count == 5_000)
  }
}
